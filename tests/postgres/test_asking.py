"""Questions of ours on sessions of the replay: put without waiting, one for many, and refused."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from auditlib.collect import replay_reading
from auditlib.collect.asking import asked, put
from auditlib.collect.catalog_reader import Reader
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_hearing import Notice
from auditlib.collect.scratch import Server

SCHEMA = """
    create schema other;
    create type mood as enum ('sad', 'ok');
    create type pair as (one int, two mood);
    create table other.parent (id serial primary key, name text unique, how mood);
    create table child (id int primary key, parent int references other.parent (id), whole pair);
    create table apart (id int, at date) partition by range (at);
    create table apart_1 partition of apart for values from ('2026-01-01') to ('2026-02-01');
    create sequence alone;
    create sequence owned owned by child.id;
    create index on child (parent) where id > 3;
    create view seen as select id, name from other.parent;
    create materialized view kept as select * from seen;
    create function f() returns int language sql as 'select 1';
    create function t() returns trigger language plpgsql as 'begin return new; end';
    create trigger tells before insert on child for each row execute function t();
    alter table child enable row level security;
    create policy mine on child using (id > 0);
    comment on column child.parent is 'of whom';
    grant select on other.parent to public;
"""


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection[Any]]:
    """A session of ours."""
    with psycopg.connect(database, autocommit=True) as made:
        yield made


def test_others_go_on_while_it_is_waited_for(connection: psycopg.Connection[Any]) -> None:
    """Stages of an audit are threads of one process."""
    turns: list[float] = []
    over = threading.Event()

    def count() -> None:
        while not over.wait(0.01):
            turns.append(time.monotonic())

    other = threading.Thread(target=count)
    for ask in (asked, lambda *given: put(*given)()):
        turns.clear()
        over.clear()
        other = threading.Thread(target=count)
        other.start()
        begun = time.monotonic()
        ask(connection, b"select pg_catalog.pg_sleep(0.5)")
        over.set()
        other.join()
        # Held up, it would have its turn before and after, at most.
        assert len([turn for turn in turns if begun + 0.1 < turn < begun + 0.4]) > 2


def test_what_is_refused_is_raised_with_the_answer(connection: psycopg.Connection[Any]) -> None:
    """Nothing is raised where it is put; the session can be asked again."""
    answer = put(connection, b"select 1 / n from pg_catalog.unnest($1::int[]) as n", [0])
    with pytest.raises(psycopg.errors.DivisionByZero):
        answer()
    assert put(connection, b"select n from pg_catalog.unnest($1::int[]) as n", [1, 2])() == [("1",), ("2",)]


def test_a_session_that_is_gone_is_told_with_the_answer(connection: psycopg.Connection[Any], database: str) -> None:
    """Whether it went before the question or after."""
    put(connection, b"select 1")()
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
    for _ in range(2):
        with pytest.raises(psycopg.OperationalError):
            put(connection, b"select 1")()


def test_an_answer_is_given_once(connection: psycopg.Connection[Any]) -> None:
    """Asked twice it says so, and waits for nothing."""
    answer = put(connection, b"select 1")
    assert answer() == [("1",)]
    with pytest.raises(psycopg.OperationalError, match="no question was under way"):
        answer()


def test_one_question_tells_what_two_told(
    database: str, connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of every object of a schema by itself, made or altered: units and rows in one, and one after the other."""
    connection.execute(SCHEMA.encode())
    changes = Changes(database)
    changes.start()
    assert changes.catalog is not None
    own, catalog, compared = changes._own, changes.catalog, 0
    objects = asked(
        connection,
        b"select distinct classid::bigint, objid::bigint from pg_catalog.pg_depend where objid >= 16384"
        b" union select 'pg_class'::regclass::oid::bigint, oid::bigint from pg_catalog.pg_class where oid >= 16384",
    )
    for number, object_number in objects:
        for command in ("CREATE", "ALTER_TABLE"):
            notice = Notice(int(number), int(object_number), 0, command)
            found = []
            for at_once in (("columns", "constraints", "indexes", "sequences", "tables"), ()):
                monkeypatch.setattr(replay_reading, "_MOSTLY", at_once)
                found.append(catalog.read(own, [notice])())
            one, two = found
            assert (one.relations, one.objects, one.owners) == (two.relations, two.objects, two.owners)
            assert _sorted(one.rows) == _sorted(two.rows), notice
            compared += sum(map(len, one.rows.values()))
    changes.close()
    assert compared > 200


def _sorted(rows: dict[str, list[dict[str, Any]]]) -> dict[str, list[str]]:
    return {name: sorted(map(repr, own)) for name, own in rows.items() if own}


def test_a_refusal_on_a_session_of_its_own_spoils_nothing(server: Server, database: str) -> None:
    """Outside of any transaction a query that is refused needs no savepoint: the next ones are answered."""
    with psycopg.connect(database, autocommit=True) as session:
        session.execute("create role auditlib_reads_little")
        try:
            session.execute("create table here (id int)")
            session.execute("revoke select on pg_catalog.pg_proc from public")
            session.execute("set role auditlib_reads_little")
            reader = Reader(session)
            rows = reader.read(sizes=False)
        finally:
            session.execute("reset role")
            session.execute("grant select on pg_catalog.pg_proc to public")
            session.execute("drop role auditlib_reads_little")

    assert "functions" in reader.refused
    assert rows["tables"]["table"].tolist() == ["here"]


def test_a_pass_that_is_given_up_reads_no_more(database: str, connection: psycopg.Connection[Any]) -> None:
    """What its last step touched was asked for already, and our session may be gone: nobody wants the answer."""
    changes = Changes(database)
    changes.start()
    changes.listen(connection)
    changes.begin(1)
    connection.execute("create table here (id int)")
    changes.ran(connection, "create table here (id int)", 1, "CREATE TABLE")
    wait = changes.end()
    changes.stop()
    connection.execute("select pg_terminate_backend(%s, 5000)", [changes._own.info.backend_pid])

    wait()
    changes.close()

    assert changes.moments == []
