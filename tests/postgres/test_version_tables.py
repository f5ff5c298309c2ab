"""The tables that hold Alembic's position: whose they are, what they hold, and who may read them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, connection
from auditlib.config.target import ScriptLocation


def location(name: str = "alembic", table: str = "alembic_version", schema: str | None = None) -> ScriptLocation:
    """A script location with this version table."""
    return ScriptLocation(name, Path(name), (), version_table=table, version_table_schema=schema)


def read(conninfo: str, statements: str, *locations: ScriptLocation) -> dict[str, pd.DataFrame]:
    """The live frames after the statements."""
    with psycopg.connect(conninfo) as session:
        session.execute(statements.encode())
    return catalog.read(conninfo, "live", version_tables=locations)


def places(frame: pd.DataFrame) -> list[tuple[object, ...]]:
    """Schema, table, location and whether it is configured."""
    found = frame[["schema", "table", "script_location", "configured"]].astype(object)
    return [*found.where(found.notna(), None).itertuples(index=False, name=None)]


def test_rows_and_capacity(database: str) -> None:
    """The rows are read, and how long an id may be."""
    frames = read(
        database,
        "create table alembic_version (version_num varchar(32) primary key);"
        "insert into alembic_version values ('b'), ('a')",
        location(),
    )
    table = frames["version_tables"].iloc[0]
    assert (table["id_capacity"], table["rows"], table["readable"], table["configured"]) == (32, 2, True, True)
    assert [*frames["applied_revisions"]["version_num"]] == ["a", "b"]


def test_an_empty_version_table_has_no_rows(database: str) -> None:
    """Never stamped is different from not readable."""
    frames = read(database, "create table alembic_version (version_num text primary key)", location())
    table = frames["version_tables"].iloc[0]
    assert (table["rows"], table["readable"]) == (0, True)
    assert pd.isna(table["id_capacity"])
    assert frames["applied_revisions"].empty


def test_without_a_version_table_there_is_no_row(database: str) -> None:
    """A database that Alembic has never seen."""
    frames = read(database, "create table t (version_num int)", location())
    assert frames["version_tables"].empty
    assert frames["applied_revisions"].empty


def test_whose_they_are(database: str) -> None:
    """Locations claim tables by name and schema; others that look like one are unclaimed, the rest left alone."""
    frames = read(
        database,
        """
        create schema app; create schema other;
        create table alembic_version (version_num varchar(32));
        create table app.alembic_version (version_num varchar(64));
        create table app.plugin_version (version_num varchar(32), stamped_at timestamptz);
        create table other.alembic_version_old (version_num varchar(32), note text);
        create table other.generations (version_num varchar(20));
        create table other.releases (version_num varchar(20), released date);
        create table other.numbers (version_num int);
        """,
        location(),
        location("plugin", "plugin_version", "app"),
    )
    assert places(frames["version_tables"]) == [
        ("app", "alembic_version", None, False),
        ("app", "plugin_version", "plugin", True),
        ("other", "alembic_version_old", None, False),
        ("other", "generations", None, False),
        ("public", "alembic_version", "alembic", True),
    ]


def test_a_table_outside_the_default_schema_is_claimed_if_it_is_the_only_one(database: str) -> None:
    """env.py may set a search path that the audit does not know."""
    frames = read(database, "create schema app; create table app.alembic_version (version_num varchar(32))", location())
    assert places(frames["version_tables"]) == [("app", "alembic_version", "alembic", True)]


def test_the_search_path_of_the_address_counts(database: str) -> None:
    """With a search path in the address the default schema is the first of it."""
    address = psycopg.conninfo.make_conninfo(database, options="-c search_path=app")
    names = ("alembic_version", "public.alembic_version")
    statements = "create schema app; " + ";".join(f"create table {name} (version_num text)" for name in names)
    assert places(read(address, statements, location())["version_tables"]) == [
        ("app", "alembic_version", "alembic", True),
        ("public", "alembic_version", None, False),
    ]


def test_two_locations_may_share_one(database: str) -> None:
    """Both are named."""
    frames = read(database, "create table alembic_version (version_num text)", location("core"), location("extra"))
    assert places(frames["version_tables"]) == [("public", "alembic_version", "core, extra", True)]


@pytest.mark.parametrize(
    ("grants", "words"),
    [
        ("", "permission denied for schema app"),
        ("grant usage on schema app to reader", "permission denied for table"),
        (
            "grant usage on schema app to reader; grant select on app.alembic_version to reader;"
            "alter table app.alembic_version enable row level security",
            "row-level security",
        ),
    ],
)
def test_a_role_that_may_not_read_is_told_the_grant(database: str, grants: str, words: str) -> None:
    """The state is unknown, the coverage line prints the GRANT, and everything else is read."""
    role = "reader_" + psycopg.conninfo.conninfo_to_dict(database)["dbname"][-10:]
    statements = f"""
        create role "{role}" login; create schema app; create table app.t (a int);
        create table app.alembic_version (version_num varchar(32)); insert into app.alembic_version values ('x');
        {grants.replace("reader", role)}
    """
    with psycopg.connect(database) as session:
        session.execute(statements.encode())
    frames = catalog.read(psycopg.conninfo.make_conninfo(database, user=role), "live", version_tables=[location()])
    table = frames["version_tables"].iloc[0]
    assert (table["readable"], table["configured"]) == (False, True)
    assert pd.isna(table["rows"])
    assert frames["applied_revisions"].empty
    unseen = frames["witnesses"].set_index("subject").loc["version table app.alembic_version"]
    assert unseen["status"] == "not seen"
    assert words in unseen["detail"]
    assert f'GRANT SELECT ON "app"."alembic_version" TO "{role}"' in unseen["next_step"]
    assert [*frames["tables"]["table"]] == ["alembic_version", "t"]


def test_a_role_with_select_on_the_version_table_is_enough(database: str) -> None:
    """No other right is needed."""
    role = "enough_" + psycopg.conninfo.conninfo_to_dict(database)["dbname"][-10:]
    with psycopg.connect(database) as session:
        session.execute(
            f"""
            create role "{role}" login; create table alembic_version (version_num varchar(32));
            create table t (a int default 1); create index on t (lower(a::text)); create view v as select a from t;
            insert into alembic_version values ('x'); grant select on alembic_version to "{role}";
            """.encode()
        )
    frames = catalog.read(psycopg.conninfo.make_conninfo(database, user=role), "live", version_tables=[location()])
    assert [*frames["applied_revisions"]["version_num"]] == ["x"]
    everything = catalog.read(database, "live", version_tables=[location()])
    for name, frame in everything.items():
        pd.testing.assert_frame_equal(frames[name], frame)


def test_a_locked_version_table_is_named(database: str) -> None:
    """A version table that another session locks is not waited for."""
    with psycopg.connect(database) as other:
        other.execute("create table alembic_version (version_num varchar(32)); create table t (a int)")
        other.commit()
        other.execute("lock table alembic_version in access exclusive mode")
        with connection.reading(database, lock_timeout_ms=100) as session:
            frames = catalog.read(session, "live", version_tables=[location()])
        other.rollback()
    assert not frames["version_tables"]["readable"].iloc[0]
    assert "version table public.alembic_version" in [*frames["witnesses"]["subject"]]


def test_many_rows_are_counted_once(database: str) -> None:
    """A look-alike without a key may repeat a row."""
    frames = read(
        database, "create table generations (version_num text); insert into generations values ('a'), ('a'), (null)"
    )
    assert frames["version_tables"]["rows"].iloc[0] == 2
    assert [*frames["applied_revisions"]["version_num"]] == ["a"]
