"""The papers and lists that must agree with the code, and what no tracked file may hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONDA_NAMES = {"pgvector-python": "pgvector"}
REGISTRY = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|conda|npmjs|index-url)[\w./-]*", re.I)
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|Users|opt/wheels)/[\w.-]+")
_TEST = re.compile(r"^def (test_\w+)", re.M)


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.fail("git cannot list the tracked files: git config --global --add safe.directory CHECKOUT")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def _requirements(*extras: str) -> dict[str, str]:
    project = PYPROJECT["project"]
    listed = [*project["dependencies"], *(each for name in extras for each in project["optional-dependencies"][name])]
    return dict(_split(each) for each in listed)


def _split(requirement: str) -> tuple[str, str]:
    found = re.fullmatch(r"([\w-]+)(?:\[[\w,]+\])?(.*)", requirement)
    assert found
    return CONDA_NAMES.get(found[1], found[1]), found[2]


def test_environment_file_equals_pyproject() -> None:
    """environment.yml names what the project, the embedded server and the demo need, with the same versions."""
    document = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [each for each in document["dependencies"] if isinstance(each, str)]
    (pip,) = [each["pip"] for each in document["dependencies"] if isinstance(each, dict)]
    named = dict(_split(each) for each in (*conda, *pip) if not each.startswith("-e"))
    assert named.pop("python") == PYPROJECT["project"]["requires-python"]
    assert "pip" in named and not named.pop("pip")
    assert named == _requirements("embedded", "demo")


def test_every_dependency_is_pinned_and_explained() -> None:
    """Each dependency has a version in constraints.txt, and each that the library needs a line in its ADR."""
    pinned = {line.partition("==")[0].lower() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    adr = (ROOT / "docs/adr/0002-dependencies.md").read_text(encoding="utf-8")
    needed = _requirements("embedded", "demo", "dev")
    assert sorted(name for name in needed if name.lower() not in pinned) == []
    assert sorted(name for name in _requirements("embedded", "demo") if f"`{name}`" not in adr) == []


def test_generated_pages_are_current() -> None:
    """The generated pages are what docs/generate.py writes now."""
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_no_registry_and_no_machine_path_is_tracked() -> None:
    """No tracked file holds the address of a registry or a path of somebody's machine."""
    found = []
    for path in _tracked():
        text = path.read_bytes().decode("utf-8", "replace")
        found += [f"{path.relative_to(ROOT)}: {each}" for each in REGISTRY.findall(text) + MACHINE.findall(text)]
    assert [each for each in found if not each.startswith("tests/architecture/test_papers.py")] == []


def test_notebooks_are_clean() -> None:
    """Notebooks are kept without output, counts and machine metadata."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code), path.name
        assert "papermill" not in notebook["metadata"], path.name


def test_links_between_papers_lead_somewhere() -> None:
    """A relative link in a Markdown page leads to a file that is there."""
    broken = []
    for page in (path for path in _tracked() if path.suffix == ".md"):
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def test_every_command_is_in_the_papers() -> None:
    """README or docs/commands.md names every command."""
    from auditlib.cli.commands import group

    page = (ROOT / "docs/commands.md").read_text(encoding="utf-8")
    assert [name for name in group.commands if f"## {name}\n" not in page] == []


def test_adrs_are_numbered_and_short() -> None:
    """Decision records are numbered, no number twice, and fit a page; numbers are given before pages are written."""
    records = sorted((ROOT / "docs/adr").glob("*.md"))
    numbers = [path.name[:4] for path in records]
    assert all(number.isdigit() for number in numbers) and len(set(numbers)) == len(numbers)
    assert [path.name for path in records if len(path.read_text(encoding="utf-8").splitlines()) > 60] == []


def test_every_target_has_its_row_and_its_test() -> None:
    """The table of the targets names every folder beside it, and tests and folders that are there."""
    targets = ROOT / "tests/targets"
    page = (targets / "README.md").read_text(encoding="utf-8")
    written = {name for path in (ROOT / "tests").rglob("test_*.py") for name in _TEST.findall(path.read_text("utf-8"))}
    assert sorted(set(re.findall(r"::(\w+)", page)) - written) == []
    named = {name for row in re.findall(r"^\|[^|]+\|([^|]+)\|", page, re.M) for name in re.findall(r"`([\w/]+)`", row)}
    assert sorted(name for name in named if not (targets / name).is_dir()) == []
    folders = {path.relative_to(targets) for path in targets.iterdir() if path.is_dir()}
    for habits in ("histories", "environments", "wild_environments"):
        folders |= {path.relative_to(targets) for path in (targets / habits).iterdir() if path.is_dir()}
    grouping = {"histories", "environments", "wild_environments", "wild_environments/shop", "environments/models"}
    known = {*named, *grouping}
    assert sorted(path.as_posix() for path in folders if path.as_posix() not in known and "__" not in path.name) == []
