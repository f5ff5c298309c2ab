"""A PostgreSQL cluster of our own in a temporary folder, run by the keeper and gone with us."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlib.collect.scratch_binaries import REMEDIES, STAND_INS, Binaries
from auditlib.errors import ScratchError

KEEPER = Path(__file__).with_name("scratch_keeper.py")
SUPERUSER = "postgres"
SOCKET_PORT = 5432  # without TCP only a part of the socket's name
FOLDERS = ("/dev/shm", "/tmp")  # short paths; in memory where there is enough of it, for files are made faster there
ENOUGH_MEMORY = 1 << 30
START_TIMEOUT_S = 30.0
TCP_TRIES = 5

# Nothing here survives us, so nothing is worth a flush. The lock table is large because a long chain replayed in
# one transaction holds a lock on everything it touched.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "max_connections": "30",
    "shared_buffers": "32MB",
    "dynamic_shared_memory_type": "mmap",  # in our folder, which goes with us even when the server was killed
    "max_worker_processes": "2",
    "max_locks_per_transaction": "512",
    "timezone": "UTC",
}


@dataclass(frozen=True)
class Cluster:
    """Where a running cluster listens, and what it was made of."""

    binaries: Binaries
    socket_folder: Path
    port: int
    password: str = field(repr=False)
    tcp: bool = False
    closed: bool = False  # the kernel refuses its processes every connection to elsewhere


@dataclass(frozen=True)
class _Identity:
    """As whom the server's programs run: options for Popen, a prefix for the command."""

    options: dict[str, Any] = field(default_factory=dict)
    prefix: tuple[str, ...] = ()


class _Keeper:
    """Our end of the pipe to the keeper."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            text=True,
        )

    def ask(self, verb: str, **request: Any) -> dict[str, Any]:
        """One request and its answer. Raises ``ScratchError`` where the keeper is gone."""
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(json.dumps({"verb": verb, **request}) + "\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise ScratchError("The keeper of the scratch server ended unexpectedly.", "Try again.")
        return dict(json.loads(answer))

    def folder(self, parent: str, prefix: str) -> Path:
        """A folder that goes when we go."""
        answer = self.ask("folder", parent=parent, prefix=prefix)
        if "error" in answer:
            raise ScratchError(
                f"No temporary folder for a scratch server could be made: {answer['message']}.",
                "Free some space in /tmp or /dev/shm, or give the URL of a throw-away server with --scratch-url.",
            )
        return Path(answer["path"])

    def close(self) -> None:
        """End the pipe and wait until server and folders are gone."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


@contextmanager
def running(binaries: Binaries, *, tcp: bool = False) -> Iterator[Cluster]:
    """A cluster made of these programs; stopped and removed at the end, also when this process is killed.

    Raises ``ScratchError`` where it cannot be made or does not start, with the program's own words.
    """
    keeper = _Keeper()
    try:
        yield _started(keeper, binaries, tcp)
    finally:
        keeper.close()


def _started(keeper: _Keeper, binaries: Binaries, tcp: bool) -> Cluster:
    base = keeper.folder(_short_temporary(), "auditlib-")
    identity = _identity()
    runnable = _readable(keeper, binaries, identity)
    _give(base, identity)
    shutil.copytree(STAND_INS, base / "stand_ins")  # the server's user may not read our own folder
    (base / "stand_ins").chmod(0o755)
    password = secrets.token_hex(16)
    run = {"env": _environment(), **identity.options}
    _initialise(keeper, runnable, base, password, identity, run=run)
    for _ in range(TCP_TRIES if tcp else 1):
        port = _free_port() if tcp else SOCKET_PORT
        argv = [*identity.prefix, *_command(runnable, base, port, tcp)]
        answer = keeper.ask(
            "start", argv=argv, log=str(base / "log"), data=str(base / "data"), timeout_s=START_TIMEOUT_S, **run
        )
        if "pid" in answer:
            return Cluster(binaries, base, port, password, tcp, bool(answer.get("closed")))
    raise _failure("start", binaries, answer, base / "log")


def _initialise(
    keeper: _Keeper, binaries: Binaries, base: Path, password: str, identity: _Identity, *, run: dict[str, Any]
) -> None:
    password_file = base / "password"
    password_file.touch(0o600)
    password_file.write_text(password)
    _give(password_file, identity)
    argv = [
        *identity.prefix,
        *(str(binaries.folder / "initdb"), "-D", str(base / "data"), "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "-N"),
        *("--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={password_file}"),
    ]
    answer = keeper.ask("run", argv=argv, log=str(base / "log"), **run)
    password_file.unlink()
    if answer.get("code") != 0:
        raise _failure("initialise", binaries, answer, base / "log")


def _command(binaries: Binaries, base: Path, port: int, tcp: bool) -> list[str]:
    settings = {
        **SETTINGS,
        "port": str(port),
        "unix_socket_directories": str(base),
        "listen_addresses": "127.0.0.1" if tcp else "",
    }
    if binaries.major >= 18:
        settings["io_method"] = "sync"
        settings["extension_control_path"] = f"$system:{base / 'stand_ins'}"
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(binaries.folder / "postgres"), "-D", str(base / "data"), *options]


def _failure(what: str, binaries: Binaries, answer: dict[str, Any], log: Path) -> ScratchError:
    said = log.read_text(errors="replace").strip() if log.exists() else ""
    words = answer.get("message") or (said.splitlines() or ["no message"])[-1]
    if "could not look up effective user ID" in said:
        return ScratchError(
            f"PostgreSQL's initdb needs a name for user id {os.geteuid()}, and /etc/passwd has none.",
            "Add a passwd entry for it, or give the URL of a throw-away server with --scratch-url.",
        )
    return ScratchError(
        f"The scratch PostgreSQL of {binaries.folder} ({binaries.origin}) did not {what}: {words}", REMEDIES
    )


def _identity() -> _Identity:
    """PostgreSQL refuses to run as root: then as ``nobody``, else in a user namespace of its own."""
    if os.geteuid() != 0:
        return _Identity()
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise ScratchError(
            "PostgreSQL refuses to run as root, and this machine has no user `nobody` to run it as.",
            "Run auditlib as an ordinary user, or give the URL of a throw-away server with --scratch-url.",
        ) from error
    options: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run(["true"], cwd="/", check=False, **options)
    except OSError:
        # A rootless container may forbid setuid and allow a namespace.
        ids = f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}"
        return _Identity(prefix=("unshare", "-U", *ids, "--"))
    return _Identity(options)


def _readable(keeper: _Keeper, binaries: Binaries, identity: _Identity) -> Binaries:
    """The programs where the server's user can run them: a copy where a folder above is closed to it."""
    try:
        argv = [*identity.prefix, str(binaries.folder / "postgres"), "-V"]
        subprocess.run(argv, check=True, capture_output=True, cwd="/", **identity.options)
    except (OSError, subprocess.CalledProcessError):
        if not identity.options:
            return binaries
        return _copied(keeper, binaries)
    return binaries


def _copied(keeper: _Keeper, binaries: Binaries) -> Binaries:
    home = binaries.folder.parent
    if binaries.folder.name != "bin" or not (home / "share").is_dir():
        raise ScratchError(
            f"`nobody`, as whom PostgreSQL runs under root, cannot reach the programs in {binaries.folder}.",
            "Open the folders above it to others, or run auditlib as an ordinary user.",
        )
    # /dev/shm is often mounted noexec: programs go below /tmp. Libraries are found by their relative places.
    site = binaries.folder.parents[2]
    copy = keeper.folder("/tmp", "auditlib-programs-")
    leave = shutil.ignore_patterns("include", "pgxs", "doc", "pkgconfig", "*.a")
    for folder in (home, *site.glob(f"{binaries.folder.parents[1].name}.libs")):
        shutil.copytree(folder, copy / folder.relative_to(site), symlinks=True, ignore=leave)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    return Binaries(copy / binaries.folder.relative_to(site), binaries.origin)


def _give(path: Path, identity: _Identity) -> None:
    if identity.options:
        os.chown(path, identity.options["user"], identity.options["group"])


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def _short_temporary() -> str:
    """A folder whose path is short (a socket's may hold 107 bytes), in memory where there is enough of it."""
    for folder in FOLDERS:
        if os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free > ENOUGH_MEMORY:
            return folder
    return FOLDERS[-1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
