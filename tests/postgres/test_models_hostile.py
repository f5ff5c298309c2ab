"""Model modules and env.py that raise, hang, print, exit, connect and write: each is told, the rest is seen."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import models, scratch
from auditlib.config.discovery import discover
from auditlib.config.settings import Settings
from auditlib.config.target import ScriptLocation, Target

TARGETS = Path(__file__).parent.parent / "targets"
PATIENCE_S = 6.0  # more than the slowest import of a library takes on a busy machine


def _fingerprint(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _target(project: Path, *names: str) -> Target:
    locations = tuple(ScriptLocation(name, project / name, (project / name / "versions",)) for name in names)
    return Target("hostile", project, locations, Path(sys.executable), (project,), probe_timeout_s=PATIENCE_S)


@pytest.fixture(scope="module")
def hostile(server: scratch.Server) -> Iterator[dict[str, pd.DataFrame]]:
    """What is seen of the hostile modules; their files are as they were."""
    project = TARGETS / "models_hostile"
    before = _fingerprint(project)
    yield models.read(_target(project, "alembic"), server)
    assert _fingerprint(project) == before, "the target's tree changed"


def _import_problem(frames: dict[str, pd.DataFrame], module: str) -> pd.Series:
    found = frames["model_problems"].query("stage == 'import' and module == @module")
    assert len(found) == 1, frames["model_problems"]
    return found.iloc[0]


@pytest.mark.parametrize(
    ("module", "words", "line"),
    [
        ("app.raises", "ValueError: the half is declared, and then this", 11),
        ("app.exits", "it ended the process with sys.exit('leaving')", 5),
        ("app.syntax", "SyntaxError", 3),
        ("app.sockets", "ConnectionRefusedError", 6),
    ],
)
def test_a_module_that_fails_is_told_with_its_line(
    hostile: dict[str, pd.DataFrame], module: str, words: str, line: int
) -> None:
    """A module that raises, exits or does not parse: its message, file and line."""
    problem = _import_problem(hostile, module)
    assert words in problem["message"]
    assert problem[["file", "line"]].tolist() == [module.replace(".", "/") + ".py", line]


def test_a_module_that_hangs_is_stopped_and_left_out(hostile: dict[str, pd.DataFrame]) -> None:
    """After the time limit the probe is killed and starts again without the module."""
    problem = _import_problem(hostile, "app.hangs")
    assert problem["message"] == f"It did not come to an end within {PATIENCE_S:g} s and was stopped."
    assert problem["file"] == "app/hangs.py"


def test_a_module_that_fails_is_told_with_the_tables_of_its_text(hostile: dict[str, pd.DataFrame]) -> None:
    """Whether it raised or hung: what its text declares is what is unknown for want of it."""
    told = {name: _import_problem(hostile, f"app.{name}")["declares"] for name in ("raises", "hangs", "exits")}
    assert told == {"raises": "half", "hangs": "later, waiting", "exits": ""}


def test_a_module_that_ends_the_process_is_left_out(hostile: dict[str, pd.DataFrame]) -> None:
    """os._exit takes the probe with it; the next one starts without the module."""
    assert _import_problem(hostile, "app.dies")["message"] == "It ended the process with exit code 7."


def test_a_module_that_connects_is_told_without_its_password(hostile: dict[str, pd.DataFrame]) -> None:
    """A try to connect is a problem of the module even where it bears with the refusal; the address has no secret."""
    message = _import_problem(hostile, "app.connects")["message"]
    assert message == "It tried to connect to db.invalid:5433/shop (psycopg)."
    assert not any("sesame" in frame.to_csv() for frame in hostile.values())
    assert "127.0.0.1:5432 (socket)" in _import_problem(hostile, "app.sockets")["message"]


def test_the_others_are_seen_and_built(hostile: dict[str, pd.DataFrame]) -> None:
    """What can be read is read: models that print, write and connect, and those declared before a module failed."""
    assert sorted(hostile["models"]["table"]) == ["connected", "good", "half", "writer"]
    assert sorted(hostile["tables"]["table"]) == ["connected", "good", "half", "writer"]


def test_a_class_whose_module_is_no_text_breaks_nothing_off(hostile: dict[str, pd.DataFrame]) -> None:
    """Compiled modules and proxies have such classes among their names: the models are told to the last one."""
    problems = hostile["model_problems"]
    assert problems[problems["stage"].isin(["configure", "build"])].empty, problems.to_string()


def test_coverage_says_that_modules_are_missing(hostile: dict[str, pd.DataFrame]) -> None:
    """Modules that were not imported make the witness partial, by name."""
    row = hostile["witnesses"].set_index("subject").loc["modules"]
    assert row["status"] == "partly"
    assert "app.hangs" in row["detail"]


@pytest.fixture(scope="module")
def environments(server: scratch.Server) -> Iterator[dict[str, pd.DataFrame]]:
    """What is seen where seven env.py each do something else."""
    project = TARGETS / "environments"
    names = ("late", "raises", "exits", "hangs", "dies", "online", "nothing")
    yield models.read(_target(project, *names), server)


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("raises", "KeyError: 'SHOP_DATABASE_URL'"),
        ("exits", "it ended the process with sys.exit(3)"),
        ("hangs", "It did not come to an end within"),
        ("dies", "It ended the process with exit code 1."),
        ("online", "tried to connect to db.invalid/shop (psycopg)"),
    ],
)
def test_an_env_py_that_fails_is_told(environments: dict[str, pd.DataFrame], location: str, words: str) -> None:
    """An env.py that raises, exits, hangs, dies or has no offline mode: its own words, under its own file."""
    found = environments["model_problems"].query("stage == 'env.py' and file == @location + '/env.py'")
    assert len(found) == 1, environments["model_problems"]
    assert words in found.iloc[0]["message"]


def test_what_env_py_gave_before_it_failed_counts(environments: dict[str, pd.DataFrame]) -> None:
    """Tracked by configure, by its variable, and by its text where it never came to an end; not where it says None."""
    row = environments["metadata"].iloc[0]
    assert row["tracked"]
    assert row["tracked_by"] == "late, raises, exits, hangs, dies, online"
    status = environments["witnesses"].set_index("subject")["status"]
    assert set(status[["env.py of late", "env.py of nothing", "env.py of online"]]) == {"seen"}
    assert status["env.py of raises"] == "partly"


def test_an_env_py_that_fails_after_configure_is_no_problem(environments: dict[str, pd.DataFrame]) -> None:
    """What env.py does after it handed its MetaData over is not ours to judge."""
    assert environments["model_problems"].query("file == 'late/env.py'").empty


def test_a_password_in_the_words_of_an_env_py_is_masked(server: scratch.Server, tmp_path: Path) -> None:
    """Neither problems nor witness lines repeat what env.py's own error says of its database."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "env.py").write_text("raise RuntimeError('no answer from postgresql://app:hunter2@db.invalid/shop')\n")
    target = Target("leaky", tmp_path, (ScriptLocation("migrations", folder, ()),), Path(sys.executable), (tmp_path,))
    frames = models.read(target, server)
    said = frames["model_problems"]["message"].tolist() + frames["witnesses"]["detail"].tolist()
    assert sum("app:***@db.invalid" in each for each in said) == 2
    assert not [each for each in said if "hunter2" in each]


def test_a_secret_handed_to_the_code_is_masked_in_its_words(server: scratch.Server, tmp_path: Path) -> None:
    """What the settings pass in a variable whose name says secret, or in a URL, comes back from no error message."""
    (tmp_path / "models.py").write_text(
        "import os\nfrom urllib.parse import urlsplit\n"
        "raise RuntimeError(os.environ['SHOP_SECRET'] + urlsplit(os.environ['SHOP_DATABASE']).password)\n"
    )
    given = {"SHOP_SECRET": "sesame-open", "SHOP_DATABASE": "postgresql://app:rosebud-1@db/shop"}
    told = Settings(environment=tuple(f"{name}={value}" for name, value in given.items()), models=("models",))
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "migrations" / "env.py").write_text("")
    frames = models.read(discover(tmp_path, replace(told, python=sys.executable)), server)
    said = " ".join(frames["model_problems"]["message"])
    assert "RuntimeError" in said
    assert "sesame" not in said
    assert "rosebud" not in said
