"""What the catalog's frames say of one database with an object of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, catalog_copy, scratch
from auditlib.frames.objects import OBJECT_FRAMES

OBJECTS = """
create schema app;
create schema "Odd 'one'";
create type app.mood as enum ('sad', 'it''s ok', '');
create domain app.positive as integer not null default 3 constraint above check (value > 0);
create type app.pair as (a integer, "B b" text);
create type app.span as range (subtype = numeric);
create collation app.plain from "C";
create table app.parent (
    id bigint generated always as identity primary key,
    code varchar(10) not null unique,
    price numeric(12,2) default 0 check (price >= 0),
    doubled numeric generated always as (price * 2) stored,
    mood app.mood default 'sad',
    note text collate app.plain default '',
    plain text collate "C",
    gone integer,
    tags text[] not null default '{}',
    size app.positive
);
alter table app.parent drop column gone;
create table app.child (
    id serial,
    parent_id bigint references app.parent (id) on delete cascade on update restrict deferrable initially deferred,
    code varchar(10),
    "Select" integer,
    constraint "Key" primary key ("Select", id),
    exclude using gist (int4range(id, id, '[]') with &&)
) with (fillfactor = 70, autovacuum_enabled = false);
alter table app.child add constraint late foreign key (code) references app.parent (code) not valid;
create unlogged table app.fast (a int);
create table app.events (at date not null, id int) partition by range (at);
create table app.events_2024 partition of app.events for values from ('2024-01-01') to ('2025-01-01');
create table app.heir (extra int) inherits (app.fast);
create unique index lower_code on app.parent (lower(code) desc nulls last, mood) include (id) where note <> ')(';
create index on app.child using hash (code);
alter table app.parent enable row level security;
alter table app.parent replica identity full;
create policy own on app.parent for select using (true);
create view app.cheap with (security_barrier) as select id, price from app.parent where price < 10;
create materialized view app.counted as select count(*) as n from app.child;
create function app.touch() returns trigger language plpgsql as 'begin return new; end';
create function app.add(a integer, b integer default 1) returns integer language sql immutable strict
    set search_path = app security definer as 'select a + b';
create procedure app.clean(inout n integer) language plpgsql as 'begin n := 0; end';
create aggregate app.total(integer) (sfunc = int4pl, stype = integer, initcond = '0');
create trigger touched before update on app.parent
    for each row when (old.price is distinct from new.price) execute function app.touch();
alter table app.parent disable trigger touched;
create sequence app.counter as smallint increment by 5 minvalue 0 maxvalue 100 start 10 cache 7 cycle;
create rule quiet as on delete to app.fast do instead nothing;
create statistics app.related on id, code from app.parent;
create publication feed for table app.parent;
create text search configuration app.words (copy = simple);
create function app.watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watch on ddl_command_end execute function app.watch();
do $$ begin execute format('alter database %I set app.key = %L', current_database(), 'a secret'); end $$;
comment on schema app is 'The application';
comment on table app.parent is 'Parents';
comment on column app.parent.code is 'Its
code';
comment on column app.cheap.price is 'Under ten';
comment on constraint "Key" on app.child is 'A key';
comment on index app.lower_code is 'An index';
comment on type app.mood is 'Moods';
comment on sequence app.counter is 'Counts';
comment on view app.cheap is 'Cheap ones';
comment on function app.add(integer, integer) is 'Adds';
comment on trigger touched on app.parent is 'Touches';
"""


@pytest.fixture(scope="module")
def frames(server: scratch.Server) -> Iterator[dict[str, pd.DataFrame]]:
    """The frames of a database with an object of every kind."""
    conninfo = server.create_database("every kind")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("create function pg_temp.f() returns int language sql as 'select 1'")
        connection.execute("create temp table t (a int)")
        connection.execute(OBJECTS)
        yield catalog.read(conninfo, "live")


def row(frame: pd.DataFrame, **key: Any) -> dict[str, Any]:
    """The one row with this key, nulls as none."""
    for name, value in key.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1, key
    found = frame.iloc[0].to_dict()
    return {name: None if pd.isna(value) else value for name, value in found.items()}


def some(frame: pd.DataFrame, *names: str, **key: Any) -> tuple[Any, ...]:
    """A few values of the one row with this key."""
    found = row(frame, **key)
    return tuple(found[name] for name in names)


def test_every_object_frame_is_there(frames: dict[str, pd.DataFrame]) -> None:
    """Each frame of the book is read, conforms, and names its source."""
    assert set(frames) == {*OBJECT_FRAMES, "witnesses"}
    for name, described in OBJECT_FRAMES.items():
        described.check(frames[name])
        assert (frames[name]["source"] == "live").all()


def test_schemas(frames: dict[str, pd.DataFrame]) -> None:
    """The user's schemas, however they are spelled; none of the system's, no temporary one."""
    assert [*frames["schemas"]["schema"]] == ["Odd 'one'", "app", "public"]


def test_tables(frames: dict[str, pd.DataFrame]) -> None:
    """Kinds, partitions, inheritance, options and row security of tables."""
    tables = frames["tables"]
    assert [*tables["table"]] == ["child", "events", "events_2024", "fast", "heir", "parent"]
    assert some(tables, "table_kind", "partition_key", table="events") == ("partitioned table", "RANGE (at)")
    assert some(tables, "partition_of", "partition_bound", table="events_2024") == (
        "app.events",
        "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
    )
    assert some(tables, "partition_of", "partition_bound", table="heir") == ("app.fast", None)
    assert some(tables, "persistence", "storage_options", table="fast") == ("unlogged", None)
    assert some(tables, "storage_options", table="child") == ("autovacuum_enabled=false, fillfactor=70",)
    assert some(tables, "row_security", "row_security_forced", "replica_identity", table="parent") == (
        True,
        False,
        "full",
    )


def test_columns(frames: dict[str, pd.DataFrame]) -> None:
    """Types, defaults, identity, generation and collations; a dropped column leaves no gap."""
    columns = frames["columns"][frames["columns"]["table"] == "parent"]
    by_place = columns.sort_values("position")
    assert [*by_place["column"]] == ["id", "code", "price", "doubled", "mood", "note", "plain", "tags", "size"]
    assert [*by_place["position"]] == [*range(1, 10)]
    assert some(columns, "type", "identity", "nullable", "default", column="id") == ("bigint", "always", False, None)
    assert some(columns, "type", "nullable", column="code") == ("character varying(10)", False)
    assert some(columns, "type", "default", column="price") == ("numeric(12,2)", "0")
    assert some(columns, "generated", "default", column="doubled") == ("(price * (2)::numeric) stored", None)
    assert some(columns, "type", "default", column="mood") == ("app.mood", "'sad'::app.mood")
    assert some(columns, "collation", "default", column="note") == ("app.plain", "''::text")
    assert some(columns, "collation", column="plain") == ('"C"',)
    assert some(columns, "type", "default", column="tags") == ("text[]", "'{}'::text[]")
    assert some(columns, "type", "collation", column="size") == ("app.positive", None)


def test_constraints(frames: dict[str, pd.DataFrame]) -> None:
    """Keys with their columns, actions and states; NOT NULL is no row in any version."""
    constraints = frames["constraints"]
    assert set(constraints["constraint_kind"]) == {"primary key", "unique", "foreign key", "check", "exclusion"}
    assert some(constraints, "columns", "definition", constraint="Key") == (
        '"Select", id',
        'PRIMARY KEY ("Select", id)',
    )
    key = row(constraints, constraint="child_parent_id_fkey")
    assert (key["columns"], key["referenced_schema"], key["referenced_table"], key["referenced_columns"]) == (
        "parent_id",
        "app",
        "parent",
        "id",
    )
    assert (key["on_update"], key["on_delete"]) == ("restrict", "cascade")
    assert (key["deferrable"], key["initially_deferred"], key["validated"]) == (True, True, True)
    late = row(constraints, constraint="late")
    assert (late["validated"], late["on_delete"], late["deferrable"]) == (False, "no action", False)
    check = row(constraints, constraint="parent_price_check")
    assert (check["columns"], check["definition"]) == ("price", "CHECK ((price >= (0)::numeric))")
    assert (check["referenced_table"], check["on_delete"]) == (None, None)


def test_indexes(frames: dict[str, pd.DataFrame]) -> None:
    """Columns with their options, INCLUDE, predicates; those of keys have the key's columns."""
    indexes = frames["indexes"]
    found = row(indexes, index="lower_code")
    assert (found["columns"], found["included"]) == ("lower((code)::text) DESC NULLS LAST, mood", "id")
    assert (found["predicate"], found["unique"], found["constraint"]) == ("(note <> ')('::text)", True, None)
    assert found["definition"].startswith("CREATE UNIQUE INDEX lower_code ON app.parent USING btree (lower(")
    assert some(indexes, "method", "table", "valid", index="child_code_idx") == ("hash", "child", True)
    assert some(indexes, "constraint", "columns", "definition", index="Key") == ("Key", '"Select", id', None)
    excluded = indexes[indexes["method"] == "gist"].iloc[0]
    assert excluded["columns"] == "int4range(id, id, '[]'::text)"


def test_types(frames: dict[str, pd.DataFrame]) -> None:
    """Enum labels as literals, domains with their checks, composites with their attributes, ranges."""
    types = frames["types"]
    assert [*types["type"]] == ["mood", "pair", "positive", "span"]
    assert some(types, "type_kind", "labels", type="mood") == ("enum", "'sad', 'it''s ok', ''")
    assert some(types, "base_type", "nullable", "default", "checks", type="positive") == (
        "integer",
        False,
        "3",
        "above CHECK ((VALUE > 0))",
    )
    assert some(types, "type_kind", "checks", type="pair") == ("composite", 'a integer, "B b" text')
    assert some(types, "type_kind", "base_type", type="span") == ("range", "numeric")


def test_sequences(frames: dict[str, pd.DataFrame]) -> None:
    """Bounds and steps of a sequence, and the column that owns it."""
    sequences = frames["sequences"]
    counter = row(sequences, sequence="counter")
    assert [counter[name] for name in ("data_type", "start", "increment", "minimum", "maximum", "cache", "cycles")] == [
        "smallint",
        10,
        5,
        0,
        100,
        7,
        True,
    ]
    assert some(sequences, "owned_by", sequence="counter") == (None,)
    assert some(sequences, "owned_by", sequence="child_id_seq") == ("child.id",)
    assert some(sequences, "owned_by", sequence="parent_id_seq") == ("parent.id",)


def test_views(frames: dict[str, pd.DataFrame]) -> None:
    """Views and materialized views, names with their schema."""
    views = frames["views"]
    assert some(views, "view_kind", "options", view="cheap") == ("view", "security_barrier=true")
    assert "FROM app.parent" in row(views, view="cheap")["definition"]
    assert some(views, "view_kind", view="counted") == ("materialized view",)


def test_functions(frames: dict[str, pd.DataFrame]) -> None:
    """Functions, procedures and aggregates, by identity arguments; nothing temporary."""
    functions = frames["functions"]
    added = row(functions, function="add")
    assert (added["arguments"], added["returns"], added["language"]) == ("a integer, b integer", "integer", "sql")
    assert (added["volatility"], added["strict"], added["security_definer"]) == ("immutable", True, True)
    assert (added["settings"], added["body"]) == ("search_path=app", "select a + b")
    assert some(functions, "function_kind", "arguments", function="clean") == ("procedure", "INOUT n integer")
    assert some(functions, "function_kind", "body", function="total") == (
        "aggregate",
        "sfunc = int4pl, stype = integer, initcond = '0'",
    )
    assert "f" not in [*functions["function"]]


def test_triggers(frames: dict[str, pd.DataFrame]) -> None:
    """Triggers that a person made, with their state; none of the foreign keys'."""
    assert some(frames["triggers"], "table", "trigger", "function", "enabled") == (
        "parent",
        "touched",
        "app.touch",
        "disabled",
    )


def test_comments(frames: dict[str, pd.DataFrame]) -> None:
    """Comments with the kind, table and name of what they are on; the server's own are left out."""
    said = frames["comments"].set_index(["object_kind", "schema", "table", "name"])["comment"].to_dict()
    assert said == {
        ("schema", "app", "", "app"): "The application",
        ("table", "app", "parent", "parent"): "Parents",
        ("column", "app", "parent", "code"): "Its\ncode",
        ("column", "app", "cheap", "price"): "Under ten",
        ("constraint", "app", "child", "Key"): "A key",
        ("index", "app", "parent", "lower_code"): "An index",
        ("type", "app", "", "mood"): "Moods",
        ("sequence", "app", "", "counter"): "Counts",
        ("view", "app", "", "cheap"): "Cheap ones",
        ("function", "app", "", "add(a integer, b integer)"): "Adds",
        ("trigger", "app", "parent", "touched"): "Touches",
    }


@pytest.mark.parametrize(
    "needs",
    [
        ("view", "", "cheap", "column", "parent", "price", "normal"),
        ("column", "parent", "mood", "type", "", "mood", "normal"),
        ("column", "parent", "size", "type", "", "positive", "normal"),
        ("constraint", "child", "child_parent_id_fkey", "column", "parent", "id", "normal"),
        ("constraint", "child", "child_parent_id_fkey", "index", "parent", "parent_pkey", "normal"),
        ("trigger", "parent", "touched", "function", "", "touch()", "normal"),
        ("index", "parent", "lower_code", "column", "parent", "code", "automatic"),
        ("column", "child", "id", "sequence", "", "child_id_seq", "normal"),
        ("sequence", "", "child_id_seq", "column", "child", "id", "automatic"),
        ("sequence", "", "parent_id_seq", "column", "parent", "id", "internal"),
        ("table", "heir", "heir", "table", "fast", "fast", "normal"),
        ("table", "events_2024", "events_2024", "table", "events", "events", "automatic"),
        ("column", "parent", "doubled", "column", "parent", "price", "normal"),
    ],
)
def test_dependencies(frames: dict[str, pd.DataFrame], needs: tuple[str, ...]) -> None:
    """Who needs whom: a rule is its view, a default its column."""
    found = frames["dependencies"]
    names = ["object_kind", "table", "name", "referenced_kind", "referenced_table", "referenced_name", "dependency"]
    assert needs in [*found[names].itertuples(index=False, name=None)]


def test_other_objects(frames: dict[str, pd.DataFrame]) -> None:
    """What is seen and not compared: of a setting the name alone."""
    others = frames["other_objects"]
    assert [*others[["object_kind", "name"]].itertuples(index=False, name=None)] == [
        ("database setting", "app.key"),
    ]


def test_what_has_no_record_is_seen(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Objects of a kind that auditlib does not know are told by what the server calls them."""
    monkeypatch.setattr(catalog_copy, "RECORDED", catalog_copy.RECORDED - {"pg_cast"})
    with psycopg.connect(database, autocommit=True) as session:
        session.execute("create type tone as enum ('red'); create cast (tone as integer) with inout")
    others = catalog.read(database, "live")["other_objects"]
    assert [*others[["object_kind", "name"]].itertuples(index=False, name=None)] == [
        ("cast", "(public.tone AS integer)"),
    ]


def test_the_coverage_line_counts(frames: dict[str, pd.DataFrame]) -> None:
    """The witness says what was seen, and that members of extensions were left out."""
    assert some(frames["witnesses"], "subject", "status") == ("catalog", "seen")
    assert "6 tables" in row(frames["witnesses"])["detail"]
    assert "members of 1 extension left out" in row(frames["witnesses"])["detail"]


def test_an_empty_database_gives_empty_frames(database: str) -> None:
    """Nothing but the public schema and plpgsql, and no error."""
    frames = catalog.read(database, "replay")
    assert {name: len(frame) for name, frame in frames.items() if len(frame)} == {
        "schemas": 1,
        "extensions": 1,
        "database": 1,
        "servers": 1,
        "witnesses": 1,
    }
    assert row(frames["witnesses"])["subject"] == "catalog of replay"


def test_without_sizes_that_frame_is_empty(database: str) -> None:
    """Sizes are for the live database only."""
    with psycopg.connect(database) as connection:
        connection.execute("create table t (a int primary key); insert into t select generate_series(1, 1000)")
    assert catalog.read(database, "live", sizes=False)["sizes"].empty
    sizes = row(catalog.read(database, "live")["sizes"])
    assert sizes["table_size_bytes"] >= 32768
    assert sizes["index_size_bytes"] >= 16384
