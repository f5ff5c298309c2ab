"""A database that cannot be opened: one sentence and the next step."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import psycopg
import pytest

from auditlib.collect import connection, scratch
from auditlib.config.database import Database
from auditlib.errors import DatabaseError


def refusal(address: str) -> DatabaseError:
    """The error that opening this address gives."""
    with pytest.raises(DatabaseError) as raised, connection.reading(address):
        pass
    assert raised.value.exit_code == 12
    return raised.value


@pytest.fixture(scope="module")
def listening() -> Iterator[scratch.Server]:
    """A server that asks for a password over TCP."""
    with scratch.server(tcp=True) as running:
        yield running


def test_nobody_listens() -> None:
    """A closed port is said to be one."""
    error = refusal("postgresql://u@127.0.0.1:1/db")
    assert "u@127.0.0.1:1/db cannot be opened" in error.what
    assert "running" in error.next_step


def test_no_such_host() -> None:
    """A host without an address is said to be one."""
    assert "host" in refusal("postgresql://u@no-such-host.invalid/db").next_step


def test_wrong_password(listening: scratch.Server) -> None:
    """A wrong password is said to be one, and is not repeated."""
    error = refusal(listening.outside.url().replace(listening.outside.parameters["password"], "wrong-one"))
    assert "password authentication failed" in error.what
    assert "Check user and password" in error.next_step
    assert "wrong-one" not in str(error)


def test_no_password(listening: scratch.Server) -> None:
    """A missing password is said to be one."""
    known = {name: value for name, value in listening.outside.parameters.items() if name != "password"}
    assert "Check user and password" in refusal(Database(known).url()).next_step


def test_no_such_database(server: scratch.Server) -> None:
    """A database that does not exist is named."""
    error = refusal(server.conninfo("no_such_database"))
    assert 'database "no_such_database" does not exist' in error.what
    assert "name of the database" in error.next_step


def test_no_such_user(server: scratch.Server) -> None:
    """A user who does not exist is named."""
    assert "user" in refusal(psycopg.conninfo.make_conninfo(server.conninfo("postgres"), user="stranger")).next_step


def test_not_allowed_to_connect(server: scratch.Server, database: str) -> None:
    """A role without CONNECT is told to ask for it."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(database, autocommit=True) as session:
        session.execute(f"revoke connect on database {name} from public; create role outsider login".encode())
    assert "Grant CONNECT" in refusal(psycopg.conninfo.make_conninfo(database, user="outsider")).next_step


@pytest.mark.parametrize("greeting", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b""])
def test_not_postgresql(greeting: bytes) -> None:
    """Something else that answers on the port is not taken for PostgreSQL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

        def answer() -> None:
            for _ in range(2):
                try:
                    peer, _ = listener.accept()
                except OSError:
                    return
                with peer:
                    peer.recv(64)
                    peer.sendall(greeting)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        error = refusal(f"postgresql://u@127.0.0.1:{port}/db?sslmode=disable&gssencmode=disable")
    assert f"127.0.0.1:{port}" in error.what
    assert "host and port" in error.next_step
    assert "not PostgreSQL" in error.what or not greeting


def test_too_old(server: scratch.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server older than what the catalog queries know is refused with its version."""
    monkeypatch.setattr(connection, "OLDEST_MAJOR", server.major + 1)
    error = refusal(server.conninfo("postgres"))
    assert f"runs PostgreSQL {server.major}" in error.what


def test_a_lost_connection(server: scratch.Server, database: str) -> None:
    """A connection that the server ends in the middle is an error of the database, not of ours."""
    with pytest.raises(DatabaseError, match="was lost"), connection.reading(database) as session:
        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s)", (session.info.backend_pid,))
        session.execute("select 1")


def test_a_catalog_that_cannot_be_read_is_no_bug(database: str) -> None:
    """Whatever else the server refuses while it is read, such as an object dropped meanwhile, is a clear error."""
    words = 'relation "gone" does not exist'
    with pytest.raises(DatabaseError, match=words) as raised, connection.reading(database) as session:
        session.execute("select * from gone")
    assert "again" in raised.value.next_step
