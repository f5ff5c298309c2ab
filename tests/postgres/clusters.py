"""Servers that a scratch server is not: a streaming standby, a transaction pooler, one with a certificate."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from auditlib.collect import scratch, scratch_cluster
from auditlib.config.database import Database

WAIT_S = 30.0


@contextmanager
def with_settings(settings: Mapping[str, str], *, tcp: bool = False) -> Iterator[scratch.Server]:
    """A server of our own with other settings than a scratch server's."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # only while it starts: others start theirs meanwhile
            for name, value in settings.items():
                patch.setitem(scratch_cluster.SETTINGS, name, value)
            running = stack.enter_context(scratch.server(tcp=tcp))
        yield running


@contextmanager
def standby_of(primary: scratch.Server, settings: Mapping[str, str]) -> Iterator[Database]:
    """A hot standby that follows ``primary`` by streaming replication, with all that the primary wrote so far."""
    socket, programs = primary.address.parameters["host"], _programs(primary)
    with folder() as base:
        _run([programs / "pg_basebackup", "-h", socket, "-U", "postgres", "-D", base / "data", "-R", "-c", "fast"])
        flags = {**scratch_cluster.SETTINGS, **settings, "unix_socket_directories": str(base), "listen_addresses": ""}
        options = [part for name, value in flags.items() for part in ("-c", f"{name}={value}")]
        address = Database({"host": str(base), "port": "5432", "user": "postgres", "dbname": "postgres"})
        with _running([programs / "postgres", "-D", base / "data", *options], address, stop=signal.SIGQUIT):
            yield address


@contextmanager
def pooler_before(server: scratch.Server, *roles: str) -> Iterator[Database]:
    """PgBouncer in transaction mode with one connection to ``server``, on a socket of its own."""
    program = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        pytest.skip("needs PgBouncer: apt-get install pgbouncer")
    with folder() as base:
        (base / "users").write_text("".join(f'"{role}" ""\n' for role in ("postgres", *roles)))
        (base / "pgbouncer.ini").write_text(
            f"[databases]\n* = host={server.address.parameters['host']} port={server.address.parameters['port']}\n"
            f"[pgbouncer]\nlisten_port = 6432\nunix_socket_dir = {base}\nauth_type = trust\nauth_file = {base}/users\n"
            f"pool_mode = transaction\ndefault_pool_size = 1\nlogfile = {base}/log\npidfile = {base}/pid\n"
        )
        address = Database({"host": str(base), "port": "6432", "user": "postgres", "dbname": "postgres"})
        with _running([program, base / "pgbouncer.ini"], address):
            yield address


def certificates(base: Path, name: str) -> dict[str, str]:
    """Server settings with a certificate for ``name`` (as in a subjectAltName) that the authority in ca.pem signed."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl: apt-get install openssl")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    (base / "names").write_text(f"subjectAltName={name}\n")
    _run(["openssl", "req", "-x509", *key, "-subj", "/CN=made up", "-keyout", base / "ca.key", "-out", base / "ca.pem"])
    _run(["openssl", "req", *key, "-subj", "/CN=server", "-keyout", base / "key", "-out", base / "request"])
    signing = ("-CA", base / "ca.pem", "-CAkey", base / "ca.key", "-CAcreateserial", "-extfile", base / "names")
    _run(["openssl", "x509", "-req", "-in", base / "request", *signing, "-out", base / "certificate"])
    (base / "key").chmod(0o600)
    return {"ssl": "on", "ssl_cert_file": str(base / "certificate"), "ssl_key_file": str(base / "key")}


@contextmanager
def folder() -> Iterator[Path]:
    """A folder with a short path that the server's user owns."""
    with tempfile.TemporaryDirectory(prefix="auditlib-test-", dir="/tmp", ignore_cleanup_errors=True) as made:
        scratch_cluster._give(Path(made), scratch_cluster._identity())
        Path(made).chmod(0o755)
        yield Path(made)


def wait_for(conninfo: str, query: str) -> None:
    """Until a query is true."""
    end = time.monotonic() + WAIT_S
    with psycopg.connect(conninfo, autocommit=True) as session:
        while session.execute(query.encode()).fetchone() != (True,):
            assert time.monotonic() < end, query
            time.sleep(0.02)


def _programs(server: scratch.Server) -> Path:
    """The programs that a running server of ours was made of, where its user can run them."""
    with psycopg.connect(server.conninfo("postgres")) as session:
        row = session.execute("select current_setting('data_directory')").fetchone()
    pid = Path(row[0], "postmaster.pid").read_text().split()[0]  # type: ignore[index]
    return Path(f"/proc/{pid}/exe").resolve().parent


def _run(argv: list[object]) -> None:
    identity = scratch_cluster._identity()
    command = [*identity.prefix, *map(str, argv)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **identity.options)
    assert done.returncode == 0, done.stderr


@contextmanager
def _running(argv: list[object], address: Database, *, stop: int = signal.SIGTERM) -> Iterator[None]:
    identity = scratch_cluster._identity()
    command = [*identity.prefix, *map(str, argv)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd="/", **identity.options)
        try:
            _await(process, address, log)
            yield
        finally:
            process.send_signal(stop)
            process.wait(WAIT_S)


def _await(process: subprocess.Popen[bytes], address: Database, log: object) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end and process.poll() is None:
        try:
            psycopg.connect(make_conninfo(address.conninfo(), connect_timeout=2)).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return
    log.seek(0)  # type: ignore[attr-defined]
    pytest.fail(log.read().decode())  # type: ignore[attr-defined]
