"""The end of a process and of everything it started, and of the folder it ran in.

As a program, ``probe_tree.py TOKEN FOLDER`` waits until the process that started it is gone, however it went, and ends
what is left then. It uses the standard library alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROUNDS = 5


GUARD_PATIENCE_S = 8.0


def end_tree(process: subprocess.Popen[bytes], token: str, *, guarded: bool = False) -> None:
    """Kill the process, its session, and every process whose environment holds ``token``; wait for the first.

    A ``guarded`` one is asked first: its guard knows every process that came of it, and ends them.
    """
    if guarded:
        with suppress(subprocess.TimeoutExpired):
            process.terminate()
            process.wait(GUARD_PATIENCE_S)
            end_holders(token)
            return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    end_holders(token)
    process.kill()
    process.wait()


def end_holders(token: str) -> None:
    """Kill the processes that inherited the variable ``token``, also those that left the session.

    Each round may meet children started since the last.
    """
    for _ in range(ROUNDS):
        found = list(_holders(token))
        for pid in found:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        if not found:
            return


@contextmanager
def kept(folder: Path, token: str) -> Iterator[None]:
    """Remove ``folder`` at the end of the block or of this process, and whoever then still holds ``token``."""
    keeper = subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, token, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )
    try:
        yield
    finally:
        assert keeper.stdin
        keeper.stdin.close()
        keeper.wait()


def _holders(token: str) -> Iterator[int]:
    wanted = token.encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0") and not _is_dead(folder):
                yield int(folder.name)


def _is_dead(folder: Path) -> bool:
    return (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()[:1] == ["Z"]


def main() -> None:
    """Wait for the end of standard input, then end what is left."""
    token, folder = sys.argv[1:]
    sys.stdin.buffer.read()
    end_holders(token)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
