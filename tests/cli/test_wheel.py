"""The wheel in a fresh environment outside the checkout: it holds all it needs, and the README shows what it prints."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from tests.cli.demo_facts import MISMATCHES, STATED, UNTRACKED
from tests.cli.shop import write_shop

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("auditlib", "notebooks", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE")
NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Installed:
    """The command in the environment that the wheel is installed in, and the folder that it is run in."""

    command: Path
    folder: Path

    def run(self, *arguments: object, **variables: str) -> subprocess.CompletedProcess[str]:
        """The installed command, run outside the checkout."""
        return subprocess.run(
            [str(self.command), *map(str, arguments)],
            cwd=self.folder,
            env={**_clean(), **variables},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name, **({"ignore": NOT_SOURCE} if copy is shutil.copytree else {}))
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run(build, check=True, capture_output=True)
    shutil.rmtree(source)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Installed:
    """The wheel in a fresh environment, installed as the README says: its dependencies are what the index has today."""
    folder = wheel.parent
    subprocess.run([sys.executable, "-m", "venv", str(folder / "env")], check=True, capture_output=True)
    done = _pip(folder, "install", f"{wheel}[embedded,demo]")
    if done.returncode:
        # Only an index without anything excuses it: dependencies that cannot be had together are a fault of the wheel.
        if _pip(folder, "download", "--no-deps", "--dest", str(folder / "had"), "click").returncode:
            pytest.skip(f"needs a package index that pip can reach: {done.stderr.strip().splitlines()[-1]}")
        pytest.fail(f"the wheel cannot be installed from the index:\n{done.stderr}")
    return Installed(folder / "env/bin/auditlib", folder)


def _pip(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The fresh environment's own pip, as the user's settings have it."""
    command = [str(folder / "env/bin/python"), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, cwd=folder, env=_clean(), capture_output=True, text=True, check=False)


def _clean() -> dict[str, str]:
    """The environment without what would lead to another database or to the packages of this interpreter."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PYTHON"))}


@pytest.fixture(scope="module")
def demo(installed: Installed) -> subprocess.CompletedProcess[str]:
    """`auditlib demo --output …`, run once."""
    return installed.run("demo", "--output", "reports/demo")


def test_it_holds_every_file_of_the_package(wheel: Path) -> None:
    """The wheel holds each tracked file of the package and each notebook: SQL, probes, template, stand-ins, demo."""
    listed = subprocess.run(
        ["git", "ls-files", "auditlib", "notebooks"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]
    wanted = {f"auditlib/{name}" if name.startswith("notebooks/") else name for name in tracked}
    assert wanted - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_nothing_of_the_checkout_is_near(installed: Installed) -> None:
    """The command runs the installed package beside packages of its own, so that what the wheel lacks is missed."""
    python = installed.command.with_name("python")
    program = "import auditlib, sys; print(auditlib.__file__, *map(str, sys.path), sep='\\n')"
    done = subprocess.run(
        [python, "-c", program], cwd=installed.folder, env=_clean(), capture_output=True, text=True, check=True
    )
    package, *path = map(Path, done.stdout.splitlines())
    ours = (ROOT, Path(sysconfig.get_path("purelib")))
    assert package.is_relative_to(installed.folder)
    assert [each for each in path if any(map(each.is_relative_to, ours))] == []


def test_demo_runs(installed: Installed, demo: subprocess.CompletedProcess[str]) -> None:
    """`auditlib demo` gives 0 and a report as HTML and Markdown."""
    assert demo.returncode == 0, demo.stderr
    report = installed.folder / "reports/demo"
    pages = {path.name for path in report.iterdir()}
    assert {"index.html", "README.md", "00_overview.html", "00_overview.md", "90_findings.html", "snapshot"} <= pages


def _page(installed: Installed, name: str) -> str:
    return (installed.folder / "reports/demo" / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", STATED)
def test_the_demos_report_states_what_is_so(
    installed: Installed, demo: subprocess.CompletedProcess[str], page: str
) -> None:
    """Each fact of the demo application, in the words of its report."""
    assert demo.returncode == 0
    said = _page(installed, page)
    assert [fact for fact in STATED[page] if fact not in said] == []


def test_the_demos_untracked_tables_are_told(installed: Installed, demo: subprocess.CompletedProcess[str]) -> None:
    """All 44, by module, each with whether a table of its name is live."""
    assert demo.returncode == 0
    said, seen = _page(installed, "20_model_coverage"), 0
    for module, tables in UNTRACKED.items():
        section = said.partition(f"### app.models.{module}\n")[2].partition("\n### ")[0]
        told = dict(re.findall(r"^\| `(\w+)` \| (yes|no) \|", section, re.M))
        assert told == {name.rstrip("+"): "yes" if name.endswith("+") else "no" for name in tables.split()}, module
        seen += len(told)
    assert seen == 44


def test_the_demos_mismatched_keys_are_told(installed: Installed, demo: subprocess.CompletedProcess[str]) -> None:
    """Each key of uuid to an integer is a finding, with the model's file and line, and there is no other."""
    assert demo.returncode == 0
    told = re.findall(
        r"^\| \d+ \| \w+ \| `DRF036` \| `([\w.]+)` \|.*?\| `([^`]+)` \|$", _page(installed, "90_findings"), re.M
    )
    assert dict(told) == MISMATCHES


def _shown(name: str) -> str:
    """The output that the README shows under a command."""
    (shown,) = re.findall(
        rf"<!-- {name} -->\n```text\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.S
    )
    return str(shown)


def test_readme_shows_what_the_demo_prints(demo: subprocess.CompletedProcess[str]) -> None:
    """The README's first output is the demo's real one."""
    assert _shown("demo") == demo.stdout


def test_readme_shows_what_blame_prints(installed: Installed, demo: subprocess.CompletedProcess[str]) -> None:
    """The revision, the call and the line of a column, asked of the demo's report."""
    done = installed.run("blame", "expert_profiles.user_id", "--snapshot", "reports/demo")
    assert demo.returncode == 0
    assert done.stdout == _shown("blame")


def test_demo_prints_progress_as_lines(demo: subprocess.CompletedProcess[str]) -> None:
    """Where standard error is no terminal, each stage is a line and no escape sequence is written."""
    assert "\x1b" not in demo.stderr + demo.stdout
    assert {line.partition(":")[0] for line in demo.stderr.splitlines()} >= {"scripts", "models", "replay", "report"}


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _position(live: str) -> str:
    with psycopg.connect(live) as connection:
        return str(connection.execute("select pg_snapshot_xmax(pg_current_snapshot())::text").fetchone())


def test_run_runs_and_leaves_no_trace(installed: Installed, live: str) -> None:
    """`auditlib run --project DIR --database URL` needs nothing else in an ordinary project; the README shows it.

    Project and database are as they were, and the password is in nothing that was written or printed.
    """
    shop, password = installed.folder / "shop", f"secret-{secrets.token_hex(8)}"
    write_shop(shop)
    before = _digests(shop), _position(live)

    done = installed.run("run", "--project", "shop", "--database", make_conninfo(live, password=password))

    assert done.returncode == 0, done.stderr
    assert done.stdout == _shown("run")
    assert (_digests(shop), _position(live)) == before
    report = installed.folder / "reports/shop"
    written = [path for path in report.rglob("*") if path.is_file() and password.encode() in path.read_bytes()]
    assert (report / "index.html").exists() and written == []
    assert password not in done.stdout + done.stderr
