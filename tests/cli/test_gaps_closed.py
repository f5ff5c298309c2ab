"""What a careful reader of the first reports missed: each a sentence that is now said, or a thing that is now done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from auditlib import snapshot
from auditlib.collect import scratch
from tests.cli.shop import write_shop


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"kind": "model", "metadata": "m"}', "`model` lacks `table`"),
        ('{"kind": "metadata", "metadata": [], "tables": 1, "library": false}', "`metadata` of `metadata` is list"),
        ('{"kind": {"a": 1}}', "was not written by"),
    ],
)
def test_a_recording_of_another_shape_is_one_clear_line(
    command, tmp_path: Path, scratch_url: str, line: str, words: str
) -> None:
    """Well-formed JSON that is no recording of the probe's: the line and what it lacks, exit code 11, no traceback."""
    file = tmp_path / "models.jsonl"
    file.write_text(f"{line}\n{json.dumps({'kind': 'done'})}\n")
    said = command(
        *("collect", "--only", "models", "--project", write_shop(tmp_path / "shop"), "--models-from", file),
        *("--scratch-url", scratch_url, "--output", tmp_path / "out"),
    )
    assert said.code == 11, said.err
    what, step = said.err.strip().splitlines()[-2:]
    assert words in what
    assert "auditlib probe models" in step


@pytest.fixture
def role(build_server: scratch.Server, request: pytest.FixtureRequest) -> str:
    """URL of the server to build in, as a role with the rights that the test names."""
    name = "r_" + request.param.replace(" ", "_")
    with psycopg.connect(build_server.conninfo("postgres"), autocommit=True) as session:
        session.execute(f"create role {name} login {request.param}".encode())
        session.execute(f"grant execute on function pg_control_system() to {name}".encode())
    return make_conninfo(build_server.conninfo("postgres"), user=name)


def _audit(command, shop: Path, live: str, role: str):
    return command(
        *("check", "--format", "json", "--project", shop, "--database", live),
        *("--scratch-url", role, "--python", sys.executable),
    )


@pytest.mark.parametrize("role", ["nocreatedb createrole"], indirect=True)
def test_a_scratch_role_without_createdb_is_told_what_it_lacks(command, shop: Path, live: str, role: str) -> None:
    """The next step names the rights, not another installation."""
    said = _audit(command, shop, live, role)
    assert (said.code, said.out) == (14, "")
    assert said.err.strip().splitlines()[-1].startswith("Give the role of --scratch-url CREATEDB and CREATEROLE")


@pytest.mark.parametrize("role", ["createdb nocreaterole"], indirect=True)
def test_a_scratch_role_without_createrole_says_what_was_not_seen(command, shop: Path, live: str, role: str) -> None:
    """Models are built as the role itself; the chain is not replayed: the coverage line says which right it takes."""
    rows = [each for each in _audit(command, shop, live, role).document["coverage"] if each["status"] != "seen"]
    seen = [(each["witness"], each["subject"]) for each in rows]
    assert sorted(seen) == [("rehearsal", "pending revisions"), ("replay", "chain")]
    assert all(row["next_step"].startswith("Give the role of --scratch-url CREATEDB and CREATEROLE") for row in rows)


@pytest.mark.parametrize("role", ["createdb createrole"], indirect=True)
def test_a_scratch_role_with_both_is_enough(
    command, shop: Path, live: str, role: str, build_server: scratch.Server
) -> None:
    """Without a superuser all is seen but who made what, and neither role nor database is left behind."""
    coverage = _audit(command, shop, live, role).document["coverage"]
    [untold] = [each for each in coverage if each["status"] != "seen"]
    assert (untold["witness"], untold["subject"]) == ("replay", "lineage")
    assert "it takes a superuser: permission denied" in untold["detail"]
    assert untold["next_step"].startswith("Give a superuser's role with --scratch-url")
    with psycopg.connect(build_server.conninfo("postgres")) as session:
        roles = session.execute("select rolname from pg_roles where rolname ~ '^auditlib'").fetchall()
        assert roles + session.execute("select datname from pg_database where datname ~ '^auditlib'").fetchall() == []


def test_a_password_in_the_databases_own_texts_is_masked(command, build_server: scratch.Server, tmp_path: Path) -> None:
    """A comment and a function body that hold the password of the URL in use are saved without it."""
    with scratch.server(tcp=True) as running:
        password = running.outside.parameters["password"]
        with psycopg.connect(running.conninfo("postgres")) as session:
            session.execute(
                f"create table t (a int); comment on table t is 'enter with {password}';"
                f"create function f() returns text language sql as $$select 'pw {password}'$$".encode()
            )
        shop, out = write_shop(tmp_path / "shop"), tmp_path / "out"
        given = ("--database", running.url("postgres"), "--scratch-url", build_server.url("postgres"))
        assert command("run", "--project", shop, *given, "--python", sys.executable, "--output", out).code in (0, 1)
    assert [path for path in out.rglob("*") if path.is_file() and password.encode() in path.read_bytes()] == []
    kept = snapshot.load(out / "snapshot")
    assert "enter with ***" in kept["comments"]["comment"].tolist()
    assert "select 'pw ***'" in kept["functions"]["body"].tolist()


def test_folders_of_killed_runs_go_with_the_next(tmp_path: Path) -> None:
    """A run that was killed leaves a folder for its kernels: the next one removes it, and none of a run that lives."""
    program = (
        "import time\nfrom auditlib.report.kernels import scratch_folder\n"
        "with scratch_folder() as folder:\n    print(folder, flush=True)\n    time.sleep(60)\n"
    )
    given = {**os.environ, "TMPDIR": str(tmp_path)}
    folders = []
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=given)
        folders.append((Path(process.stdout.readline().strip()), process))  # type: ignore[union-attr]
    (killed, first), (alive, second) = folders
    first.send_signal(signal.SIGKILL)
    first.wait()
    stranger = tmp_path / "auditlib-kernels-of-a-stranger"
    stranger.mkdir()
    try:
        assert killed.is_dir()
        third = subprocess.run(
            [sys.executable, "-c", program.replace("time.sleep(60)", "pass")],
            env=given,
            capture_output=True,
            check=True,
        )
        assert third.returncode == 0
        assert [path.is_dir() for path in (killed, alive, stranger)] == [False, True, True]
    finally:
        second.terminate()
        second.wait()
        for _, process in folders:
            process.stdout.close()  # type: ignore[union-attr]
