"""SQL text to effects."""

from __future__ import annotations

import pytest

from auditlib.collect.sqltext.effect import Effect
from auditlib.collect.statements import effects


def one(sql: str) -> Effect:
    """The only effect of a statement."""
    (found,) = effects(sql)
    return found


@pytest.mark.parametrize(
    ("sql", "action", "kind", "place"),
    [
        ("create index i on s.t (a)", "create", "index", ("s", "t", "i")),
        ("create materialized view v as select 1", "create", "view", (None, None, "v")),
        ("create table t as select 1", "create", "table", (None, "t", "t")),
        ("select 1 into t", "create", "table", (None, "t", "t")),
        ("create temp table t (a int)", "create", "temporary table", (None, "t", "t")),
        ("alter table t drop column a", "drop", "column", (None, "t", "a")),
        ("alter table t rename column a to b", "alter", "column", (None, "t", "a")),
        ("alter table t rename to u", "alter", "table", (None, "t", "t")),
        ("alter table t set schema s", "alter", "table", (None, "t", "t")),
        ("alter table t owner to o", "alter", "table", (None, "t", "t")),
        ("alter table t enable row level security", "alter", "table", (None, "t", "t")),
        ("alter table t attach partition p for values in (1)", "alter", "table", (None, "t", "t")),
        ("alter type s.e add value 'x'", "alter", "type", ("s", None, "e")),
        ("create domain d as text", "create", "type", (None, None, "d")),
        ("create function s.f() returns int language sql as 'select 1'", "create", "function", ("s", None, "f")),
        ("create trigger g before insert on t execute function f()", "create", "trigger", (None, "t", "g")),
        ("drop trigger g on s.t", "drop", "trigger", ("s", "t", "g")),
        ("drop function f(int)", "drop", "function", (None, None, "f")),
        ("drop type s.e", "drop", "type", ("s", None, "e")),
        ("drop index s.i", "drop", "index", ("s", None, "i")),
        ("create policy p on t using (true)", "create", "policy", (None, "t", "p")),
        ("create extension vector", "create", "extension", (None, None, "vector")),
        ("create schema s", "create", "schema", (None, None, "s")),
        ("create sequence s.q", "create", "sequence", ("s", None, "q")),
        ("comment on column t.a is 'x'", "alter", "comment", (None, "t", "a")),
        ("grant select on t to r", "create", "privilege", (None, None, "t")),
        ("revoke all on t from r", "drop", "privilege", (None, None, "t")),
        ("update t set a = 1 where b = 2", "data", "table", (None, "t", "t")),
        ("truncate t", "data", "table", (None, "t", "t")),
        ("with x as (delete from t returning *) select * from x", "data", "table", (None, "t", "t")),
        ("refresh materialized view v", "data", "table", (None, "v", "v")),
        ("alter text search configuration c drop mapping for word", "alter", "text search configuration",
         (None, None, "c")),
    ],
)  # fmt: skip
def test_a_statement_tells_what_it_does_to_what(
    sql: str, action: str, kind: str, place: tuple[str | None, ...]
) -> None:
    """Action, kind and name of the object of a statement."""
    found = one(sql)
    assert (found.action, found.object_kind, (found.schema, found.table, found.name)) == (action, kind, place)


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("int", "integer"),
        ("varchar(20)", "character varying(20)"),
        ("varchar", "character varying"),
        ("numeric(10, 2)", "numeric(10,2)"),
        ("timestamptz", "timestamp with time zone"),
        ("timestamp(3)", "timestamp(3) without time zone"),
        ("text[]", "text[]"),
        ("serial", "serial"),
        ("vector(1536)", "vector(1536)"),
        ("s.kind", "s.kind"),
        ("float", "double precision"),
        ("char(3)", "character(3)"),
    ],
)
def test_types_are_spelled_as_the_server_spells_them(written: str, spelled: str) -> None:
    """A column's type reads as format_type prints it."""
    assert one(f"alter table t add column a {written}").detail == spelled


def test_refused_text_is_unknown_and_the_rest_goes_on() -> None:
    """One statement that the parser refuses does not hide its neighbours."""
    found = effects("drop table a; SELEKT x; drop table b")
    assert [(each.action, each.name) for each in found] == [("drop", "a"), ("unknown", None), ("drop", "b")]
    assert "SELEKT" in (found[1].detail or "")


@pytest.mark.parametrize("sql", ["update t set a = :a", "update t set a = %(a)s", "delete from t where a like '%%'"])
def test_parameters_of_drivers_are_understood(sql: str) -> None:
    """Placeholders of SQLAlchemy and the drivers do not hide a statement."""
    assert one(sql).action != "unknown"


def test_offsets_are_characters_even_behind_wide_letters() -> None:
    """The parser counts bytes, we count characters."""
    text = "-- è€\ncreate table t (\n  é text,\n  b int);\ndrop table u"
    assert [text.count("\n", 0, each.offset) for each in effects(text)] == [1, 2, 3, 4]


def test_comments_and_empty_pieces_are_no_statements() -> None:
    """A text without a statement has no effect."""
    assert effects("-- nothing\n;;  /* here */ ") == []


@pytest.mark.parametrize(
    ("sql", "gone"),
    [
        ("insert into t values ('geheim')", "geheim"),
        ("create role r login password 'geheim'", "geheim"),
        ("create user mapping for u server s options (user 'u', password 'geheim')", "geheim"),
    ],
)
def test_secrets_do_not_leave(sql: str, gone: str) -> None:
    """Literals of data and passwords are not kept."""
    assert gone not in repr(effects(sql))


def test_a_block_that_is_not_plpgsql_is_unknown() -> None:
    """A DO block in a language that is not opened is said to be unknown."""
    assert one("do language plpython3u $$ import os $$").action == "unknown"
