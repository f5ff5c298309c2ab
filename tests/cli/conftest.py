"""A small shop at its second of three revisions, its live database, and a second server to build in."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from auditlib.__main__ import outcome
from auditlib.collect import scratch
from tests.cli.shop import make_live, write_shop


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The JSON document on standard output."""
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Collected:
    """The folder that `collect` wrote to, and what it said."""

    folder: Path
    said: Said


Command = Callable[..., Said]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The shop as a project of the test's own."""
    return write_shop(tmp_path / "shop")


@pytest.fixture(scope="session")
def live(server: scratch.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Conninfo of the shop's live database, at its second revision. Audits only read it: all tests share it."""
    return make_live(server, tmp_path_factory.mktemp("made") / "shop")


@pytest.fixture(scope="session")
def scratch_url(build_server: scratch.Server) -> str:
    """URL of the server to build in, so that not every run makes one."""
    return build_server.url("postgres")


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory, live: str, scratch_url: str) -> Collected:
    """The snapshot that `collect` left of the shop. Tests only read it: all share it."""
    folder = tmp_path_factory.mktemp("collected")
    given = ["--database", live, "--scratch-url", scratch_url, "--python", sys.executable, "--output", folder / "out"]
    arguments = [
        sys.executable,
        "-m",
        "auditlib",
        "--quiet",
        "collect",
        "--project",
        write_shop(folder / "shop"),
        *given,
    ]
    done = subprocess.run(list(map(str, arguments)), capture_output=True, text=True, check=False)
    return Collected(folder / "out", Said(done.returncode, done.stdout, done.stderr))


@pytest.fixture(scope="session")
def answer(tmp_path_factory: pytest.TempPathFactory, live: str, scratch_url: str) -> dict[str, Any]:
    """What `check` says of the shop, read from its JSON."""
    shop = write_shop(tmp_path_factory.mktemp("answer") / "shop")
    given = ("--database", live, "--scratch-url", scratch_url, "--python", sys.executable)
    with redirect_stdout(io.StringIO()) as out:
        outcome([str(each) for each in ("check", "--format", "json", "--project", shop, *given)])
    return Said(0, out.getvalue(), "").document


@pytest.fixture
def command(capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs a command through the door, in this process."""

    def run(*arguments: object) -> Said:
        capfd.readouterr()
        code = outcome([str(each) for each in arguments])
        said = capfd.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def check(command: Command, live: str, scratch_url: str, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`check --format json` of a project on the shop's live database."""
    monkeypatch.setenv("SHOP_DATABASE", live)

    def run(project: Path, *more: object) -> Said:
        given = ("--database-env", "SHOP_DATABASE", "--scratch-url", scratch_url, "--python", sys.executable)
        return command("check", "--format", "json", "--project", project, *given, *more)

    return run
