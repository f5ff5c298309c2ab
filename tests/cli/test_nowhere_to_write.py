"""A folder that may not be written and a disk that is full: 15, one sentence, the next step, and nothing half-written.

Each test runs its commands in one process of its own, through the door: in this one nobody may be kept from writing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditlib import snapshot
from auditlib.frames.objects import TABLES
from tests.fixtures import sample_snapshots

COMMANDS = """
import json, sys
from auditlib.__main__ import outcome
for command in json.loads(sys.argv[1]):
    print(command[0], outcome(["--quiet", *command]), flush=True)
"""
# Root writes everywhere, but for what it gives up; an ordinary user has nothing to give up.
ROOT = os.geteuid() == 0
OBEYS = ["setpriv", "--bounding-set=-dac_override", "--"] if ROOT else []
# Who may mount, among mounts of their own: root, others as the root of a namespace.
MOUNTS = ["unshare", "--mount"] if ROOT else ["unshare", "--mount", "--map-root-user"]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A snapshot with a table on two sides, so that these can be compared."""
    tables = [{"source": source, "schema": "public", "table": "customer"} for source in ("live", "replay")]
    whole = sample_snapshots.ordinary().with_frames({"tables": TABLES.conform(tables)})
    return str(snapshot.save(whole, tmp_path_factory.mktemp("read") / "snapshot"))


@pytest.fixture
def audited(shop: Path, scratch_url: str) -> list[str]:
    """The shop's files, built in the server that is there."""
    return ["--project", str(shop), "--no-database", "--python", sys.executable, "--scratch-url", scratch_url]


def _ran(prefix: list[str], *commands: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    argv = [*prefix, sys.executable, "-c", COMMANDS, json.dumps(commands)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, env={**os.environ, **variables})
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout.split("\n")[:-1] == [f"{command[0]} 15" for command in commands], done.stdout + done.stderr
    return done


def test_the_folder_may_not_be_written(read: str, audited: list[str], tmp_path: Path) -> None:
    """Each command that writes says so before it begins its work."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    to = ["--output", str(closed / "out")]
    file = ["--project", audited[1], "--output", str(closed / "auditlib.toml")]
    work = [["run", *audited, *to], ["collect", *audited, *to], ["demo", *to]]
    given = [["report", read, *to], ["merge", read, *to], ["diff", read, ":replay", *to], ["init", *file]]

    done = _ran(OBEYS, *work, *given)

    assert done.stderr.count("Permission denied") == done.stderr.count("--output") == 7, done.stderr
    assert list(closed.iterdir()) == []


def test_the_folder_cannot_be_made(read: str, audited: list[str], tmp_path: Path) -> None:
    """A file stands where a folder above would."""
    (tmp_path / "file").touch()
    to = ["--output", str(tmp_path / "file/out")]

    done = _ran([], ["run", *audited, *to], ["collect", *audited, *to], ["report", read, *to])

    assert done.stderr.count("cannot be written: File exists") == done.stderr.count("--output") == 3, done.stderr


def _small(folder: Path, kilobytes: int) -> list[str]:
    """What runs a command where ``folder`` is a disk with so much room, and lists what it leaves there."""
    folder.mkdir()
    shell = f'mount -t tmpfs -o size={kilobytes}k tmpfs {folder} && "$@"; find {folder} -type f >&2'
    return [*MOUNTS, "sh", "-c", shell, "sh"]


def test_the_disk_is_full(read: str, audited: list[str], tmp_path: Path) -> None:
    """It fills up while a snapshot is written: nothing of it is left, by whichever command."""
    small = _small(tmp_path / "small", 64)
    to = ["--output", str(tmp_path / "small/out")]
    given = [["report", read, *to], ["merge", read, *to], ["diff", read, ":replay", *to]]

    done = _ran(small, ["run", *audited, *to], ["collect", "--only", "scripts", *audited, *to], *given)

    assert done.stderr.count("No space left on device") == done.stderr.count("Free some space") == 5, done.stderr
    assert ".parquet" not in done.stderr


def test_the_disk_is_full_of_pages(read: str, tmp_path: Path) -> None:
    """It fills up while notebooks are written: neither the pages nor the snapshot before them are left."""
    done = _ran(_small(tmp_path / "small", 600), ["report", read, "--output", str(tmp_path / "small/out")])

    assert "The report could not be written" in done.stderr
    assert "No space left on device" in done.stderr
    assert "small/out/" not in done.stderr and "small/." not in done.stderr


def test_the_disk_of_temporary_files_is_full(audited: list[str], tmp_path: Path) -> None:
    """It fills up while the working copy of the project is made."""
    (Path(audited[1]) / "large.py").write_bytes(b"#" * 100_000)
    small, to = tmp_path / "small", ["--output", str(tmp_path / "out")]

    done = _ran(_small(small, 64), ["collect", "--only", "models", *audited, *to], TMPDIR=str(small))

    assert "The disk is full." in done.stderr and "TMPDIR" in done.stderr
    assert str(small) not in done.stderr
    assert not (tmp_path / "out").exists()
