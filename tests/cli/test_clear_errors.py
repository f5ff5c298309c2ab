"""What a user can mend: each an exit code of its own, one sentence, the next step, and nothing half-written."""

from __future__ import annotations

import json
import socket
import sys
import threading
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib import snapshot
from auditlib.collect import scratch
from auditlib.config.database import Database
from auditlib.frames.all import COLLECTED_FRAMES


def _refused(said, code: int, *words: str) -> None:  # type: ignore[no-untyped-def]
    """The command ended with that code, one sentence that has these words, a next step, and no traceback."""
    assert (said.code, said.out) == (code, "")
    assert all(word in said.err for word in words), said.err
    assert "Traceback" not in said.err
    told = [line for line in said.err.splitlines() if ": starts" not in line and ": done" not in line]
    assert len(told) >= 2, "a sentence and a next step"


@contextmanager
def _listening(answer: bytes) -> Iterator[int]:
    """A server on a free port that answers everybody the same."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(1000)
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def test_no_project(command, tmp_path: Path) -> None:
    """A project folder that is not there."""
    _refused(command("check", "--project", tmp_path / "absent"), 11, "does not exist", "--project")


def test_no_script_location(command, tmp_path: Path) -> None:
    """A project without alembic.ini and without a script location."""
    _refused(command("check", "--project", tmp_path), 11, "neither an alembic.ini nor", "auditlib init")


def test_ini_does_not_parse(command, shop: Path) -> None:
    """An alembic.ini that does not parse, with the line."""
    (shop / "alembic.ini").write_text("[alembic]\nscript_location\n")
    _refused(command("check", "--project", shop), 11, "alembic.ini does not parse", "[line  2]".replace("  ", " "))


def test_ini_cannot_be_read(command, shop: Path) -> None:
    """An alembic.ini that the system does not let anybody read, root included."""
    (shop / "alembic.ini").unlink()
    (shop / "alembic.ini").symlink_to("/proc/self/mem")
    _refused(command("check", "--project", shop), 11, "alembic.ini cannot be read", "auditlib.toml")


def test_bad_settings_all_at_once(command, shop: Path) -> None:
    """Every setting that cannot be used, in one message."""
    (shop / "auditlib.toml").write_text('pyton = "x"\nfail_on = 3\n')
    _refused(command("check", "--project", shop), 11, "did you mean python?", "fail_on: 3 is not a text")


def test_a_rule_that_is_not_in_the_book(check, shop: Path) -> None:
    """A rule that the settings name and the book does not have."""
    _refused(check(shop, "--ignore", "HIS999"), 11, "HIS999")


def test_no_database_is_named(command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No option, no setting and no PG* variable names a database."""
    for name in ("PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE", "PGUSER"):
        monkeypatch.delenv(name, raising=False)
    _refused(command("check", "--project", shop), 12, "No database is named", "--database-env")


def test_database_unreachable(command, shop: Path) -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    _refused(command("check", "--project", shop, "--database", f"postgresql://u@127.0.0.1:{port}/d"), 12, "refused")


def test_wrong_password(command, shop: Path) -> None:
    """The server refuses the password, which is printed nowhere."""
    with scratch.server(tcp=True) as server:
        known = Database.parse(server.url("postgres"))
        wrong = Database({**known.parameters, "password": "hunter2secret"}).url()
        said = command("check", "--project", shop, "--database", wrong)
    _refused(said, 12, "password authentication failed", "--database-env")
    assert "hunter2secret" not in said.err


def test_not_postgresql(command, shop: Path) -> None:
    """What answers is not PostgreSQL."""
    with _listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port:
        said = command("check", "--project", shop, "--database", f"postgresql://u@127.0.0.1:{port}/d?sslmode=disable")
    _refused(said, 12, "is not PostgreSQL")


def test_another_database_system(command, shop: Path) -> None:
    """A URL for another database system is refused before anything is opened."""
    _refused(command("check", "--project", shop, "--database", "mysql://u@h/d"), 12, "mysql")


def test_too_old(command, shop: Path) -> None:
    """A server that says it is PostgreSQL 9.6."""
    version = b"server_version\x009.6.24\x00"
    answer = b"R" + (8).to_bytes(4, "big") + (0).to_bytes(4, "big")
    answer += b"S" + (4 + len(version)).to_bytes(4, "big") + version
    answer += b"Z" + (5).to_bytes(4, "big") + b"I"
    with _listening(answer) as port:
        said = command(
            "check",
            "--project",
            shop,
            "--database",
            f"postgresql://u@127.0.0.1:{port}/d?sslmode=disable&gssencmode=disable",
        )
    _refused(said, 12, "PostgreSQL 9", "13 and newer")


def test_interpreter_missing(command, shop: Path) -> None:
    """The interpreter that was named is not there."""
    _refused(command("check", "--project", shop, "--python", "absent/python"), 13, "absent/python", "--python")


def test_interpreter_without_sqlalchemy(command, shop: Path, tmp_path: Path) -> None:
    """The interpreter that was named is somebody else's."""
    venv.create(tmp_path / "bare", symlinks=True)
    _refused(command("check", "--project", shop, "--python", tmp_path / "bare"), 13, "has no SQLAlchemy", "--python")


def test_scratch_is_the_live_cluster(command, shop: Path, live: str, server: scratch.Server) -> None:
    """The scratch server given is the audited one: nothing is built there."""
    said = command("check", "--project", shop, "--database", live, "--scratch-url", server.url("postgres"))
    _refused(said, 14, "cluster of the audited database")


def test_settings_file_is_there(command, shop: Path) -> None:
    """`init` does not replace a file unasked."""
    (shop / "auditlib.toml").write_text("")
    _refused(command("init", "--project", shop, "--python", sys.executable), 15, "is there already", "--force")


def _snapshot(folder: Path) -> Path:
    manifest = {"auditlib": "0", "target": "t", "database": "", "moment": "2025-01-01T00:00:00+00:00"}
    frames = {name: frame.empty() for name, frame in COLLECTED_FRAMES.items()}
    return snapshot.save(snapshot.Snapshot(manifest, frames), folder)


def test_no_snapshot(command, tmp_path: Path) -> None:
    """There is no snapshot where one is named."""
    _refused(command("report", tmp_path / "absent"), 16, "no snapshot", "auditlib collect")


def test_snapshot_cut_off(command, tmp_path: Path) -> None:
    """A frame of the snapshot is cut off."""
    file = _snapshot(tmp_path / "snapshot") / "tables.parquet"
    file.write_bytes(file.read_bytes()[:100])
    _refused(command("report", tmp_path / "snapshot"), 16, "tables.parquet", "Collect the snapshot again")


def test_snapshot_of_another_version(command, tmp_path: Path) -> None:
    """A frame of the snapshot lacks a column that this auditlib knows."""
    file = _snapshot(tmp_path / "snapshot") / "tables.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["access_method"]), file)
    _refused(command("report", tmp_path / "snapshot"), 16, "has no access_method", "Collect the snapshot again")


def test_snapshot_manifest_cut_off(command, tmp_path: Path) -> None:
    """The manifest of the snapshot is cut off."""
    file = _snapshot(tmp_path / "snapshot") / snapshot.MANIFEST
    file.write_text(file.read_text()[:20])
    _refused(command("check", "--snapshot", tmp_path / "snapshot"), 16, "manifest")


def test_snapshot_too_new(command, tmp_path: Path) -> None:
    """A newer auditlib wrote the snapshot."""
    file = _snapshot(tmp_path / "snapshot") / snapshot.MANIFEST
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 99}))
    _refused(command("report", tmp_path / "snapshot"), 16, "99", "Upgrade auditlib")


@pytest.mark.parametrize(
    "arguments",
    [("check", "--fail-on", "fatal"), ("check", "--format", "xml"), ("explain", "HIS099"), ("unknown",), ("report",)],
    ids=lambda arguments: " ".join(arguments),
)
def test_wrong_usage(command, shop: Path, arguments: tuple[str, ...]) -> None:
    """A command used wrongly gives 2 and says how it is used."""
    given = ("--project", shop) if arguments[0] == "check" else ()
    said = command(*arguments, *given)
    assert (said.code, said.out) == (2, "")
    assert "Traceback" not in said.err


def test_a_bug_of_ours(command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else is a bug: 70, a short message, the traceback in a file without the secret."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(snapshot, "load", lambda folder: 1 / len("") or Database.parse("postgresql://u:hunter2@h/d"))
    said = command("report", "anything")
    assert (said.code, said.out) == (70, "")
    assert "Traceback" not in said.err
    (written,) = tmp_path.glob("auditlib-*.txt")
    assert "ZeroDivisionError" in written.read_text()
