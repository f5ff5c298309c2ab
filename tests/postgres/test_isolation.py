"""Code that tries to reach the audited server, or to break what runs it, under root and under an ordinary user.

One hostile project is audited once a user; every test reads the frames that came of it.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psycopg
import pytest

import auditlib
from auditlib.collect import scratch
from auditlib.frames.all import FRAMES
from auditlib.rules import registry

# Tests are no package: the helper beside this file is loaded by its path.
HELPER = Path(__file__).with_name("hostile_project.py")
_spec = importlib.util.spec_from_file_location("hostile_project", HELPER)
hostile = importlib.util.module_from_spec(_spec)
sys.modules["hostile_project"] = hostile
_spec.loader.exec_module(hostile)

TOLD_BY = {
    "engine": "psycopg2",
    "dotenv": "psycopg",
    "surroundings": "psycopg",
    "service": "psycopg",
    "unix": "psycopg2",
}
TOLD_BY |= {"pgpass": "psycopg", "shell": "psql"}
TOLD_OF_SQL = {"dblink_made": "dblink", "postgres_fdw": "foreign schema", "copy_program": "COPY … PROGRAM"}
USERS = ["nobody"] if os.geteuid() == 0 else ["ourselves"]
USERS += ["root"] if os.geteuid() == 0 else []


@dataclass(frozen=True)
class Audited:
    """What came of it: the frames, what the audited server logged, and the processes left."""

    frames: dict[str, pd.DataFrame]
    moved: bool
    log: str
    left: list[str]

    def tries(self, by: str, name: str) -> pd.DataFrame:
        """Tries of one revision, module or env.py."""
        rows = self.frames["connection_tries"]
        column = {"revision": "revision", "module": "module", "env.py": "script_location"}[by]
        return rows[rows["by"].eq(by) & rows[column].eq(name)]


@pytest.fixture(scope="module", params=USERS)
def audited(request: pytest.FixtureRequest) -> Iterator[Audited]:
    """The hostile project, audited by a user beside a server that must not be reached."""
    folder = Path(tempfile.mkdtemp(prefix="auditlib-hostile-", dir="/tmp"))
    with scratch.server(tcp=True) as live:
        told = dict(live.outside.parameters) | {"folder": live.address.parameters["host"]}
        told |= {"url": live.url("audited")}
        live.create_database("audited")
        hostile.write(folder / "project", told)
        yield _audited(folder, live, told, request.param)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def told(audited: Audited) -> pd.DataFrame:
    """What the rules say of it."""
    return registry.findings({name: frame.empty() for name, frame in FRAMES.items()} | audited.frames)


def _audited(folder: Path, live: scratch.Server, told: dict[str, str], user: str) -> Audited:
    surroundings = {"PGHOST": told["host"], "PGPORT": told["port"], "PGPASSWORD": told["password"]}
    surroundings |= {"PGDATABASE": "audited", "PGUSER": "postgres", "DATABASE_URL": told["url"]}
    home = folder / "home"
    home.mkdir()
    (home / ".pg_service.conf").write_text(f"[audited]\nhost={told['folder']}\nport={told['port']}\ndbname=audited\n")
    (home / ".pgpass").write_text(f"*:*:*:postgres:{told['password']}\n")
    (home / ".pgpass").chmod(0o600)
    prefix = _as_nobody(folder) if user == "nobody" else []
    # A limit of the user's own is kept; the one that we set takes longer to reach than a test may last.
    command = [
        "prlimit",
        "--data=1500000000",
        *prefix,
        sys.executable,
        "-B",
        str(HELPER),
        str(folder / "project"),
        str(folder / "frames"),
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), **surroundings}
    log = Path(told["folder"], "log")
    with psycopg.connect(live.conninfo("audited"), autocommit=True) as watching:
        watching.execute("alter system set log_connections = on")
        watching.execute("select pg_reload_conf()")
        psycopg.connect(live.conninfo("audited")).close()  # shows that one who comes is seen
        assert "connection received" in log.read_text()
        start, before = log.stat().st_size, _position(watching)
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        moved = _position(watching) != before
    frames = pickle.loads((folder / "frames").read_bytes())
    found = subprocess.run(["pgrep", "-f", hostile.LEFT], capture_output=True, text=True).stdout.split()
    return Audited(frames, moved, log.read_bytes()[start:].decode(), found)


def _as_nobody(folder: Path) -> list[str]:
    """What runs a command as nobody, to whom folders that are closed to others show what the command needs of them."""
    subprocess.run(["chown", "-R", "nobody", str(folder)], check=True)
    needed = [Path(sys.base_prefix), Path(sys.prefix), Path(auditlib.__file__).parent, HELPER.parent]
    closed = {closing: [each for each in needed if each.is_relative_to(closing)] for closing in map(_closed, needed)}
    lines = []
    for number, (top, below) in enumerate((top, below) for top, below in closed.items() if top != Path("/")):
        for place, each in enumerate(below):
            lines += [f"mkdir -p {folder}/{number}/{place}", f"mount --bind {each} {folder}/{number}/{place}"]
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {top}")
        for place, each in enumerate(below):
            lines += [f"mkdir -p {each}", f"mount --bind {folder}/{number}/{place} {each}"]
    shell = " && ".join([*lines, 'exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"'])
    return ["unshare", "--mount", "sh", "-c", shell, "sh"]


def _closed(path: Path) -> Path:
    """The outermost folder on the way to it that others may not enter; the root where there is none."""
    return next((each for each in reversed(path.parents) if not each.stat().st_mode & 1), Path("/"))


def _position(connection: psycopg.Connection) -> str:
    return str(connection.execute("select pg_snapshot_xmax(pg_current_snapshot())").fetchone())


def test_the_audited_server_is_unmoved(audited: Audited) -> None:
    """Nobody came to it, and it wrote nothing."""
    assert "connection received" not in audited.log
    assert not audited.moved


@pytest.mark.parametrize("way", hostile.REACHING)
@pytest.mark.parametrize("by", ["revision", "module"])
def test_each_way_out_is_told_with_its_line(audited: Audited, by: str, way: str) -> None:
    """Drivers, programs, files and surroundings: who tried, in which file and line, by what."""
    found = audited.tries(by, way if by == "revision" else f"app.{way}_way")
    assert found["driver"].tolist() == [TOLD_BY.get(way, way)]
    assert found["file"].tolist() == [f"migrations/versions/{way}.py" if by == "revision" else f"app/{way}_way.py"]
    assert found["line"].tolist() == [7 if by == "revision" else 10]


@pytest.mark.parametrize("way", hostile.ASKING)
def test_what_a_statement_asks_of_the_server_is_told(audited: Audited, way: str) -> None:
    """dblink, foreign schemas, COPY … PROGRAM and subscriptions: refused by PostgreSQL, with file and line."""
    found = audited.tries("revision", way)
    assert found["driver"].tolist() == [TOLD_OF_SQL.get(way, way)]
    assert found["stopped_by"].tolist() == ["PostgreSQL"]
    assert found["line"].notna().all()


def test_env_py_is_told(audited: Audited) -> None:
    """What env.py tries is told as its own, though it bears with the refusal: each way, with its line."""
    found = audited.tries("env.py", "migrations")
    ways = {line: way for way, line in zip(hostile.REACHING, range(5, 5 + 4 * len(hostile.REACHING), 4), strict=True)}
    assert dict(zip(found["line"], found["driver"], strict=True)) == {
        line: TOLD_BY.get(way, way) for line, way in ways.items()
    }


def test_every_try_is_a_finding(told: pd.DataFrame) -> None:
    """HIS019, an error for revisions and env.py, with file and line; what failed for it folds under it."""
    own = told[told["rule"].eq("HIS019")]
    expected = {*hostile.REACHING, *hostile.ASKING, "migrations", *(f"app.{way}_way" for way in hostile.REACHING)}
    assert set(own["object"]) == expected
    assert set(own.loc[own["object"].isin(hostile.REACHING), "severity"]) == {"error"}
    assert own[["file", "line"]].notna().all(axis=None)
    folded = told[told["root"].isin(own["fingerprint"])]
    assert {"HIS022", "COV008"} <= set(folded["rule"])


def test_no_secret_is_kept(audited: Audited) -> None:
    """Addresses hold host, port and database."""
    assert not audited.frames["connection_tries"]["address"].dropna().str.contains("@|postgres:|password").any()


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("loops", "nothing came for 6 seconds"),
        ("fork_bomb", "Resource temporarily unavailable"),
        ("exits", "ends the process (SystemExit: 3)"),
        ("leaves", "ended the process (exit code 3)"),
        ("eats", "MemoryError"),
    ],
)
def test_what_breaks_its_process_is_a_failed_step(audited: Audited, way: str, words: str) -> None:
    """A loop, forks without end, an exit, and memory without end: each ends within the limits, as a finding."""
    row = audited.frames["steps"].set_index("revision").loc[way]
    assert row["status"] == "failed"
    assert words in row["message"]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("loops", "HIS022"),
        ("fork_bomb", "HIS022"),
        ("exits", "HIS022"),
        ("leaves", "HIS022"),
        ("eats", "HIS022"),
        ("drops_recorder", "HIS031"),
        ("changes_role", "HIS031"),
        ("session_role", "HIS031"),
        ("grants_itself", "HIS031"),
        ("terminates", "HIS031"),
        ("terminates_itself", "HIS022"),
        ("terminates_itself", "HIS031"),
    ],
)
def test_what_a_revision_does_to_its_surroundings_is_a_finding(told: pd.DataFrame, way: str, code: str) -> None:
    """Not only stopped: whoever reads the report is told, with file and line."""
    (row,) = told[told["rule"].eq(code) & told["revision"].eq(way)].to_dict("records")
    assert row["file"] and row["line"]


@pytest.mark.parametrize("way", ["changes_role", "session_role", "grants_itself"])
def test_no_other_role_can_be_taken(audited: Audited, way: str) -> None:
    """The chain's role stays what it is."""
    row = audited.frames["steps"].set_index("revision").loc[way]
    assert (row["status"], row["sqlstate"]) == ("skipped", "42501")


def test_the_rest_of_the_audit_goes_on(audited: Audited) -> None:
    """The step behind them all runs, on the database as they left it, and the models are built."""
    steps, tables = audited.frames["steps"].set_index("revision"), audited.frames["tables"]
    assert steps.loc["last", "status"] == "done"
    assert "at_the_end" in set(tables["table"])
    assert set(steps.index) == set(hostile.EVERY)
    assert "seen_psycopg" in set(audited.frames["models"]["table"])


def test_no_process_is_left(audited: Audited) -> None:
    """Children that left the session and dropped their variables are ended too."""
    assert audited.left == []


def test_the_walls_that_held_are_said(audited: Audited) -> None:
    """The coverage line names the kernel's filter and the limits."""
    row = audited.frames["witnesses"].query("witness == 'replay' and subject == 'chain'").iloc[0]
    assert "a filter in the kernel that refuses every connection" in row["detail"]
    assert "MB of memory" in row["detail"]
