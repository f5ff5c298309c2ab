"""Ctrl-C and SIGTERM in each stage: the right exit code, no server, no process, no folder, no half report."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

STAGES = ("scripts", "live catalog", "models", "replay", "audit", "report")
CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}
PATIENCE_S = 60


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="al-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def _of_this_run(temporary: Path) -> list[str]:
    """Command lines of processes whose environment names the run's folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={temporary}".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found


def _wait_for(stage: str, process: subprocess.Popen[str]) -> None:
    assert process.stderr
    for line in process.stderr:
        if line.startswith(f"{stage}: starts"):
            return
    pytest.fail(f"{stage} never started")


def _gone(temporary: Path) -> list[str]:
    """What is still there after a moment in which a server may end."""
    until = time.monotonic() + 10
    while (left := _of_this_run(temporary)) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
@pytest.mark.parametrize("stage", STAGES)
def test_a_signal_ends_everything(
    stage: str, number: signal.Signals, shop: Path, live: str, tmp_path: Path, temporary: Path
) -> None:
    """A signal while a stage runs ends all of it with 130 or 143."""
    output = tmp_path / "report"
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()}
    arguments = ["run", "--project", shop, "--database-env", "LIVE", "--python", sys.executable, "--output", output]
    process = subprocess.Popen(
        [sys.executable, "-m", "auditlib", *map(str, arguments)],
        env={**os.environ, "LIVE": live, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(stage, process)
        process.send_signal(number)
        _, told = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode == CODES[number], told
    assert "Traceback" not in told
    assert _gone(temporary) == []
    assert list(temporary.iterdir()) == []
    assert not (output / "index.html").exists()
    assert list(tmp_path.glob(".*")) == []
    assert {path: path.read_bytes() for path in shop.rglob("*") if path.is_file()} == before


PROGRAM = """
import os, signal, time, click
from auditlib import __main__ as door

class Weak:
    def __del__(self):
        os.kill(os.getpid(), signal.{name})
        for _ in range(1000):
            pass

@click.command()
def wait():
    KILL = "os.kill(os.getpid(), signal.{name})\\nfor _ in range(1000): pass\\n"
{body}

door.group = wait
door.main([])
"""
DROPPED = "    weak = Weak()\n    del weak\n    time.sleep(60)"
IMPORTING = """
    exec(compile(KILL + "print('lock given back', flush=True)", "<frozen importlib._bootstrap>", "exec"))
    time.sleep(60)
"""
HIDDEN = """
    try:
        exec(KILL)
    finally:
        raise RuntimeError("release unlocked lock")
"""
FROM_TEXT = "    exec(KILL)"


def _ended(folder: Path, body: str, number: signal.Signals) -> subprocess.CompletedProcess[str]:
    """A command of that body, run with -m, and signalled by itself."""
    (folder / "program.py").write_text(PROGRAM.format(name=number.name, body=body))
    argv = [sys.executable, "-m", "program"]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S, check=False)


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_a_signal_that_python_drops_is_heard(number: signal.Signals, tmp_path: Path) -> None:
    """What a signal raises inside a `__del__` is lost to Python, and not to us."""
    told = _ended(tmp_path, DROPPED, number)
    assert told.returncode == CODES[number], told.stderr
    assert "Exception ignored" not in told.stderr


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_an_import_gives_its_lock_back_before_a_signal_is_raised(number: signal.Signals, tmp_path: Path) -> None:
    """Interrupted inside Python's own import code, it would keep the lock for which all other threads wait."""
    told = _ended(tmp_path, IMPORTING, number)
    assert told.stdout == "lock given back\n", told.stderr
    assert told.returncode == CODES[number], told.stderr


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_an_error_on_the_way_out_does_not_hide_the_signal(number: signal.Signals, tmp_path: Path) -> None:
    """A lock that a signal interrupts as it is taken raises an error of its own: that is no bug."""
    told = _ended(tmp_path, HIDDEN, number)
    assert told.returncode == CODES[number], told.stderr
    assert "bug" not in told.stderr


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
def test_an_interrupt_of_code_run_from_text_has_its_exit_code(number: signal.Signals, tmp_path: Path) -> None:
    """Python would end a module that is run with -m by the signal itself, though the interrupt was caught."""
    told = _ended(tmp_path, FROM_TEXT, number)
    assert told.returncode == CODES[number], told.stderr
