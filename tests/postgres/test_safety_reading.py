"""What an audit does to the audited database: nothing."""

from __future__ import annotations

import secrets
import threading
import time
from pathlib import Path

import psycopg
import pytest

from auditlib.collect import catalog, connection, scratch
from auditlib.config.database import Database
from auditlib.config.target import ScriptLocation

LOCATION = ScriptLocation("alembic", Path("alembic"), ())
OBJECTS = """
create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('one');
create table t (a int primary key, b text default 'x' check (b <> ''));
create view v as select a from t;
create function f() returns int language sql begin atomic select a from t; end;
"""


@pytest.fixture
def filled(database: str) -> str:
    """A database with a version table, a table, a view and a function that reads it."""
    with psycopg.connect(database) as session:
        session.execute(OBJECTS)
    return database


def test_no_transaction_id_is_taken(server: scratch.Server) -> None:
    """On a quiet server the next transaction id is the same after a reading as before."""
    # A server of its own: other tests write on the shared one.
    xmax = "select pg_snapshot_xmax(pg_current_snapshot())"
    with scratch.server() as quiet:
        conninfo = quiet.create_database("quiet")
        with psycopg.connect(conninfo, autocommit=True) as session:
            session.execute(OBJECTS)
            before = session.execute(xmax).fetchone()
            catalog.read(conninfo, "live", version_tables=[LOCATION])
            assert session.execute(xmax).fetchone() == before


def test_only_access_share_locks_are_taken(filled: str) -> None:
    """Whatever moment another session looks, the reader holds no relation lock above ACCESS SHARE."""
    modes: set[str] = set()
    with connection.reading(filled) as session, psycopg.connect(filled, autocommit=True) as watcher:
        pid, done = session.info.backend_pid, threading.Event()

        def watch() -> None:
            query = "select distinct mode from pg_locks where pid = %s and locktype = 'relation'"
            while not done.is_set():
                modes.update(row[0] for row in watcher.execute(query, (pid,)))

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            catalog.read(session, "live", version_tables=[LOCATION])
            time.sleep(0.05)
        finally:
            done.set()
            thread.join()
    assert modes == {"AccessShareLock"}


@pytest.mark.parametrize(
    "statement",
    ["insert into t values (1)", "create table other (a int)", "drop table t", "select nextval('s')", "vacuum"],
)
def test_the_session_cannot_write(filled: str, statement: str) -> None:
    """A write in the reading session is refused by the server."""
    with psycopg.connect(filled) as session:
        session.execute("create sequence s")
    with connection.reading(filled) as session, pytest.raises(psycopg.Error) as raised:
        session.execute("set local search_path = public")
        session.execute(statement.encode())
    assert raised.value.sqlstate in {"25006", "25001"}


def test_what_follows_the_transaction_cannot_write_either(filled: str) -> None:
    """The session itself is read-only, not the transaction alone."""
    with connection.reading(filled) as session:
        session.execute("rollback")
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            session.execute("insert into public.t values (1)")


def test_the_session_says_who_it_is(filled: str) -> None:
    """Its application name, isolation and time limits are what the documents promise."""
    names = ("application_name", "transaction_isolation", "transaction_read_only", "lock_timeout", "statement_timeout")
    with connection.reading(filled, lock_timeout_ms=1500) as session:
        found = [session.execute("select current_setting(%s)", (name,)).fetchone()[0] for name in names]  # type: ignore[index]
        assert session.prepare_threshold is None
    assert found == ["auditlib", "repeatable read", "on", "1500ms", "5min"]


def test_nothing_stays_on_a_pooled_session(filled: str) -> None:
    """Settings end with the transaction, so that a transaction pooler's next client finds none of them."""
    names = ("search_path", "statement_timeout", "lock_timeout", "row_security", "jit", "datestyle")
    with psycopg.connect(filled) as fresh:
        before = [fresh.execute("select current_setting(%s)", (name,)).fetchone() for name in names]
    with connection.reading(filled) as session:
        session.execute("rollback")
        after = [session.execute("select current_setting(%s)", (name,)).fetchone() for name in names]
    assert after == before


def test_a_pooler_that_refuses_options_is_served(filled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where start-up options are refused, the transaction alone is read-only, and it is."""
    connect = psycopg.connect

    def pooler(conninfo: str, **given: object) -> object:
        if "options" in given:
            raise psycopg.OperationalError("unsupported startup parameter in options: default_transaction_read_only")
        return connect(conninfo, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(psycopg, "connect", pooler)
    with connection.reading(filled) as session, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        session.execute("insert into public.t values (1)")


def test_a_version_that_is_not_tested_is_said(
    server: scratch.Server, filled: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read all the same, and the coverage line names it."""
    major = server.major
    monkeypatch.setattr(catalog, "TESTED_MAJORS", range(major - 2, major))
    frames = catalog.read(filled, "live")

    row = frames["witnesses"].set_index("subject").loc["server version"]
    assert (row["status"], row["detail"]) == (
        "partly",
        f"PostgreSQL {major} is an untested version: auditlib is tested on {major - 2} to {major - 1}",
    )
    assert len(frames["tables"])


def test_the_servers_facts(server: scratch.Server, filled: str) -> None:
    """Version, role, default schema and identifier, for the manifest and the scratch guard."""
    with connection.reading(filled) as session:
        facts = connection.server(session)
    assert (facts.version, facts.major, facts.system_identifier) == (
        server.version,
        server.major,
        server.system_identifier,
    )
    assert (facts.role, facts.default_schema, facts.in_recovery, facts.encoding) == (
        "postgres",
        "public",
        False,
        "UTF8",
    )


def test_the_default_schema_is_the_roles_own(filled: str) -> None:
    """The default schema is the one that the role's search path gives, though the reading session has another."""
    with psycopg.connect(filled) as session:
        session.execute("create schema app")
    with connection.reading(psycopg.conninfo.make_conninfo(filled, options="-c search_path=app,public")) as session:
        assert connection.server(session).default_schema == "app"


def test_the_audited_cluster_is_refused_as_scratch(server: scratch.Server, filled: str) -> None:
    """The identifier that a reading reports is the one that the guard knows."""
    with connection.reading(filled) as session:
        facts = connection.server(session)
    with pytest.raises(scratch.ScratchError), scratch.server(url=server.url("postgres")) as same:
        same.refuse_if_same(facts.system_identifier)


def test_a_failed_connection_does_not_show_the_password() -> None:
    """Neither message nor traceback nor context holds it."""
    hidden = secrets.token_hex(8)
    with scratch.server(tcp=True) as running:
        address = Database.parse(running.url("postgres").replace(running.outside.parameters["password"], hidden))
        with pytest.raises(Exception, match="cannot be opened") as raised, connection.reading(address):
            pass
    shown = raised.getrepr(style="long", showlocals=False)
    assert hidden not in f"{shown} {raised.value} {raised.value!r}"
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
