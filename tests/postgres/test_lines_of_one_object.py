"""Statements of one revision that touch an object one after the other: each change has the line that made it.

The truth is the replay itself: the same statements, each in a revision of its own, can be taken for no other.
"""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from auditlib.collect.scratch import Server

_spec = importlib.util.spec_from_file_location("one_object_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["one_object_chains"] = chains
_spec.loader.exec_module(chains)

FIRST_LINE = 11  # of a revision's body
SETUP = """
create schema S; create schema S_2; create type S.mood as enum ('a');
create function S.f() returns int language sql as 'select 1';
create table S.client (id int primary key, c text unique);
create table S.t (
    id int primary key, n varchar(4), m int, e S.mood, constraint c check (m > 0), constraint uk unique (m)
);
create index ix on S.t (n); create index part on S.t (m) where n = 'x';
create table S.p (id int not null, tid int references S.client, at int not null, x int) partition by range (at);
create table S.p1 partition of S.p for values from (1) to (5);
create table S.q (id int not null, tid int, at int not null, x int)
"""
PARTITIONS = (
    "do $$ begin for y in 24..25 loop execute format("
    "'create table S.p_%s partition of S.p for values from (%L) to (%L)', y, y, y + 1); end loop; end $$"
)
# A block each: renamed and moved, said and granted, what hangs on a column or is made again, partitions.
SEQUENCES = """
alter table S.t rename to b
alter table S.b add z int
comment on table S.b is 'x'
grant select on S.b to public

alter table S.t rename to b
alter table S.b alter n type text

alter table S.t add z int
alter table S.t rename z to y
alter table S.t alter y set not null

alter table S.t set schema S_2
alter table S_2.t add k int
alter table S_2.t rename to tt
create index ik on S_2.tt (k)

alter table S.t rename n to o
alter table S.t rename m to n
alter table S.t rename o to m

alter index S.part rename to part2
alter table S.t alter n type text

alter type S.mood rename to old
create type S.mood as enum ('a', 'b')
alter table S.t alter e type S.mood using e::text::S.mood
drop type S.old

comment on table S.t is 'x'
grant select on S.t to public
grant insert on S.t to public
revoke select on S.t from public

comment on table S.client is 'x'
grant select on S.t to public

alter table S.t add z int
comment on column S.t.z is 'x'
alter table S.t alter z set default 4
alter table S.t alter z drop default

create or replace function S.f() returns int language sql as 'select 2'
alter function S.f() cost 7
revoke execute on function S.f() from public

alter function S.f() cost 7
comment on function S.f() is 'x'
create or replace function S.f() returns int language sql as 'select 2'

alter table S.t alter n type text
comment on column S.t.n is 'y'

create index made on S.t (m)
alter table S.t add w int not null default 3 unique

alter table S.t alter m type bigint
alter table S.t alter n type text

create index made on S.t (n)
alter table S.t alter n type text

create index made on S.t (m)
alter table S.t drop column m

alter table S.t drop constraint uk
alter table S.t add constraint uk unique (n)

create table S.w (id int unique, k int)
alter table S.w drop constraint w_id_key
alter table S.w add unique (id)

create table S.w (id int, k int)
alter table S.w add primary key (id)
create index on S.w (k)
drop table S.w

alter table S.t enable row level security
create policy mine on S.t using (true)
alter table S.t set (fillfactor = 50)

alter table S.client drop constraint client_c_key
alter table S.client add notes text
PARTITIONS

create table S.p2 partition of S.p for values from (5) to (9)
alter table S.p add y int
alter table S.p1 alter y set default 5

alter table S.t set (fillfactor = 50)
create index pix on S.p (x)

do $$ begin execute 'alter table S.p add ' || 'dyn int'; end $$
create table S.p2 partition of S.p for values from (5) to (9)

create index qix on S.q (x)
alter table S.p attach partition S.q for values from (10) to (19)
alter table S.q alter x set not null

grant insert on S.t to public
alter table S.p detach partition S.p1
alter table S.p add y int

alter table S.p alter x set not null
alter table S.p1 alter x set default 3
"""
EACH = [
    tuple(PARTITIONS if text == "PARTITIONS" else text for text in block.splitlines())
    for block in SEQUENCES.strip().split("\n\n")
]
SAID = ["object_kind", "schema", "table", "name", "attribute", "action", "old", "new"]


def in_schema(text: str, schema: str) -> str:
    """The statement with a schema for S."""
    return re.sub(r"\bS\b", schema, re.sub(r"\bS_2\b", f"{schema}_2", text))


def sent(texts: tuple[str, ...], schema: str) -> str:
    """The body of a revision that sends them, each on a line."""
    return "\n".join(f"op.execute({in_schema(text, schema)!r})" for text in texts)


@pytest.fixture(scope="module")
def by_revision(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """The changes of one replay, by revision: of each sequence at once, and of each statement alone."""
    chain = chains.Chain(tmp_path_factory.mktemp("lines") / "project")
    schemas = [f"{way}{place}" for place in range(len(EACH)) for way in ("together", "alone")]
    chain.add("made", "\n".join(sent((SETUP,), schema) for schema in schemas))
    for place, texts in enumerate(EACH):
        chain.add(f"together{place}", sent(texts, f"together{place}"))
        for count, text in enumerate(texts):
            chain.add(f"alone{place}_{count}", sent((text,), f"alone{place}"))
    frames = chains.replayed(server, chain, None, timeout_s=120.0)
    assert frames["steps"].loc[frames["steps"]["status"].ne("done"), "message"].tolist() == []
    rows = frames["object_changes"]
    return {str(name): group.to_dict("records") for name, group in rows.groupby("revision")}


def told(row: dict[str, Any], line: int) -> tuple[Any, ...]:
    """A change without the schema that it is in."""
    plain = [None if pd.isna(row[name]) else re.sub(r"\b(?:together|alone)\d+", "S", row[name]) for name in SAID]
    return (line, *plain)


@pytest.mark.parametrize("place", range(len(EACH)), ids=[texts[0][:40] for texts in EACH])
def test_each_change_has_the_line_of_its_statement(by_revision: dict[str, list[dict[str, Any]]], place: int) -> None:
    """Line, object, attribute, old and new value: as if each statement were a revision."""
    together = {told(row, row["line"]) for row in by_revision[f"together{place}"]}
    alone = {
        told(row, FIRST_LINE + count)
        for count in range(len(EACH[place]))
        for row in by_revision.get(f"alone{place}_{count}", ())
    }
    assert sorted(together - alone, key=str) == []
    assert sorted(alone - together, key=str) == []
