"""Real applications from the package index: each in an environment of its own, at head in a database of its own.

Collected only when this folder is named (``make corpus``): the first run downloads the applications. They are
kept in ``AUDITLIB_CORPUS_HOME``, by default a folder ``auditlib-corpus`` in the user's cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import auditlib
from auditlib.collect import scratch

HERE = Path(__file__).parent
NAMES = sorted(each.parent.name for each in HERE.glob("*/application.toml"))
# The audit reads the URL from this variable: in arguments of a process it could be read by others.
DATABASE_VARIABLE = "AUDITLIB_CORPUS_DATABASE"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """The corpus is left alone unless this folder, or something in it, was named."""
    named = (Path(config.invocation_params.dir, str(each).partition("::")[0]).resolve() for each in config.args)
    return None if any(each.is_relative_to(HERE) for each in named) else True


@dataclass(frozen=True)
class Application:
    """An installed application: its name, what its application.toml says, and its interpreter."""

    name: str
    facts: dict[str, Any]
    python: Path

    @property
    def folder(self) -> Path:
        """The folder in this test tree that holds its settings and expectations."""
        return HERE / self.name

    @property
    def project(self) -> Path:
        """The folder of its package, which is the audited project."""
        return next(self.python.parent.parent.glob("lib/python*/site-packages")) / self.facts["package"]


@dataclass(frozen=True)
class Audited:
    """An application at head, the URL of its database, the run of the audit, and the report it left."""

    application: Application
    url: Callable[[str], str]
    run: subprocess.CompletedProcess[str]
    report: Path
    audit: auditlib.Audit


@pytest.fixture(scope="session")
def server() -> Iterator[scratch.Server]:
    """The server that holds the applications' databases; an audit starts another for its own work."""
    with scratch.server(tcp=True) as running:
        yield running


@pytest.fixture(scope="session", params=NAMES)
def application(request: pytest.FixtureRequest) -> Application:
    """Each application of the corpus, installed at the versions of its requirements.txt."""
    folder = HERE / request.param
    facts = tomllib.loads((folder / "application.toml").read_text(encoding="utf-8"))
    return Application(request.param, facts, _environment(request.param, folder / "requirements.txt"))


@pytest.fixture(scope="session")
def audited(application: Application, server: scratch.Server, tmp_path_factory: pytest.TempPathFactory) -> Audited:
    """Each application, brought to head by its own commands and then audited by ours."""
    database = application.name.replace("-", "_")
    server.create_database(database)

    def url(driver: str = "") -> str:
        return server.url(database, driver)

    folder = tmp_path_factory.mktemp(database)
    _bring_to_head(application, url, folder)
    out = tmp_path_factory.mktemp(f"{database}_report")
    run = _run(application, url(), out)
    assert run.returncode in (0, 1), f"auditlib run: {run.returncode}\n{run.stdout}\n{run.stderr}"
    return Audited(application, url, run, out, auditlib.open(out / "snapshot"))


@pytest.fixture(scope="session")
def truth(audited: Audited, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Alembic and SQLAlchemy say of the application, in its own environment (``truth.py``)."""
    facts = audited.application.facts
    request = tmp_path_factory.mktemp("truth") / "request.json"
    asked = {name: facts[name] for name in ("package", "script_locations", "metadata")}
    request.write_text(json.dumps({**asked, "url": audited.url("psycopg2")}), encoding="utf-8")
    environment = _variables(facts, audited.url, request.parent)
    said = _checked(
        [str(audited.application.python), "-W", "ignore", str(HERE / "truth.py"), str(request)], environment
    )
    return json.loads(said.splitlines()[-1])


@pytest.fixture
def expected(audited: Audited) -> pd.DataFrame:
    """The differences that we checked by hand, with the reason why each is true."""
    return pd.read_csv(audited.application.folder / "expected.csv", dtype="str", keep_default_na=False)


def _home() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("AUDITLIB_CORPUS_HOME") or cache / "auditlib-corpus")


def _environment(name: str, requirements: Path) -> Path:
    """The interpreter of an environment that holds exactly ``requirements``; made where it is missing."""
    pinned = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = _home() / f"{name}-{pinned}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        _checked([sys.executable, "-m", "venv", "--clear", str(folder)], {})
        _checked([str(python), "-m", "pip", "install", "--quiet", "--no-deps", "-r", str(requirements)], {})
        (folder / "complete").touch()
    return python


def _bring_to_head(application: Application, url: Callable[[str], str], folder: Path) -> None:
    environment = _variables(application.facts, url, folder)
    for command in application.facts["upgrade"]:
        _checked([_filled(word, url, application.python, folder) for word in command], environment, folder)


def _variables(facts: dict[str, Any], url: Callable[[str], str], folder: Path) -> dict[str, str]:
    return {name: _filled(value, url, Path(), folder) for name, value in facts.get("environment", {}).items()}


def _filled(text: str, url: Callable[[str], str], python: Path, folder: Path) -> str:
    for driver in ("psycopg2", "psycopg", "asyncpg"):
        if f"{{url:{driver}}}" in text:
            text = text.replace(f"{{url:{driver}}}", url(driver))
    return text.replace("{python}", str(python)).replace("{folder}", str(folder))


def _run(application: Application, url: str, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "auditlib", "run", "--project", str(application.project)]
    command += ["--settings", str(application.folder / "auditlib.toml"), "--database-env", DATABASE_VARIABLE]
    environment = {**os.environ, DATABASE_VARIABLE: url}
    return subprocess.run(
        [*command, "--output", str(out)], env=environment, capture_output=True, text=True, check=False
    )


def _checked(command: list[str], variables: dict[str, str], folder: Path | None = None) -> str:
    """Standard output of a command that must succeed; what it printed otherwise."""
    environment = {**os.environ, **variables}
    ran = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, (
        f"{command[:4]} ended with {ran.returncode}:\n{ran.stdout[-4000:]}\n{ran.stderr[-4000:]}"
    )
    return ran.stdout
