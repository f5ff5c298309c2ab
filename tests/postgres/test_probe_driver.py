"""The driver without a socket, as SQLAlchemy uses it: rows, types, refusals, transactions."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from auditlib.collect.sessions import Sessions
from auditlib.probes import engine as proxy
from auditlib.probes import wire


def _serve(end: socket.socket, sessions: Sessions, heard: list[dict[str, Any]]) -> None:
    with end.makefile("rb") as lines:
        for text in lines:
            message = wire.json.loads(text)
            heard.append(message)
            answer = sessions.answer(message)
            if message.get("ask"):
                end.sendall(wire.line(answer))


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    """Messages that came through."""
    return []


@pytest.fixture
def engine(database: str, heard: list[dict[str, Any]]) -> Iterator[sa.Engine]:
    """An engine whose statements travel over a socket pair to a thread that plays auditlib."""
    ours, theirs = socket.socketpair()
    with ours, theirs, Sessions({"scratch": database}) as sessions:
        thread = threading.Thread(target=_serve, args=(ours, sessions, heard))
        thread.start()
        channel = wire.Channel(theirs.fileno(), theirs.fileno())
        made = proxy.engine(channel, "scratch", lambda: {"file": "here.py"})
        yield made
        made.dispose()
        theirs.shutdown(socket.SHUT_RDWR)
        thread.join()


VALUES = """
select 1::int, 1.5::float8, 1.50::numeric, true, 'ü'::text, '\\x00ff'::bytea, date '2026-01-02', time '03:04:05.6',
       timestamp '2026-01-02 03:04:05', timestamptz '2026-01-02 03:04:05+00', interval '1 day 2 seconds',
       '00000000-0000-0000-0000-000000000001'::uuid, array[1, null, 3], '{"a": 1}'::jsonb::text, null::int, 'x%x'::text
"""


def test_values_arrive_as_psycopg_reads_them(engine: sa.Engine, database: str) -> None:
    """Every type of value that crosses the channel comes out equal to what psycopg gives."""
    with psycopg.connect(database) as direct:
        expected = direct.execute(VALUES).fetchone()
    with engine.connect() as connection:
        got = connection.exec_driver_sql(VALUES.replace("%", "%%")).fetchone()
    assert tuple(got) == expected


def test_tables_are_created_reflected_filled_and_read(engine: sa.Engine) -> None:
    """SQLAlchemy's own create_all, inspector, insert and select work over the channel, types included."""
    metadata = sa.MetaData()
    table = sa.Table(
        "things",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Uuid),
        sa.Column("body", sa.JSON),
        sa.Column("price", sa.Numeric(10, 2)),
        sa.Column("tags", sa.ARRAY(sa.Text)),
        sa.Column("kind", sa.Enum("a", "b", name="kind")),
        sa.Column("blob", sa.LargeBinary),
        sa.Column("percent", sa.Text, server_default="100%"),
    )
    metadata.create_all(engine)
    assert [column["name"] for column in sa.inspect(engine).get_columns("things")] == [c.name for c in table.c]
    key = wire.uuid.uuid4()
    row = {
        "key": key,
        "body": {"a": [1]},
        "price": wire.decimal.Decimal("1.50"),
        "tags": ["x", "y"],
        "kind": "b",
        "blob": b"\0",
    }
    with engine.begin() as connection:
        connection.execute(table.insert(), [row, row])
        assert connection.execute(sa.select(table.c["key", "body", "price", "tags", "kind", "blob"])).first() == tuple(
            row.values()
        )
        assert connection.scalar(sa.select(table.c.percent)) == "100%"
        assert connection.execute(table.insert().values(row).returning(table.c.id)).scalar_one() == 3


def test_refusals_keep_their_class_and_state(engine: sa.Engine) -> None:
    """PostgreSQL's refusal is raised as SQLAlchemy's own class, with its state and its words."""
    with engine.connect() as connection, pytest.raises(sa.exc.ProgrammingError, match="no_such_table") as caught:
        connection.exec_driver_sql("select * from no_such_table")
    assert caught.value.orig.pgcode == caught.value.orig.sqlstate == "42P01"


def test_a_rollback_undoes(engine: sa.Engine) -> None:
    """A transaction that is rolled back leaves nothing; one that is committed stays."""
    with engine.connect() as connection:
        connection.exec_driver_sql("create table gone (id int)")
        connection.rollback()
        connection.exec_driver_sql("create table kept (id int)")
        connection.commit()
    assert sa.inspect(engine).get_table_names() == ["kept"]


def test_statements_outside_a_transaction_can_run(engine: sa.Engine) -> None:
    """AUTOCOMMIT reaches PostgreSQL, which else refuses CREATE INDEX CONCURRENTLY."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("create table t (id int)")
        connection.exec_driver_sql("create index concurrently i on t (id)")
    assert sa.inspect(engine).get_indexes("t")[0]["name"] == "i"


def test_each_statement_says_what_it_is_for(engine: sa.Engine, heard: list[dict[str, Any]]) -> None:
    """The context that the engine was given travels with every statement."""
    with engine.connect() as connection:
        connection.exec_driver_sql("select 1")
    assert [message["context"] for message in heard if message.get("sql") == "select 1"] == [{"file": "here.py"}]


def test_without_a_listener_the_engine_works_on_nothing() -> None:
    """Alone, a probe's statements are written and answered with no rows."""
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as lines:
        made = proxy.engine(wire.Channel(writing), "scratch")
        metadata = sa.MetaData()
        sa.Table("t", metadata, sa.Column("id", sa.Integer, primary_key=True))
        metadata.create_all(made)
        os.close(writing)
        kinds = [wire.json.loads(text) for text in lines]
    assert any("CREATE TABLE t" in message.get("sql", "") for message in kinds)


def test_a_listener_for_another_kind_of_database_does_no_harm(engine: sa.Engine) -> None:
    """An application that sends SQLite's PRAGMA on every engine's connect is borne with; a later refusal is told."""

    def pragma(connection: Any, _record: Any) -> None:
        connection.cursor().execute("pragma foreign_keys = on")

    sa.event.listen(sa.Engine, "connect", pragma)
    try:
        with engine.connect() as connection:
            assert connection.scalar(sa.text("select 1")) == 1
            with pytest.raises(sa.exc.ProgrammingError):
                connection.execute(sa.text("pragma foreign_keys = on"))
    finally:
        sa.event.remove(sa.Engine, "connect", pragma)


def test_many_rows_give_their_keys_back(engine: sa.Engine) -> None:
    """INSERT … RETURNING of many rows, in the order they were given, as data migrations and the ORM send it."""
    table = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.Text))
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        insert = table.insert().returning(table.c.id, table.c.name, sort_by_parameter_order=True)
        given = connection.execute(insert, [{"name": each} for each in "cab"]).all()
    assert given == [(1, "c"), (2, "a"), (3, "b")]


def test_a_connection_may_be_read_only(engine: sa.Engine) -> None:
    """SQLAlchemy's options for it reach PostgreSQL; the next connection is as ever."""
    options = {"isolation_level": "SERIALIZABLE", "postgresql_readonly": True, "postgresql_deferrable": True}
    with engine.connect().execution_options(**options) as connection:
        shown = [connection.scalar(sa.text(f"show transaction_{name}")) for name in ("read_only", "deferrable")]
        assert shown == ["on", "on"]
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            connection.execute(sa.text("create table t (id int)"))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("show transaction_read_only")) == "off"
