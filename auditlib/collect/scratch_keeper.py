"""The keeper of a scratch server: a program of its own that outlives the auditor by a moment.

It makes the folders, runs initdb and starts the server, all as its own children, so that at no time a process
or a folder exists that nobody would clear away. Its standard input is a pipe from the auditor: when that ends,
because the auditor stopped the server or died (SIGKILL included), the server is stopped and the folders removed.
Requests and answers are JSON, a line each. Standard library only; started with ``python -I -S``.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Run by its path, this program has no package to import from.
_spec = importlib.util.spec_from_file_location("kernel_wall", Path(__file__).with_name("kernel_wall.py"))
assert _spec and _spec.loader
_wall = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_wall)

POLL_S = 0.005
STOP_S = 5.0
IPC_RMID = 0


class Keeper:
    """Folders and processes made on request, and removed in ``close``."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        self.clusters: list[Path] = []

    def folder(self, parent: str, prefix: str) -> dict[str, Any]:
        """A new folder below ``parent``."""
        made = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self.folders.append(made)
        return {"path": str(made)}

    def run(self, argv: list[str], log: str, **options: Any) -> dict[str, Any]:
        """A program run to its end, its output in ``log``."""
        process = self._launch(argv, log, options)
        while process.poll() is None:
            _leave_if_abandoned(POLL_S)
        return {"code": process.returncode}

    def start(self, argv: list[str], log: str, data: str, timeout_s: float, **options: Any) -> dict[str, Any]:
        """A server started and awaited; ``code`` where it ended instead."""
        self.clusters.append(Path(data))
        process = self._launch(argv, log, {**options, "preexec_fn": _closed_in})
        end = time.monotonic() + timeout_s
        while time.monotonic() < end and process.poll() is None:
            if _says_ready(Path(data, "postmaster.pid")):
                return {"pid": process.pid, "closed": _is_closed(process.pid)}
            _leave_if_abandoned(POLL_S)
        process.kill()
        return {"code": process.wait()}

    def close(self) -> None:
        """Stop every process and remove every folder."""
        for process in self.processes:
            _stop(process)
            _stop_group(process)
        for data in self.clusters:
            _give_back(data)
        for folder in self.folders:
            _remove(folder)

    def _launch(self, argv: list[str], log: str, options: dict[str, Any]) -> subprocess.Popen[bytes]:
        with Path(log).open("ab") as output:
            process = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", start_new_session=True, **options
            )
        self.processes.append(process)
        return process


def main() -> None:
    """Answer requests until standard input ends, then clear everything away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    keeper = Keeper()
    try:
        for line in iter(_line, ""):
            sys.stdout.write(json.dumps(_answer(keeper, json.loads(line))) + "\n")
            sys.stdout.flush()
    finally:
        # A signal in the middle of clearing away must not leave half of it behind.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        keeper.close()


def _answer(keeper: Keeper, request: dict[str, Any]) -> dict[str, Any]:
    verbs: dict[str, Callable[..., dict[str, Any]]] = {
        "folder": keeper.folder,
        "run": keeper.run,
        "start": keeper.start,
    }
    try:
        return verbs[request.pop("verb")](**request)
    except (OSError, subprocess.SubprocessError) as error:
        return {"error": type(error).__name__, "message": str(error)}


def _line() -> str:
    """The next request, read byte by byte so that nothing is held back from ``select``."""
    read = bytearray()
    while not read.endswith(b"\n"):
        more = os.read(0, 1)
        if not more:
            return ""
        read += more
    return read.decode()


def _leave_if_abandoned(wait_s: float) -> None:
    # The auditor waits for an answer, so anything readable is the end of the pipe.
    if select.select([0], [], [], wait_s)[0]:
        sys.exit()


def _says_ready(pid_file: Path) -> bool:
    try:
        lines = pid_file.read_text().split("\n")
    except OSError:
        return False
    return len(lines) > 7 and lines[7].strip() == "ready"


def _closed_in() -> None:
    """The server connects to nobody, whatever a revision asks of it: dblink, foreign tables, COPY … PROGRAM."""
    with contextlib.suppress(OSError, AttributeError):
        _wall.close_in()


def _is_closed(pid: int) -> bool:
    try:
        return "Seccomp:\t2" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Immediate shutdown: nothing in a scratch server is worth a checkpoint.
    for number in (signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S if number == signal.SIGKILL else 0.5)


def _stop_group(process: subprocess.Popen[bytes]) -> None:
    """What it started too: initdb's own server writes on for a moment, and its folder could not be removed."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _remove(folder: Path) -> None:
    """Remove a folder, again where a process that is about to end wrote into it meanwhile."""
    end = time.monotonic() + STOP_S
    while folder.exists() and time.monotonic() < end:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(POLL_S)


def _give_back(data: Path) -> None:
    """The piece of shared memory that marks a cluster as running: a server that was killed leaves it to the kernel."""
    try:
        number = int((data / "postmaster.pid").read_text().split("\n")[6].split()[1])
        ctypes.CDLL(None).shmctl(number, IPC_RMID, None)
    except (OSError, ValueError, IndexError, AttributeError):
        return


if __name__ == "__main__":
    main()
