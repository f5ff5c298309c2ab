"""Names, texts and extensions that are made to trip a reader."""

from __future__ import annotations

import pandas as pd
import psycopg
import pytest
from psycopg import sql

from auditlib.collect import catalog, scratch

NAMES = [
    'quote"inside',
    "quote'inside",
    "comma, inside",
    "new\nline",
    "back\\slash",
    "(paren",
    'ends with "',
    " leading space",
    "tab\tinside",
    "ünïcödé 🐘",
    "\u202eright to left",
    "=HYPERLINK(1)",
    "$1 %s {0} {{x}}",
    "select",
    "x" * 63,
    "é" * 31,
    "\\N",
    ",",
    "NULL",
    "t",
    "\x01\x1f",
]


@pytest.fixture
def frames(database: str) -> dict[str, pd.DataFrame]:
    """A table, column, key, index, check, comment and enum label for each name."""
    with psycopg.connect(database) as connection:
        for name in NAMES:
            values = {"name": sql.Identifier(name), "text": sql.Literal(name), "other": sql.Identifier(name[:20] + "2")}
            connection.execute(
                sql.SQL(
                    "create table {name} ({name} text default {text}, b int, primary key ({name}, b));"
                    "create index {other} on {name} (lower({name}), b) include ({name}) where {name} <> {text};"
                    "alter table {name} add constraint {other} check ({name} <> {text});"
                    "comment on column {name}.{name} is {text};"
                ).format(**values)
            )
        labels = sql.SQL(", ").join(map(sql.Literal, NAMES))
        connection.execute(sql.SQL("create type labels as enum ({})").format(labels))
    return catalog.read(database, "live")


def test_names_come_through_as_they_are(frames: dict[str, pd.DataFrame]) -> None:
    """Tables and columns have their names unquoted, byte for byte."""
    assert sorted(frames["tables"]["table"]) == sorted(NAMES)
    assert set(frames["columns"]["column"]) == {*NAMES, "b"}


def test_lists_are_quoted_as_sql_writes_them(server: scratch.Server, frames: dict[str, pd.DataFrame]) -> None:
    """The names in a list of columns are what quote_ident makes of them, in keys and in indexes."""
    with psycopg.connect(server.conninfo("postgres")) as connection:
        quoted = {name: connection.execute("select quote_ident(%s)", (name,)).fetchone()[0] for name in NAMES}  # type: ignore[index]
    keys = frames["constraints"][frames["constraints"]["constraint_kind"] == "primary key"]
    assert dict(zip(keys["table"], keys["columns"], strict=True)) == {name: f"{quoted[name]}, b" for name in NAMES}
    others = frames["indexes"][frames["indexes"]["constraint"].isna()]
    found = {row.table: (row.columns, row.included) for row in others.itertuples()}
    assert found == {name: (f"lower({quoted[name]}), b", quoted[name]) for name in NAMES}


def test_comments_and_labels_come_through(frames: dict[str, pd.DataFrame]) -> None:
    """Comments are byte for byte, labels are SQL literals."""
    assert sorted(frames["comments"]["comment"]) == sorted(NAMES)
    labels = frames["types"]["labels"].iloc[0]
    assert labels.startswith(
        "'quote\"inside', 'quote''inside', 'comma, inside', 'new\nline', E'back\\\\slash', '(paren'"
    )


def test_null_and_the_empty_text_are_different(database: str) -> None:
    """A default of the empty text, an empty label and an absent comment stay apart."""
    with psycopg.connect(database) as connection:
        connection.execute(
            "create function nothing() returns void language sql as ''; create type e as enum ('');"
            "create domain d as text default '';"
        )
    frames = catalog.read(database, "live")
    bodies = frames["functions"].set_index("function")["body"]
    assert bodies["nothing"] == ""
    types = frames["types"].set_index("type")
    assert types.loc["e", "labels"] == "''"
    assert pd.isna(types.loc["d", "labels"])
    assert types.loc["d", "default"] == "''::text"


def test_a_large_text_comes_through(database: str) -> None:
    """A body of megabytes is one value."""
    body = "-- " + "x'\"\n," * 500_000
    with psycopg.connect(database) as connection:
        connection.execute("set check_function_bodies = off")
        connection.execute(sql.SQL("create function f() returns void language sql as {}").format(sql.Literal(body)))
    assert catalog.read(database, "live")["functions"]["body"].iloc[0] == body


@pytest.mark.extensions("vector", "citext")
def test_members_of_extensions_are_left_out(database: str, server: scratch.Server) -> None:
    """What an extension made is in no frame; what uses it needs the extension."""
    with psycopg.connect(database) as connection:
        if not connection.execute("select 1 from pg_available_extensions where name = 'vector'").fetchone():
            pytest.skip("needs pgvector: pip install 'auditlib[embedded]'")
        connection.execute(
            "create schema ext; create extension vector with schema ext; create extension citext;"
            "create table docs (embedding ext.vector(3), name citext default 'x');"
            "create index near on docs using hnsw (embedding ext.vector_l2_ops) with (m = 8, ef_construction = 32);"
        )
    frames = catalog.read(database, "live")
    assert frames["types"].empty
    assert frames["functions"].empty
    assert frames["other_objects"].empty
    assert [*frames["extensions"]["extension"]] == ["citext", "plpgsql", "vector"]
    assert not frames["extensions"]["stand_in"].any()
    assert [*frames["columns"]["type"]] == ["ext.vector(3)", "public.citext"]
    index = frames["indexes"].iloc[0]
    assert (index["method"], index["columns"]) == ("hnsw", "embedding ext.vector_l2_ops")
    assert index["storage_options"] == "ef_construction=32, m=8"
    needs = frames["dependencies"]
    extension = needs[needs["referenced_kind"] == "extension"]
    assert ("embedding", "vector") in [*zip(extension["name"], extension["referenced_name"], strict=True)]


def test_a_stand_in_is_marked(database: str, server: scratch.Server) -> None:
    """Where scratch lends a stand-in for an extension, the frame says so."""
    if "pgcrypto" not in server.stand_ins:
        pytest.skip("this server has the real extension")
    with psycopg.connect(database) as connection:
        connection.execute("create extension pgcrypto")
    extensions = catalog.read(database, "replay")["extensions"].set_index("extension")
    assert bool(extensions.loc["pgcrypto", "stand_in"])
    assert not extensions.loc["plpgsql", "stand_in"]


def test_a_key_to_an_extensions_table_has_its_columns(database: str) -> None:
    """A foreign key may name a table that no frame holds; its columns are named all the same."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(
            'create table owned ("The Id" int primary key);'
            "create table mine (a int references owned);"
            "alter extension plpgsql add table owned;"
        )
        frames = catalog.read(database, "live")
        connection.execute("alter extension plpgsql drop table owned")
    assert [*frames["tables"]["table"]] == ["mine"]
    assert frames["constraints"]["referenced_columns"].iloc[0] == '"The Id"'


def test_settings_of_the_role_change_nothing(server: scratch.Server, database: str) -> None:
    """A search path, date style or quoting that the role has set gives the same frames."""
    statements = (
        "create schema app; create type app.mood as enum ('a');"
        "create table app.t (at date default '2024-02-01', m app.mood default 'a', f float8 default 0.1,"
        " w interval default '1 day', b bytea default '\\x00'); create view app.v as select at from app.t;"
    )
    with psycopg.connect(database) as connection:
        connection.execute(statements)
    plain = catalog.read(database, "live")
    options = (
        "-c search_path=app -c datestyle=German -c quote_all_identifiers=on -c extra_float_digits=-3"
        " -c intervalstyle=iso_8601 -c bytea_output=escape -c standard_conforming_strings=off"
    )
    changed = catalog.read(psycopg.conninfo.make_conninfo(database, options=options), "live")
    for name in plain:
        pd.testing.assert_frame_equal(plain[name], changed[name])
