"""Servers as operators run them: behind a pooler, a standby, over TLS, for a role with few rights; read, or named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from auditlib.collect import catalog, connection, live, scratch
from auditlib.config.database import Database
from auditlib.config.target import ScriptLocation
from auditlib.errors import DatabaseError, ScratchError
from tests.postgres import clusters

LOCATION = ScriptLocation("alembic", Path("alembic"), ())
OBJECTS = """
create table alembic_version (version_num varchar(32) primary key);
insert into alembic_version values ('one');
create table orders (id int primary key, label text default 'x' check (label <> ''));
create view recent as select id from orders;
"""
REPLICATION = {"wal_level": "replica", "max_wal_senders": "4"}
SETTINGS = ("search_path", "statement_timeout", "lock_timeout", "transaction_read_only", "datestyle", "row_security")


@pytest.fixture(scope="module")
def primary() -> Iterator[scratch.Server]:
    """A server that others may follow, with objects in its database `postgres`."""
    with clusters.with_settings(REPLICATION) as running:
        with psycopg.connect(running.conninfo("postgres")) as session:
            session.execute(OBJECTS + "create role reader login; grant select on alembic_version to reader")
        yield running


@pytest.fixture(scope="module")
def expected(primary: scratch.Server) -> dict[str, pd.DataFrame]:
    """What a direct connection to the primary reads."""
    return read(primary.conninfo("postgres"))


@pytest.fixture(scope="module")
def pooler(primary: scratch.Server) -> Iterator[Database]:
    """PgBouncer in transaction mode before it, with one connection to share."""
    with clusters.pooler_before(primary, "reader") as address:
        yield address


@pytest.fixture(scope="module")
def standby(primary: scratch.Server, expected: dict[str, pd.DataFrame]) -> Iterator[Database]:
    """A hot standby of it, which cancels at once what stands in the way of replay."""
    with clusters.standby_of(primary, {**REPLICATION, "max_standby_streaming_delay": "0"}) as address:
        yield address


def read(address: Database | str) -> dict[str, pd.DataFrame]:
    """Every frame of the live witness, sizes apart: they move while nobody writes."""
    return catalog.read(address, "live", version_tables=[LOCATION], sizes=False)


def same(found: dict[str, pd.DataFrame], wanted: dict[str, pd.DataFrame]) -> None:
    """The same frames, but for the statistics, which a standby does not have."""
    assert set(found) == set(wanted)
    for name in wanted:
        kept = [column for column in wanted[name] if column != "rows_estimate"]
        pd.testing.assert_frame_equal(found[name][kept], wanted[name][kept])


def words(facts: connection.Server) -> list[tuple[str, str, str]]:
    """Subject, status and detail of each line about the session."""
    return [(row.subject, row.status, row.detail) for row in live.about_session(facts).itertuples()]


def test_a_plain_server_needs_no_word(primary: scratch.Server) -> None:
    """Of a session on a primary without a pooler the coverage line says nothing."""
    with connection.reading(primary.conninfo("postgres")) as session:
        assert words(connection.server(session)) == []


def test_a_transaction_pooler_gives_the_same_frames(pooler: Database, expected: dict[str, pd.DataFrame]) -> None:
    """Through PgBouncer in transaction mode every frame is what a direct connection reads, twice on one session."""
    same(read(pooler), expected)
    same(read(pooler), expected)


def test_behind_a_pooler_the_reading_is_safe(primary: scratch.Server, pooler: Database) -> None:
    """It is read-only by its transaction, bears our name, prepares nothing, and the coverage line names the pooler."""
    watched = "select state, application_name from pg_stat_activity where pid = %s"
    with connection.reading(pooler) as session:
        ((pid,),) = session.execute("select pg_catalog.pg_backend_pid()").fetchall()
        with psycopg.connect(primary.conninfo("postgres")) as watcher:
            assert watcher.execute(watched, (pid,)).fetchone() == ("idle in transaction", "auditlib")
        assert session.execute("select count(*) from pg_catalog.pg_prepared_statements").fetchone() == (0,)
        ((subject, status, detail),) = words(connection.server(session))
        assert (subject, status) == ("session", "seen")
        assert "transaction pooler" in detail
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            session.execute("insert into public.orders values (1)")


def test_nothing_stays_on_the_pooled_connection(primary: scratch.Server, pooler: Database) -> None:
    """The next client of the very same server connection finds no setting of ours."""
    query = "select " + ", ".join(f"current_setting('{name}')" for name in SETTINGS)
    with psycopg.connect(primary.conninfo("postgres")) as fresh:
        untouched = fresh.execute(query.encode()).fetchone()
    with connection.reading(pooler) as session:
        ((before,),) = session.execute("select pg_catalog.pg_backend_pid()").fetchall()
        catalog.read(session, "live", version_tables=[LOCATION])
    with psycopg.connect(pooler.conninfo(), autocommit=True, prepare_threshold=None) as another:
        assert another.execute("select pg_backend_pid()").fetchone() == (before,)
        assert another.execute(query.encode()).fetchone() == untouched
        assert another.execute("select current_setting('auditlib.default_schema', true)").fetchone() == ("",)


@pytest.mark.parametrize("behind", ["server", "pooler"])
def test_a_role_that_may_only_read_versions_is_enough(
    primary: scratch.Server, pooler: Database, behind: str, expected: dict[str, pd.DataFrame]
) -> None:
    """A role with SELECT on the version table and nothing else reads the same frames, directly and pooled."""
    address = primary.conninfo("postgres") if behind == "server" else pooler.conninfo()
    found = read(make_conninfo(address, user="reader"))
    for name in ("tables", "columns", "constraints", "indexes", "views", "version_tables", "applied_revisions"):
        pd.testing.assert_frame_equal(
            found[name].drop(columns="rows_estimate", errors="ignore"),
            expected[name].drop(columns="rows_estimate", errors="ignore"),
        )


def test_a_hot_standby_gives_the_same_frames(
    primary: scratch.Server, standby: Database, expected: dict[str, pd.DataFrame]
) -> None:
    """A standby reads as its primary, and the coverage line says that it is one."""
    same(read(standby), expected)
    with connection.reading(standby) as session:
        facts = connection.server(session)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            session.execute("insert into public.orders values (1)")
    assert facts.in_recovery
    assert [(subject, status) for subject, status, _ in words(facts)] == [("server", "seen")]


def test_a_standby_of_the_audited_cluster_is_refused_as_scratch(primary: scratch.Server, standby: Database) -> None:
    """Primary and standby have one identifier: neither is a scratch server for an audit of the other."""
    with connection.reading(primary.conninfo("postgres")) as session:
        identifier = connection.server(session).system_identifier
    with pytest.raises(ScratchError, match="cluster of the audited"), scratch.server(url=standby.conninfo()) as given:
        given.refuse_if_same(identifier)
    with connection.reading(standby) as session:
        identifier = connection.server(session).system_identifier
    with (
        pytest.raises(ScratchError, match="cluster of the audited"),
        scratch.server(url=primary.conninfo("postgres")) as given,
    ):
        given.refuse_if_same(identifier)


def test_a_standby_that_lags_is_named(primary: scratch.Server, standby: Database) -> None:
    """What the primary wrote and the standby has not replayed is not seen, and the coverage line says so."""
    with psycopg.connect(standby.conninfo(), autocommit=True) as operator:
        operator.execute("select pg_wal_replay_pause()")
        try:
            with psycopg.connect(primary.conninfo("postgres"), autocommit=True) as session:
                session.execute("create table later (a int); drop table later")
            clusters.wait_for(standby.conninfo(), "select pg_last_wal_receive_lsn() > pg_last_wal_replay_lsn()")
            with connection.reading(standby) as reading:
                facts = connection.server(reading)
        finally:
            operator.execute("select pg_wal_replay_resume()")
    ((subject, status, detail),) = words(facts)
    assert (subject, status) == ("server", "partly")
    assert "earlier state" in detail


def test_a_reading_that_replay_cancels_is_a_clear_error(primary: scratch.Server, standby: Database) -> None:
    """Where replay takes what a reading holds, the error says which server setting gives it time."""
    with psycopg.connect(primary.conninfo("postgres"), autocommit=True) as session:
        session.execute("create table taken (a int)")
        clusters.wait_for(standby.conninfo(), "select to_regclass('taken') is not null")
        with pytest.raises(DatabaseError) as raised, connection.reading(standby) as reading:
            reading.execute("select count(*) from public.taken")
            session.execute("drop table taken")
            reading.execute("select pg_catalog.pg_sleep(20)")
    assert "conflict with recovery" in raised.value.what
    assert "max_standby_streaming_delay" in raised.value.next_step


@pytest.fixture(scope="module")
def encrypted() -> Iterator[tuple[scratch.Server, Path]]:
    """A server with a certificate for 127.0.0.1 that a made-up authority signed, and the authority's certificate."""
    with clusters.folder() as base:
        settings = clusters.certificates(base, "IP:127.0.0.1")
        with clusters.with_settings(settings, tcp=True) as running:
            yield running, base / "ca.pem"


@pytest.mark.parametrize(
    ("scheme", "query"),
    [
        ("postgresql", "sslmode=verify-full&sslrootcert={ca}"),
        ("postgresql+psycopg", "sslmode=verify-ca&sslrootcert={ca}"),
        ("postgresql+asyncpg", "ssl=verify-full&sslrootcert={ca}"),
        ("postgresql+asyncpg", "ssl=require"),
        ("postgresql+pg8000", "ssl=true"),
        ("jdbc:postgresql", "ssl=true&sslmode=require"),
    ],
)
def test_tls_in_every_spelling(encrypted: tuple[scratch.Server, Path], scheme: str, query: str) -> None:
    """A URL that asks for TLS, as libpq, asyncpg, pg8000 and JDBC spell it, is read over TLS."""
    server, authority = encrypted
    url = server.url("postgres").replace("postgresql", scheme, 1)
    with connection.reading(Database.parse(f"{url}?{query.format(ca=authority)}")) as session:
        assert session.pgconn.ssl_in_use
        assert connection.server(session).version == server.version


@pytest.mark.parametrize(
    ("host", "query", "words"),
    [
        ("localhost", "sslmode=verify-full&sslrootcert={ca}", "does not match host name"),
        ("127.0.0.1", "sslmode=verify-full&sslrootcert={other}", "certificate verify failed"),
        ("127.0.0.1", "sslmode=verify-full&sslrootcert=/no/such/file", "root certificate file"),
        ("127.0.0.1", "ssl=sometimes", "sslmode"),
    ],
)
def test_tls_that_does_not_hold_is_refused(
    encrypted: tuple[scratch.Server, Path], host: str, query: str, words: str
) -> None:
    """Another host, another authority, no authority, no such mode: refused, with what to look at."""
    server, authority = encrypted
    url = server.url("postgres").replace("127.0.0.1", host)
    # The server's own certificate is signed by the authority, and is none itself.
    query = query.format(ca=authority, other=authority.with_name("certificate"))
    with pytest.raises(DatabaseError) as raised, connection.reading(Database.parse(f"{url}?{query}")):
        pass
    assert words in raised.value.what
    assert re.search("sslmode|spelling", raised.value.next_step)
    assert server.outside.parameters["password"] not in str(raised.value)


def test_a_server_without_tls_says_so() -> None:
    """Where TLS is asked for and the server has none, the error says which setting asks for it."""
    with scratch.server(tcp=True) as plain:
        address = Database.parse(f"{plain.url('postgres')}?sslmode=require")
        with pytest.raises(DatabaseError, match="does not support SSL") as raised, connection.reading(address):
            pass
    assert "sslmode" in raised.value.next_step
