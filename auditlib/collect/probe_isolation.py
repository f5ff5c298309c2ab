"""How well a probe can be walled in on this machine: found by trying, and said."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

from auditlib.config.interpreter import environment

TRY_TIMEOUT_S = 20.0
_STAYS_ROOT = "another user than root: no user nobody that can read this interpreter"
# Told are the tries that the guards in Python see: drivers, sockets, and the start of a database's programs.
NO_CONNECTION = (
    "a filter in the kernel that refuses every connection, also over unix sockets and of programs it starts (what code "
    "in C or another program tries is refused, and not told)"
)
NO_FILTER = (
    "a filter in the kernel that refuses connections: not allowed here, so only the guards in Python and its drivers "
    "refuse unix sockets"
)
# A namespace has devices and ports of its own; sockets in the file system are reached by their path all the same.
NO_NETWORK = "an empty network namespace"
WALL = Path(__file__).with_name("kernel_wall.py")
MORE_PROCESSES = 256
LARGEST_MEMORY, LEAST_MEMORY = 4 << 30, 1 << 30
_LOOK = """
import importlib.util, json, os, sys
found = importlib.util.find_spec("sqlalchemy")
if found:
    open(found.origin).close()
print(sys.version, os.__file__, found and found.origin)
"""
_SETPRIV = ("setpriv", "--no-new-privs")
# Reads what only root may read, and writes nothing: for an interpreter that lies below a closed folder.
_READING = (
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
    "--securebits=+no_setuid_fixup",  # else access(2), which Alembic asks, says that such a file is not there
)
_NO_CAPABILITY = ("--inh-caps=-all", "--bounding-set=-all")


@dataclass(frozen=True)
class Isolation:
    """A command prefix that walls a process in; what of it holds, and what this machine does not allow."""

    prefix: tuple[str, ...] = ()
    owner: tuple[int, int] | None = None
    held: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    guarded: bool = False  # the process that we start ends what the command leaves


@lru_cache(maxsize=16)
def isolation(python: Path) -> Isolation:
    """The best isolation in which this interpreter starts and finds what it finds outside. Tries a few."""
    outside = _finds((), python)
    networks = (*_networks(), Isolation(missing=("an empty network namespace: not allowed here",)))
    for network, user, kernel in product(networks, _users(), (True, False)):
        wall = _kernel(user.owner) if kernel else Isolation(missing=(NO_FILTER,))
        prefix = wall.prefix + network.prefix + user.prefix
        if _finds(prefix, python) == outside:
            held, missing = user.held + wall.held + network.held, user.missing + wall.missing + network.missing
            return Isolation(prefix, user.owner, held, missing, wall.guarded)
    return Isolation(missing=("an empty network namespace: not allowed here", NO_FILTER, _STAYS_ROOT))


def _kernel(owner: tuple[int, int] | None) -> Isolation:
    """The kernel's filter, a keeper that ends what is left, and limits on memory and, but for root, on processes."""
    uid = owner[0] if owner else os.geteuid()
    limits = [f"{_memory() >> 20} MB of memory"] + ([f"{MORE_PROCESSES} processes"] if uid else [])
    processes = ("--nproc", f"{uid}:{MORE_PROCESSES}") if uid else ()
    prefix = (sys.executable, "-I", "-S", str(WALL), "--guard", *processes, "--memory", str(_memory()))
    return Isolation(prefix, held=(NO_CONNECTION, f"limits of {' and '.join(limits)}"), guarded=True)


def _memory() -> int:
    """Half of what this machine or container has, within bounds."""
    there = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):
        there = min(there, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return max(LEAST_MEMORY, min(LARGEST_MEMORY, there // 2))


def _networks() -> Iterator[Isolation]:
    as_user = (("unshare", "--user", "--map-current-user", "--net"), ("unshare", "--user", "--net"))
    for prefix in (("unshare", "--net"),) if os.geteuid() == 0 else as_user:
        if shutil.which("unshare") and _output([*prefix, "true"]) is not None:
            yield Isolation(prefix, held=(NO_NETWORK,))


def _users() -> Iterator[Isolation]:
    if os.geteuid() != 0:
        yield Isolation(held=("an ordinary user",))
        return
    nobody = _nobody()
    if nobody and shutil.which("setpriv"):
        drop = (*_SETPRIV, f"--reuid={nobody[0]}", f"--regid={nobody[1]}", "--clear-groups")
        yield Isolation((*drop, *_NO_CAPABILITY), nobody, held=("user nobody",))
        what = "user nobody, who may read every file because the interpreter lies in a folder closed to it"
        yield Isolation((*drop, *_READING), nobody, held=(what,))
    yield Isolation(missing=(_STAYS_ROOT,))


def _nobody() -> tuple[int, int] | None:
    import pwd

    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return None
    return entry.pw_uid, entry.pw_gid


def _finds(prefix: tuple[str, ...], python: Path) -> str | None:
    """Where the interpreter finds its library and SQLAlchemy; none where it does not start.

    One that may not read its own library takes another's, without a word.
    """
    return _output([*prefix, str(python.absolute()), "-B", "-I", "-c", _LOOK])


def _output(command: list[str]) -> str | None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRY_TIMEOUT_S,
            check=False,
            cwd="/",
            env=environment(),
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
