"""The kernel's own wall around a process and all that it starts: no connection, limits, nobody left behind.

As a program it takes a command and runs it behind the wall:

    kernel_wall.py [--guard] [--nproc UID:MORE] [--memory BYTES] COMMAND …

Linux filters the system calls that connect, of this process and of every later child, whoever runs it: a driver in C, a
program such as psql, a server process for dblink. With ``--guard`` it stays beside the command, and when that has ended
it ends whatever the command started, also what left the session or hid its environment. It exits with 77 where the
kernel refuses the filter. Standard library only; started with ``python -I -S``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
import time
from contextlib import suppress
from pathlib import Path

NO_WALL = 77
# Numbers of the kernel's, from its own headers: an architecture's audit number and its system calls.
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED = {
    "x86_64": {"connect": 42, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311},
    "aarch64": {"connect": 203, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271},
}
_REFUSED_EVERYWHERE = {"io_uring_setup": 425, "pidfd_getfd": 438}
# Those that can connect on the way where a flag asks them to; which of their arguments holds the flags.
_WITH_FLAGS = {
    "x86_64": {"sendto": (44, 3), "sendmsg": (46, 2), "sendmmsg": (307, 3)},
    "aarch64": {"sendto": (206, 3), "sendmsg": (211, 2), "sendmmsg": (269, 3)},
}
_FAST_OPEN = 0x20000000
_OTHER_ABI = 0x40000000  # x32 has numbers of its own
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NO_NEW_PRIVS, _SECCOMP, _FILTER, _SUBREAPER, _DEATH_SIGNAL = 38, 22, 2, 36, 1


def program(machine: str) -> bytes:
    """The filter for an architecture, as the kernel takes it. Raises ``KeyError`` for one that is not known."""
    refused = [*_REFUSED[machine].values(), *_REFUSED_EVERYWHERE.values()]
    rules = [
        _rule(_LOAD, 0, 0, _ARCHITECTURE),
        _rule(_EQUAL, 1, 0, _ARCHITECTURES[machine]),
        _rule(_RETURN, 0, 0, _KILL),
        _rule(_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        rules += [_rule(_AT_LEAST, 0, 1, _OTHER_ABI), _rule(_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
    for number in refused:
        code = errno.ECONNREFUSED if number == _REFUSED[machine]["connect"] else errno.EPERM
        rules += [_rule(_EQUAL, 0, 1, number), _rule(_RETURN, 0, 0, _REFUSE | code)]
    for number, argument in _WITH_FLAGS[machine].values():
        rules += [
            _rule(_EQUAL, 0, 3, number),
            _rule(_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
            _rule(_ANY_BIT, 0, 2, _FAST_OPEN),
            _rule(_RETURN, 0, 0, _REFUSE | errno.ECONNREFUSED),
            _rule(_LOAD, 0, 0, _NUMBER),
        ]
    return b"".join([*rules, _rule(_RETURN, 0, 0, _ALLOW)])


def _rule(code: int, when: int, otherwise: int, value: int) -> bytes:
    return struct.pack("=HBBI", code, when, otherwise, value)


def close_in() -> None:
    """Put the filter around this process for good. Raises ``OSError`` where the kernel does not take it."""
    library = ctypes.CDLL(None, use_errno=True)
    try:
        text = program(platform.machine())
    except KeyError as error:
        raise OSError(errno.ENOSYS, f"no filter for {platform.machine()}") from error
    held = ctypes.create_string_buffer(text, len(text))
    told = struct.pack("@HP", len(text) // 8, ctypes.addressof(held))
    if library.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or library.prctl(_SECCOMP, _FILTER, told, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel refuses the filter")


def _limit(kind: int, value: int) -> None:
    """Lower a limit, as far as the one that is there allows."""
    hard = resource.getrlimit(kind)[1]
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (wanted, wanted))


def _tasks_of(uid: int) -> int:
    """Threads of a user's, which the kernel counts against its limit of processes."""
    found = 0
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if folder.stat().st_uid == uid:
                found += sum(1 for _ in (folder / "task").iterdir())
    return found


def _options(words: list[str]) -> tuple[dict[str, str], list[str]]:
    told: dict[str, str] = {}
    while words and words[0].startswith("--"):
        name = words.pop(0)[2:]
        told[name] = "" if name == "guard" else words.pop(0)
    return told, words


def main() -> None:
    """Close in, then become the command or guard it."""
    told, command = _options(sys.argv[1:])
    try:
        close_in()
    except (OSError, AttributeError):
        sys.exit(NO_WALL)
    _limit(resource.RLIMIT_CORE, 0)
    if "nproc" in told:
        uid, _, more = told["nproc"].partition(":")
        _limit(resource.RLIMIT_NPROC, _tasks_of(int(uid)) + int(more))
    if "memory" in told:
        _limit(resource.RLIMIT_DATA, int(told["memory"]))
    if "guard" in told:
        _guard(command)
    os.execvp(command[0], command)


def _guard(command: list[str]) -> None:
    """Run the command, then end what it left; end as it ended. A signal to end ends it first."""
    library = ctypes.CDLL(None)
    library.prctl(_SUBREAPER, 1, 0, 0, 0)
    library.prctl(_DEATH_SIGNAL, signal.SIGTERM, 0, 0, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = os.fork()
    if not child:
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.execvp(command[0], command)

    def end(*_given: object) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)

    signal.signal(signal.SIGTERM, end)
    _leave_descriptors()
    _, status = os.waitpid(child, 0)
    _end_the_rest()
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
        os.kill(os.getpid(), number)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _leave_descriptors() -> None:
    """Only the command holds its end of the conversation: when it is gone, that ends."""
    os.closerange(3, 4096)


def _end_the_rest() -> None:
    """Orphans come to us, who are their reaper: kill generation by generation, until none is left."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for pid in _children(os.getpid()):
            _end_family(pid)
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.002)
        except ChildProcessError:
            return


def _end_family(pid: int) -> None:
    # Stopped first, so that it starts no other while its children are looked up.
    for number in (signal.SIGSTOP, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
        if number == signal.SIGSTOP:
            for each in _children(pid):
                _end_family(each)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(each) for each in file.read_text().split()]
    return found


if __name__ == "__main__":
    main()
