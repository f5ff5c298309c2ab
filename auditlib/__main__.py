"""The door: every way out of auditlib, and the exit code of each."""

from __future__ import annotations

import errno
import io
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from functools import partial
from types import FrameType

import click

from auditlib.cli import terminal
from auditlib.cli.commands import group
from auditlib.errors import AuditError, OutputError

BUG = 70
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


RAISE_AGAIN_S = 0.02
_IMPORTS = "<frozen importlib."


class Terminated(BaseException):
    """SIGTERM arrived: everything that was started is ended on the way out."""


_SIGNALLED: dict[type[BaseException], tuple[int, str]] = {
    KeyboardInterrupt: (signal.SIGINT, "Interrupted"),
    click.Abort: (signal.SIGINT, "Interrupted"),
    Terminated: (signal.SIGTERM, "Terminated"),
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    _hear_every_signal()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal of few characters is no bug of ours
    # Else it tells where it keeps its cache when the home folder cannot be written.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    code = outcome(list(sys.argv[1:] if arguments is None else arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(code)


def outcome(arguments: list[str]) -> int:
    """Run a command and give its exit code."""
    try:
        return int(group.main(args=arguments, prog_name="auditlib", standalone_mode=False) or 0)
    except (Exception, KeyboardInterrupt, Terminated) as error:
        told = next((_SIGNALLED[type(each)] for each in _with_causes(error) if type(each) in _SIGNALLED), None)
        return _signalled(*told) if told else _failed(error, debug="--debug" in arguments)


def _with_causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those during which it came: a lock interrupted as it was taken raises one of its own."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _signalled(number: int, word: str) -> int:
    _hear_no_more()
    click.echo(f"{word}; nothing half-written is left.", err=True)
    return 128 + number


def _failed(error: BaseException, *, debug: bool) -> int:
    if isinstance(error, click.ClickException):
        error.show()
        return error.exit_code
    if isinstance(error, AuditError):
        terminal.print_error(error)
        return error.exit_code
    return _unexpected(error, debug=debug)


def _unexpected(error: BaseException, *, debug: bool) -> int:
    if isinstance(error, OSError) and error.errno in _DISK_FULL:
        step = "Free some space, or name folders on another disk with --output and in TMPDIR."
        full = OutputError("The disk is full.", step)
        terminal.print_error(full)
        return full.exit_code
    from auditlib.config.database import redact

    told = redact("".join(traceback.format_exception(error)))
    click.echo(f"A bug in auditlib: {terminal.plain(redact(str(error)) or type(error).__name__)}", err=True)
    click.echo(terminal.plain(told) if debug else f"Please report it with {_written(told)}.", err=True)
    return BUG


def _written(told: str) -> str:
    try:
        descriptor, name = tempfile.mkstemp(prefix="auditlib-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(told)
    except OSError:
        return "the traceback that --debug prints"
    return name


def _hear_every_signal() -> None:
    """Each signal raises what it means: also where Python would drop it, never where a lock would stay behind."""
    signal.signal(signal.SIGTERM, partial(_heard, Terminated))
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a shell's background job hears none
        signal.signal(signal.SIGINT, partial(_heard, KeyboardInterrupt))
    tell = sys.unraisablehook

    def hook(dropped: sys.UnraisableHookArgs) -> None:
        # Python drops what a signal raises while it runs a weak reference's callback or a `__del__`: raise it again.
        if isinstance(dropped.exc_value, (KeyboardInterrupt, Terminated)):
            _raise_soon(type(dropped.exc_value))
        else:
            tell(dropped)

    sys.unraisablehook = hook


def _heard(signalled: type[BaseException], number: int, frame: FrameType | None) -> None:
    """Raise it, or a moment later: an import interrupted in Python's own code keeps the lock that others wait for."""
    if frame and frame.f_code.co_filename.startswith(_IMPORTS):
        _raise_soon(signalled)
        return
    if signalled is Terminated:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise signalled


def _raise_soon(signalled: type[BaseException]) -> None:
    signal.signal(signal.SIGALRM, partial(_heard, signalled))
    signal.setitimer(signal.ITIMER_REAL, RAISE_AGAIN_S)


def _hear_no_more() -> None:
    """The way out is taken: a signal that is raised again, or a second one, would only hide its exit code."""
    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    # Python remembers an interrupt of code that it ran from text, as dataclasses do, and would end by the signal in
    # spite of our exit code: running any other text makes it forget.
    exec("")  # noqa: S102 nothing at all is run


if __name__ == "__main__":
    main()
