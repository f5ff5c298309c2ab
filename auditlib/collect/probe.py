"""Target code in a process of its own: walled in, in a working copy, with a time limit, speaking JSON lines.

    with workspace(target) as place:
        ending = converse(place, program("models"), arguments, answer)

Nothing of the target's is ever imported here.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO, Any

from auditlib.collect.probe_copy import Copied, working_copy
from auditlib.collect.probe_isolation import Isolation, isolation
from auditlib.collect.probe_tree import end_tree, kept
from auditlib.collect.processors import of_probe
from auditlib.config.interpreter import environment
from auditlib.config.target import Target
from auditlib.errors import InterpreterError
from auditlib.probes.wire import line

OUTPUT_KEPT = 20_000
LONGEST_LINE = 64 << 20
NEXT_STEP = "Give the application's own interpreter with --python, such as .venv/bin/python."

Message = dict[str, Any]
Answer = Callable[[Message], Message | None]


@dataclass(frozen=True)
class Workspace:
    """Where probes of one target run: its working copy, a home of their own, and the walls."""

    target: Target
    folder: Path
    isolation: Isolation
    copied: Copied

    @property
    def project(self) -> Path:
        """The working copy."""
        return self.folder / "project"

    @cached_property
    def _root(self) -> Path:
        return self.target.project.resolve()

    def inside(self, path: Path) -> str:
        """A path of the project as the probe sees it: relative to the working copy, else as it is."""
        with suppress(ValueError):
            return path.resolve().relative_to(self._root).as_posix()
        return str(path)

    def inside_name(self, path: str) -> str:
        """A path below the project as the project names it; one elsewhere by its last part only."""
        below = Path(path)
        return (
            below.relative_to(self.target.project).as_posix()
            if below.is_relative_to(self.target.project)
            else below.name
        )

    def environment(self) -> dict[str, str]:
        """The variables that target code sees: the target's own, and few besides."""
        home = str(self.folder / "home")
        own = {"PATH": os.environ.get("PATH", os.defpath), "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8"}
        return {**own, **self.target.environment, "PYTHONDONTWRITEBYTECODE": "1"}


@dataclass
class Ending:
    """How a conversation ended: ``done``, ``broke`` (with its error), ``gone`` without a word, or ``timeout``."""

    how: str
    code: int | None
    last: Message
    output: str = field(repr=False, default="")


@contextmanager
def workspace(target: Target) -> Iterator[Workspace]:
    """A place to run probes of ``target``, gone afterwards.

    Raises ``InterpreterError`` where its Python does not start.
    """
    _check_interpreter(target.python)
    walls = isolation(target.python)
    folder = Path(tempfile.mkdtemp(prefix="auditlib-probe-"))
    with kept(folder, _token(folder)):
        copied = working_copy(target.project, folder / "project", walls.owner)
        (folder / "home").mkdir()
        for path in (folder, folder / "home"):
            if walls.owner:
                os.chown(path, *walls.owner)
        yield Workspace(target, folder, walls, copied)


def _token(folder: Path) -> str:
    """A variable that every process of a workspace inherits, and no other process has."""
    return f"AUDITLIB_PROBE={folder.name}"


def converse(
    place: Workspace,
    program: str,
    arguments: Mapping[str, Any],
    answer: Answer,
    *,
    meanwhile: Callable[[], None] | None = None,
    timeout_s: float | None = None,
    apart: bool = False,
) -> Ending:
    """Run a probe to its end, answering what it asks. ``timeout_s`` limits each silence; the whole tree is killed.

    The first question, ``start``, is answered with ``arguments``; every other message goes to ``answer``.
    ``meanwhile()`` is called after each answer, while the probe goes on with it. ``apart``: it has the processor of
    probes, where there are two (see ``processors``).
    """
    file = _written(place, program)
    ours, theirs = socket.socketpair()
    token = _token(place.folder)
    with ours, tempfile.TemporaryFile() as output:
        with of_probe() if apart else nullcontext():
            process = _started(place, [str(file), "--fd", str(theirs.fileno())], theirs, output, token)
        theirs.close()
        talk = _Talk(ours, dict(arguments), answer, timeout_s or place.target.probe_timeout_s, meanwhile)
        try:
            how = talk.listen()
        finally:
            end_tree(process, token, guarded=place.isolation.guarded)
        return Ending(how, process.returncode, talk.last, _tail(output))


def _check_interpreter(python: Path) -> None:
    if not python.exists():
        raise InterpreterError(f"The interpreter {python} does not exist.", NEXT_STEP)
    try:
        argv = [str(python), "-I", "-B", "-c", ""]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, check=False, env=environment())
    except OSError as error:
        raise InterpreterError(f"The interpreter {python} does not start: {error.strerror}.", NEXT_STEP) from error
    if done.returncode:
        words = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no message"])[-1]
        raise InterpreterError(f"The interpreter {python} does not start: {words}.", NEXT_STEP)


def _written(place: Workspace, program: str) -> Path:
    folder = Path(tempfile.mkdtemp(dir=place.folder))
    file = folder / "probe.py"
    file.write_text(program, encoding="utf-8")
    folder.chmod(0o755)
    file.chmod(0o644)
    return file


def _started(
    place: Workspace, arguments: list[str], theirs: socket.socket, output: IO[bytes], token: str
) -> subprocess.Popen[bytes]:
    name, _, value = token.partition("=")
    return subprocess.Popen(
        [*place.isolation.prefix, str(place.target.python.absolute()), "-B", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        cwd=place.project,
        env={**place.environment(), name: value},
        pass_fds=(theirs.fileno(),),
        start_new_session=True,
    )


def _tail(output: IO[bytes]) -> str:
    size = output.seek(0, os.SEEK_END)
    output.seek(max(0, size - OUTPUT_KEPT))
    return output.read().decode("utf-8", "replace")


class _Talk:
    """Our end of one conversation."""

    def __init__(
        self,
        ours: socket.socket,
        arguments: Message,
        answer: Answer,
        silence_s: float,
        meanwhile: Callable[[], None] | None,
    ) -> None:
        self._socket = ours
        self._arguments = arguments
        self._answer = answer
        self._silence_s = silence_s
        self._meanwhile = meanwhile
        self._rest = bytearray()
        self.last: Message = {}

    def listen(self) -> str:
        """Answer until the probe is done, gone, or silent for too long."""
        with selectors.DefaultSelector() as ready:
            ready.register(self._socket, selectors.EVENT_READ)
            until = time.monotonic() + self._silence_s
            while ready.select(max(0.0, until - time.monotonic())):
                part = self._received()
                if not part or len(self._rest) > LONGEST_LINE:
                    return "gone"
                self._rest += part
                if b"\n" not in part:
                    continue
                ended = self._heard()
                if ended:
                    return ended
                until = time.monotonic() + self._silence_s
        return "timeout"

    def _received(self) -> bytes:
        try:
            return self._socket.recv(1 << 16)
        except ConnectionError:
            return b""

    def _heard(self) -> str | None:
        *lines, rest = self._rest.split(b"\n")
        self._rest = bytearray(rest)
        for text in lines:
            message = _message(bytes(text))
            if message["kind"] in ("done", "broke"):
                self.last = message
                return str(message["kind"])
            self._respond(message)
        return None

    def _respond(self, message: Message) -> None:
        answer = dict(self._arguments) if message["kind"] == "start" else self._answer(message)
        self.last = message
        if message.get("ask"):
            with suppress(ConnectionError):
                self._socket.sendall(line(answer or {}))
        if self._meanwhile:
            self._meanwhile()


def _message(text: bytes) -> Message:
    """A line as a message; target code that found our descriptor may have written anything into it."""
    try:
        message = json.loads(text)
    except ValueError:
        message = None
    if isinstance(message, dict) and isinstance(message.get("kind"), str):
        return dict(_clean(message)) if b"\\ud" in text.lower() else message
    return {"kind": "noise", "text": text[:200].decode("utf-8", "replace")}


def _clean(value: Any) -> Any:
    """The value with halves of surrogate pairs, which no file can hold, as replacement characters."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_clean(name): _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value
