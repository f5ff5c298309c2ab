"""A running migration holds locks: the rest is read, and what was not is named."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, connection

OBJECTS = """
create table busy (a int default 7 check (a > 0), b text);
create index on busy (lower(b)) where a > 1;
create table free (a int default 8);
create view over_busy as select a from busy;
create view over_free as select a from free;
create function reads_busy() returns bigint language sql begin atomic select count(*) from busy; end;
"""


@pytest.fixture
def filled(database: str) -> str:
    """Two tables with a view each."""
    with psycopg.connect(database) as session:
        session.execute(OBJECTS)
    return database


@pytest.fixture
def migration(filled: str) -> Iterator[psycopg.Connection]:
    """Another session in the middle of altering the table ``busy``."""
    with psycopg.connect(filled) as session:
        session.execute("alter table busy add column c int")
        yield session
        session.rollback()


def _read(conninfo: str) -> dict[str, pd.DataFrame]:
    with connection.reading(conninfo, lock_timeout_ms=100) as session:
        return catalog.read(session, "live")


@pytest.mark.usefixtures("migration")
def test_the_rest_is_read(filled: str) -> None:
    """Every object is there, and all that is said of the tables that nobody locks."""
    frames = _read(filled)
    assert [*frames["tables"]["table"]] == ["busy", "free"]
    assert [*frames["columns"]["column"]] == ["a", "b", "a"]
    defaults = frames["columns"][frames["columns"]["table"] == "free"]["default"]
    assert [*defaults] == ["8"]
    assert "FROM public.free" in frames["views"].set_index("view")["definition"]["over_free"]
    sizes = frames["sizes"].set_index("table")["table_size_bytes"]
    assert sizes["free"] == 0
    assert pd.isna(sizes["busy"])


@pytest.mark.usefixtures("migration")
def test_what_was_not_read_is_named(filled: str) -> None:
    """The locked table and what reads it are named in the coverage line, with what to do."""
    witnesses = _read(filled)["witnesses"]
    partly = witnesses[witnesses["status"] == "partly"]
    assert [*partly["subject"]] == ["function public.reads_busy()", "table public.busy", "view public.over_busy"]
    assert partly["detail"].str.contains("another session holds it locked").all()
    assert partly["next_step"].notna().all()


def test_a_lock_that_ends_meanwhile_leaves_no_trace(filled: str, migration: psycopg.Connection) -> None:
    """What was locked at first is read again at the end."""
    with connection.reading(filled, lock_timeout_ms=100) as session:
        reader = catalog.Reader(session)
        copied, seen = reader._copied, dict[int, str]()

        def then_it_ends(name: str) -> bytes:
            found = copied(name)
            if name == "other_objects" and not seen:
                seen.update(reader.locked)
                migration.rollback()
            return found

        reader._copied = then_it_ends  # type: ignore[method-assign]
        found = reader.read()
    assert seen
    assert not reader.locked
    columns = found["columns"]
    assert [*columns[columns["table"] == "busy"]["default"].dropna()] == ["7"]


def test_no_lock_no_word_of_it(filled: str) -> None:
    """Without locks the only witness is the line of what was seen."""
    assert [*_read(filled)["witnesses"]["status"]] == ["seen"]
