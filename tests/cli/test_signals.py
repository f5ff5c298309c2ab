"""Ctrl-C and SIGTERM in each stage: the right exit code, no server, no process, no folder, no half report."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from auditlib import snapshot
from tests.cli.shop import STEPS, revision_text, write_shop
from tests.fixtures import sample_snapshots

CODES = {signal.SIGTERM: 143, signal.SIGINT: 130}
PATIENCE_S = 60

# The project's own code, that says where it is by a file in its temporary folder and then takes its time.
HERE = "open(__import__('tempfile').gettempdir() + '/here', 'w').close()"
SLOW_MODULE = f"import time\nimport sqlalchemy\n{HERE}\ntime.sleep(1000)\nclass Slow:\n    __tablename__ = 'slow'\n"
SLOW_QUERY = f"{HERE}; op.execute('select pg_sleep(1000)'); "


def _file(number: int) -> str:
    return f"migrations/versions/{number}_{STEPS[number - 1][0]}.py"


def _slow(number: int, function: str) -> dict[str, str | bytes | None]:
    """A version file of the shop whose function waits inside of a query."""
    text = revision_text(number)
    return {_file(number): text.replace(f"def {function}():\n    ", f"def {function}():\n    {SLOW_QUERY}")}


class Moment(NamedTuple):
    """When the signal comes: in stages of a command, and with a project's code under way in so many processes."""

    stages: tuple[str, ...]
    command: str
    files: dict[str, str | bytes | None] = {}
    here: int = 0


# What goes on at the same time is interrupted at the same time; `run` has warm kernels beside server and probes.
MOMENTS = (
    Moment(("scripts", "live catalog"), "collect"),
    Moment(("models", "replay", "rehearsal"), "run", {"shop/slow.py": SLOW_MODULE} | _slow(3, "upgrade"), here=3),
    Moment(
        ("way back",),
        "collect --only replay --only live",
        {"auditlib.toml": "reversibility_s = 50\n", _file(3): None} | _slow(2, "downgrade"),
        here=1,
    ),
    Moment(("audit",), "report"),
    Moment(("report",), "report"),
)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, short enough for a socket in it."""
    folder = Path(tempfile.mkdtemp(prefix="al-", dir="/tmp"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot to judge."""
    return snapshot.save(sample_snapshots.ordinary(), tmp_path_factory.mktemp("collected") / "snapshot")


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


def _wait_for(moment: Moment, process: subprocess.Popen[str], temporary: Path) -> None:
    assert process.stderr
    waited = set(moment.stages)
    while waited and (line := process.stderr.readline()):
        waited -= {line.partition(": starts")[0]}
    assert not waited, "never started"
    _until(lambda: len(list(temporary.glob("auditlib-probe-*/*/here"))) >= moment.here)


def _until(so: Callable[[], bool]) -> None:
    """Wait until something is so, or not so for very long."""
    end = time.monotonic() + PATIENCE_S
    while not so() and time.monotonic() < end:
        time.sleep(0.05)
    assert so()


def _send(number: signal.Signals, process: subprocess.Popen[str]) -> None:
    """As a terminal sends Ctrl-C, to all of the command's group, and as `kill` sends others."""
    if number == signal.SIGINT:
        os.killpg(process.pid, number)
    else:
        process.send_signal(number)


def _command(moment: Moment, tmp_path: Path, live: str, collected: Path) -> list[str]:
    shop = write_shop(tmp_path / "shop", moment.files)
    live_shop = ["--project", str(shop), "--database-env", "LIVE", "--python", sys.executable]
    given = [str(collected)] if moment.command == "report" else live_shop
    return [sys.executable, "-m", "auditlib", *moment.command.split(), *given, "--output", str(tmp_path / "output")]


@pytest.mark.parametrize("number", CODES, ids=lambda number: number.name)
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: "+".join(moment.stages))
def test_a_signal_ends_everything(
    moment: Moment, number: signal.Signals, live: str, collected: Path, tmp_path: Path, temporary: Path
) -> None:
    """A signal while a stage runs ends all of it with 130 or 143; of the project's own code too, in its midst."""
    command = _command(moment, tmp_path, live, collected)
    before = _files(tmp_path)
    variables = {"LIVE": live, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _wait_for(moment, process, temporary)
        running = _of_this_run(temporary)
        _send(number, process)
        _, told = process.communicate(timeout=PATIENCE_S)
    finally:
        process.kill()
    assert process.returncode == CODES[number], told
    assert "Traceback" not in told
    _all_gone(running, temporary, server=moment.here > 0)
    assert _files(tmp_path) == before


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _all_gone(running: list[str], temporary: Path, *, server: bool) -> None:
    """Processes, temporary files and the folders of servers, of which there was one."""
    clusters = {Path(name).parent for line in running for name in re.findall(r"postgres -D (\S+)", line)}
    assert clusters or not server
    _until(lambda: _of_this_run(temporary) == [])
    assert list(temporary.iterdir()) == []
    assert [cluster for cluster in clusters if cluster.exists()] == []


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
