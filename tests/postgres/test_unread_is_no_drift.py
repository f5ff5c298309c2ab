"""What was locked or refused while live was read is said in the coverage line, and is neither drift nor missing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from auditlib.collect import catalog, connection
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.coverage import coverage
from auditlib.reconcile.differences import differences
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import side

Frames = dict[str, pd.DataFrame]

BUSY = """
create table busy (
    id int primary key, a int default 7 check (a > 0), b text, c int generated always as (a * 2) stored,
    constraint apart exclude using btree (a with =)
);
create index named on busy (lower(b)) where a > 1;
create index on busy (b desc) include (c);
create function stamp() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger stamped before update on busy for each row when (new.a > 1) execute function stamp();
create view over_busy as select a from busy;
create materialized view kept as select a from busy;
create function reads_busy(x int) returns bigint language sql begin atomic select count(*) from busy where a = x; end;
comment on column busy.a is 'a comment';
create type mood as enum ('sad', 'happy');
"""
SAME = BUSY.replace("create index on busy", "create index under_another_name on busy")
MORE = "create table free (a int); create view over_free as select a from free;"


def made(server: Server, text: str) -> str:
    """A database in which ``text`` was run."""
    conninfo = server.create_database("unread")
    with psycopg.connect(conninfo, autocommit=True) as session:
        session.execute(text)
    return conninfo


@pytest.fixture(scope="module")
def whole(server: Server) -> Frames:
    """The chain, and models of the same tables, read without hindrance."""
    chain = catalog.read(made(server, SAME), "replay")
    models = {name: frame.assign(source="models:app.metadata") for name, frame in chain.items() if "source" in frame}
    return combine([chain, models], FRAMES)


def concluded(live: Frames, others: Frames) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Differences and coverage of a reading of live."""
    frames = combine([live, others], FRAMES)
    covered = coverage(frames)
    return differences({**frames, "coverage": covered}), covered


@pytest.fixture
def locked(server: Server) -> Iterator[str]:
    """A live database in which another session is in the middle of altering a table."""
    conninfo = made(server, BUSY + MORE)
    with psycopg.connect(conninfo) as session:
        session.execute("lock table busy in access exclusive mode")
        yield conninfo
        session.rollback()


def test_what_is_locked_does_not_differ(locked: str, whole: Frames) -> None:
    """The definitions of a locked table and of what reads it are unknown: only the table that is extra is told."""
    with connection.reading(locked, lock_timeout_ms=100) as session:
        found, _ = concluded(catalog.read(session, "live"), whole)
    assert set(found["name"]) == {"free", "over_free", "a"}, found[["name", "attribute", "reason"]].to_string()
    assert set(found["table"]) <= {"free", ""}


REFUSED = {
    "pg_proc": {"functions", "triggers"},
    "pg_description": {"comments"},
    "pg_attrdef": {"columns", "constraints", "indexes"},
    "pg_am": {"tables", "indexes"},
    "pg_enum": {"types"},
    "pg_index": {"indexes"},
    "pg_rewrite": set(),
    "pg_depend": {
        "tables",
        "columns",
        "constraints",
        "indexes",
        "types",
        "sequences",
        "views",
        "functions",
        "triggers",
    },
}


@pytest.mark.parametrize("table", REFUSED)
def test_a_frame_that_was_refused_is_no_drift(table: str, server: Server, whole: Frames) -> None:
    """A role from which a catalog's table is kept: what could not be read is named, and nothing of it is missing."""
    role = f"reader_of_all_but_{table}"
    conninfo = made(server, SAME)
    with psycopg.connect(conninfo, autocommit=True) as session:
        session.execute(f"create role {role} login; revoke select on pg_catalog.{table} from public".encode())
    live = catalog.read(make_conninfo(conninfo, user=role), "live")

    named = live["witnesses"].loc[lambda rows: rows["status"].eq("not seen"), "subject"]
    assert named.str.startswith("catalog query ").any()
    assert live["witnesses"]["detail"].str.contains(f"permission denied for table {table}").any()
    assert set(live["unread"]["frame"]) >= REFUSED[table]
    found, covered = concluded(live, whole)
    assert found.empty, found[["object_kind", "name", "attribute", "reason"]].to_string()
    unknown = "tables" in REFUSED[table]
    assert covered["in_live"].isna().all() if unknown else covered["in_live"].all()


def test_two_sides_do_not_differ_in_what_was_unread(locked: str, server: Server) -> None:
    """Two databases that are equal, one of which is locked in part, or keeps a part from the role: nothing differs."""
    same = side(catalog.read(made(server, BUSY + MORE), "live"), "live")
    with connection.reading(locked, lock_timeout_ms=100) as session:
        half = side(catalog.read(session, "live"), "live")
    kept = made(server, BUSY + MORE)
    with psycopg.connect(kept, autocommit=True) as session:
        session.execute("create role half_blind login; revoke select on pg_catalog.pg_proc from public")
    blind = side(catalog.read(make_conninfo(kept, user="half_blind"), "live"), "live")
    for one, other in ((same, half), (half, same), (same, blind)):
        found = between(one, other)
        assert found["side_differences"].empty, found["side_differences"].to_string()
        assert found["witnesses"]["status"].ne("seen").any()
