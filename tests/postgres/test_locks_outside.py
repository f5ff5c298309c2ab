"""The table of locks of statements that run in no transaction, measured again on the server at hand."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from auditlib.collect import replay_outside as outside
from auditlib.collect.replay_modes import MODES, STRENGTH
from auditlib.collect.scratch import Server

TABLES = (
    "create table t (id int primary key, n int)",
    "create index i on t (n)",
    "insert into t select i, i from generate_series(1, 100) as i",
    "cluster t using t_pkey",
    "create table p (id int) partition by range (id)",
    "create table p1 partition of p for values from (1) to (9)",
    "create table noted (mode text, relation bigint)",
    """create function note() returns event_trigger language plpgsql as $$ begin
        insert into noted select l.mode, l.relation from pg_locks as l
        where l.pid = pg_backend_pid() and l.locktype = 'relation';
    end $$""",
    "create event trigger note on ddl_command_end execute function note()",
)
READER, WRITER = "select from t", "insert into t values (0, 0)"
VACUUMER = "lock table t in share update exclusive mode"
# The statement, what another session does meanwhile, and the locks that are certain to be seen then. The lock on an
# index that REINDEX CONCURRENTLY takes out is held for a moment that nobody can prolong.
CASES = {
    "create index concurrently j on t (n)": (WRITER, {"t"}),
    "drop index concurrently i": (READER, {"t", "i"}),
    "reindex index concurrently i": (WRITER, {"t"}),
    "reindex table concurrently t": (WRITER, {"t"}),
    "alter table p detach partition p1 concurrently": ("select from p1", {"p", "p1"}),
    "vacuum t": (VACUUMER, {"t"}),
    "vacuum (full) t": (READER, {"t"}),
    "cluster": (READER, {"t"}),
    "reindex schema public": (WRITER, {"t"}),
}


@pytest.fixture
def sessions(server: Server) -> Iterator[tuple[psycopg.Connection[Any], ...]]:
    """Three sessions on a database with a table: one to run the statement, one to hold it up, one to look."""
    conninfo = server.create_database("outside")
    with (
        psycopg.connect(conninfo, autocommit=True) as runs,
        psycopg.connect(conninfo) as holds,
        psycopg.connect(conninfo, autocommit=True) as looks,
    ):
        for statement in TABLES:
            looks.execute(statement.encode())
        yield runs, holds, looks


@pytest.mark.parametrize("statement", CASES)
def test_the_table_is_what_is_measured(sessions: tuple[psycopg.Connection[Any], ...], statement: str) -> None:
    """No lock is stronger than the table says, and what can be seen for certain is as strong."""
    runs, holds, looks = sessions
    meanwhile, certain = CASES[statement]
    form = outside.form(statement)
    assert form is not None
    around = {each.oid: each for each in outside.around(looks, form)}
    told = {each.relation: outside.mode(form, each.role, _major(looks)) for each in around.values()}

    holds.execute(meanwhile.encode())
    thread = threading.Thread(target=runs.execute, args=[statement.encode()])
    thread.start()
    seen = _locks(looks, runs.info.backend_pid)
    holds.rollback()
    thread.join()
    seen |= set(looks.execute("select relation, mode from noted").fetchall())

    names = {oid: each.relation for oid, each in around.items()}
    strongest: dict[str, int] = {}
    for oid, mode in seen:
        if oid in names:
            strongest[names[oid]] = max(strongest.get(names[oid], 0), STRENGTH[MODES[mode]])
    assert {name: STRENGTH[told[name] or ""] for name in certain} == {name: strongest.get(name) for name in certain}
    assert all(strength <= STRENGTH[told[name]] for name, strength in strongest.items() if told[name])


def _locks(looks: psycopg.Connection[Any], process: int) -> set[tuple[int, str]]:
    """What a session holds or waits for, once it waits."""
    query = "select relation::bigint, mode from pg_locks where pid = %s and locktype = 'relation'"
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if looks.execute("select cardinality(pg_blocking_pids(%s)) > 0", [process]).fetchone() == (True,):
            return set(looks.execute(query, [process]).fetchall())
        time.sleep(0.01)
    raise AssertionError("the statement waits for nobody")


def _major(connection: psycopg.Connection[Any]) -> int:
    return connection.info.server_version // 10_000


def test_a_major_that_nobody_measured_has_no_mode() -> None:
    """On a server newer than the table the lock is unknown, not the one of an older server."""
    form = outside.form("create index concurrently i on t (n)")
    assert form is not None
    assert outside.mode(form, "relation", 18) == "SHARE UPDATE EXCLUSIVE"
    assert outside.mode(form, "relation", 99) is None


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("drop index concurrently if exists a.i, j", ("DROP INDEX CONCURRENTLY", ('"a"."i"', '"j"'))),
        ("reindex (concurrently) table t", ("REINDEX CONCURRENTLY", ('"t"',))),
        ("reindex (concurrently off) table t", ("REINDEX", ('"t"',))),
        ('vacuum full "T", u', ("VACUUM FULL", ('"T"', '"u"'))),
        ("vacuum (full false)", ("VACUUM", ())),
        ("cluster", ("CLUSTER", ())),
        ("create index i on t (n)", None),
        ("analyze t", None),
        ("create index concurrently i on t (n); select 1", None),
        ("no sql", None),
    ],
)
def test_forms(statement: str, told: tuple[str, tuple[str, ...]] | None) -> None:
    """A statement is one of the forms by its tree, however it is written."""
    form = outside.form(statement)
    assert (form and form[:2]) == told
