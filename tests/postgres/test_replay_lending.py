"""What a chain assumes is lent by the live database: tables, columns, objects that have none, and roles."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import psycopg
import pytest
from psycopg.pq import TransactionStatus

from auditlib.collect import catalog
from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_lending import Lender
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("lending_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["lending_chains"] = chains
_spec.loader.exec_module(chains)


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


# What somebody made by hand before the chain, which never made it.
BY_HAND = (
    "create table person (id uuid primary key, email varchar(50), age int, note text)",
    "create table guarded (id int primary key, email text)",
    "create table inspected (id int primary key)",
    "create schema shop",
    "create type shop.state as enum ('new', 'old')",
    "create sequence shop.numbers",
    "create function shop.touch() returns trigger language plpgsql as 'begin return new; end'",
    "create table shop.item (id int primary key, code text unique)",
    "create table ended (id int primary key, old text)",
    "create table gone (id int)",
    "create index ix_old on ended (old)",
)
# Each revision assumes something of its own.
REVISIONS = {
    "pet": "op.execute('create table pet (owner uuid references person (id))')",
    "age": "op.execute('alter table person add column if not exists age int')",
    "lower": "op.execute('update person set email = lower(email)')",
    "seen": "op.execute('alter table guarded add column seen date')",
    "guard": """
        op.execute('''do $$ begin
            if exists (select 1 from information_schema.columns where table_name = 'guarded' and column_name = 'email')
            then create index ix_guarded_email on guarded (email); end if;
        end $$''')
        """,
    "inspector": """
        if "seen" not in {c["name"] for c in sa.inspect(op.get_bind()).get_columns("inspected")}:
            op.add_column("inspected", sa.Column("seen", sa.Date))
        """,
    "orders": """
        op.execute("create table shop.orders (n int default nextval('shop.numbers'), s shop.state, "
                   "code text references shop.item (code))")
        op.execute("create trigger t before insert on shop.orders for each row execute function shop.touch()")
        """,
    "drops_index": "op.execute('drop index ix_old')",
    "renames": "op.alter_column('ended', 'old', new_column_name='new')",
    "drops_table": "op.drop_table('gone')",
}


@pytest.fixture(scope="module")
def lent(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """The replay of a chain upgraded by Alembic itself on what was made by hand."""
    database, chain = server.create_database("lent"), chains.Chain(tmp_path_factory.mktemp("lent") / "project")
    chains.execute(database, *BY_HAND)
    for name, body in REVISIONS.items():
        chain.add(name, body)
    chain.upgrade(server, database)
    return chains.replayed(server, chain, database)


def _of(frames: dict[str, pd.DataFrame], table: str) -> pd.DataFrame:
    return frames["assumed"].loc[lambda rows: rows["table"].eq(table)].set_index("column")


def test_every_revision_that_was_applied_runs(lent: dict[str, pd.DataFrame]) -> None:
    """With what was lent, each step is done, and no table was lent that none of them needs."""
    assert chains.statuses(lent) == dict.fromkeys(REVISIONS, "done"), lent["steps"].to_string()
    assert set(lent["assumed"]["table"]) == {"person", "guarded", "inspected", "item", "ended", "gone"}


def test_an_assumed_table_is_lent_with_the_columns_named(lent: dict[str, pd.DataFrame]) -> None:
    """A table that no revision creates is taken from live, column by column, and what the chain adds stays its own."""
    assumed = _of(lent, "person")

    assert set(assumed.index) == {"", "id", "email"}
    assert assumed.loc["", ["revision", "line", "message"]].tolist() == [
        "pet",
        11,
        'relation "person" does not exist',
    ]
    assert assumed.loc["email", "revision"] == "lower"
    assert chains.columns(lent, "person") == {"age": "integer"}
    assert chains.columns(lent, "pet") == {"owner": "uuid"}


def test_a_guard_sees_what_it_saw_live(lent: dict[str, pd.DataFrame]) -> None:
    """A revision that asks for a column first finds it, though no statement fails without it."""
    assert "ix_guarded_email" in set(lent["indexes"]["index"])
    assert chains.columns(lent, "guarded") == {"seen": "date"}
    assert set(_of(lent, "guarded").index) == {""}


def test_the_inspector_is_answered_too(lent: dict[str, pd.DataFrame]) -> None:
    """SQLAlchemy's NoSuchTableError on an assumed table has it lent and the revision run again."""
    assert chains.columns(lent, "inspected") == {"seen": "date"}


def test_types_schemas_and_functions_are_lent(lent: dict[str, pd.DataFrame]) -> None:
    """Beside tables the chain may assume an enum, a schema, a function, a sequence and a key."""
    objects = lent["assumed_objects"].loc[lambda rows: rows["revision"].eq("orders")]

    assert set(objects["object_kind"] + " " + objects["name"]) == {
        "schema shop",
        "type state",
        "sequence numbers",
        "function touch",
        "constraint item_code_key",
    }
    assert set(_of(lent, "item").index) == {"", "code"}
    assert chains.columns(lent, "orders") == {"n": "integer", "s": "shop.state", "code": "text"}


def test_what_an_applied_revision_ended_was_there(lent: dict[str, pd.DataFrame]) -> None:
    """Live lacks what the chain dropped or renamed; an applied step that did so is no failure."""
    ending = lent["steps"].set_index("revision").loc[["drops_index", "renames", "drops_table"], "status"]

    assert set(ending) == {"done"}
    assert {"gone", "ended"} <= set(lent["assumed"]["table"])


def test_roles_that_the_chain_makes_are_its_own_each_time(server: Server, database: str, chain: chains.Chain) -> None:
    """A role made by the chain is new to every pass, keeps nothing from ending, and is gone afterwards."""
    chains.execute(database, "create table person (id int primary key)")
    chain.add(
        "one", "op.execute('create role review_reader; create role review_staff; grant review_reader to review_staff')"
    )
    chain.add("two", "op.execute('alter table person add column seen date; grant select on person to review_reader')")
    chains.stamp(database, "two")

    for _ in range(2):
        frames = chains.replayed(server, chain, database)

        assert chains.statuses(frames) == {"one": "done", "two": "done"}, frames["steps"]["message"].tolist()
        assert set(frames["assumed"]["table"]) == {"person"}
    with psycopg.connect(database) as session:
        left = session.execute("select rolname from pg_roles where rolname ~ '^(review|auditlib_chain)'").fetchall()
    assert left == []


def test_columns_of_a_lent_table_that_the_chain_then_makes_are_the_chains(
    server: Server, database: str, chain: chains.Chain
) -> None:
    """Bare, the table keeps a guard shut; lent whole it opens it, and the table made there has every column."""
    chains.execute(database, "create table visit (id int primary key, email text, seen date)")
    chain.add("touches", "op.execute('lock table visit')")
    guard = "'email' in {each['name'] for each in sa.inspect(op.get_bind()).get_columns('visit')}"
    chain.add("creates", f"if {guard}:\n    op.execute('create table visit (id int primary key, email text)')")
    chain.add("adds", "op.execute('alter table visit add column if not exists seen date')")
    chains.stamp(database, "adds")

    frames = chains.replayed(server, chain, database)

    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"]["message"].tolist()
    assert chains.columns(frames, "visit") == {"id": "integer", "email": "text", "seen": "date"}


def test_a_lent_role_may_own_and_be_granted(server: Server, database: str, chain: chains.Chain) -> None:
    """Roles that scratch lacks are lent, and the chain, which is no superuser, may give them what it makes."""
    chain.add("one", "op.execute('create table a (id int); grant select on a to lent_reader')")
    chain.add("two", "op.execute('alter table a owner to lent_owner')")
    made = "op.execute('create role made_owner; create table b (id int)')"
    chain.add("three", f"{made}; op.execute('alter table b owner to made_owner')")
    chains.stamp(database, "three")

    frames = chains.replayed(server, chain, database)
    owners = frames["tables"].loc[lambda rows: rows["source"].eq("replay")].set_index("table")["owner"]

    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"]["message"].tolist()
    assert owners[["a", "b"]].tolist() == ["lent_owner", "made_owner"]
    granted = frames["privileges"].loc[lambda rows: rows["name"].eq("a"), ["grantee", "privilege", "state"]]
    assert granted.values.tolist() == [["lent_reader", "SELECT", "granted to"]]


def test_the_roles_that_migrate_count_as_one(server: Server, database: str, chain: chains.Chain) -> None:
    """What the chain made belongs to the migrating role in both databases; what somebody else owns is a difference."""
    chain.add("one", "op.execute('create schema app; create table app.a (id int); create table b (id serial)')")
    chain.add("two", "op.execute('alter default privileges grant select on tables to pg_monitor')")
    chain.upgrade(server, database)
    replayed = chains.replayed(server, chain, database)

    def against_live() -> pd.DataFrame:
        live = catalog.read(database, "live", version_tables=[chain.script_location])
        return differences(combine([live, replayed], FRAMES))

    same = against_live()
    chains.execute(database, "alter table b owner to pg_monitor")
    found = against_live()

    assert same.empty, same.to_string()
    assert found.loc[found["root"].eq(""), ["name", "attribute", "wrong"]].values.tolist() == [["b", "owner", "live"]]
    assert "live is pg_monitor" in found.loc[found["root"].eq(""), "reason"].iloc[0]


def test_what_is_lent_stands_in_the_transaction_of_the_chain(server: Server, database: str) -> None:
    """Also where the first statement of a transaction is refused: what is lent for it is undone with the rest."""
    stood: list[int] = []

    class Watched(Lender):
        def lend(self, connection: psycopg.Connection[tuple[object, ...]], *_more: object) -> bool:
            stood.append(connection.info.transaction_status)
            return False

    extensions = Extensions(database, "postgres")
    asked = {"kind": "execute", "database": "replay", "connection": 1, "context": {"line": 1}}
    lender = Watched({}, extensions, frozenset())
    with ChainSessions(database, lender, extensions, statement_timeout_s=60) as sessions:
        for table in ("audit.log", "other"):
            said = sessions.answer({**asked, "sql": f"alter table {table} add x int", "parameters": None})
            assert "does not exist" in said["error"]["message"]
            sessions.answer({**asked, "kind": "rollback"})

    assert stood == [TransactionStatus.INTRANS] * 2
