"""The chain, run in scratch: positions, branches, locations, and what is left of it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from auditlib.collect.scratch import Server

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["chains"] = chains
_spec.loader.exec_module(chains)


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


def test_a_linear_chain_gives_the_database_that_alembic_gives(
    server: Server, database: str, chain: chains.Chain
) -> None:
    """Operations and raw SQL, replayed to the position, leave the very columns that Alembic's own upgrade left."""
    chain.add(
        "one",
        """
        op.create_table("a", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
        op.create_index("ix_a_name", "a", ["name"], unique=True)
        """,
    )
    chain.add("two", "op.execute('create table b (id bigserial primary key, a_id int references a (id))')")
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done", "two": "done"}
    assert set(frames["tables"]["source"]) == {"replay"}
    assert chains.tables(frames) == {"a", "b", "alembic_version"}
    assert chains.columns(frames, "b") == {"id": "bigint", "a_id": "integer"}
    assert frames["assumed"].empty
    assert frames["steps"]["statements"].tolist() == [2, 1]


def test_pending_revisions_are_seen_apart(server: Server, database: str, chain: chains.Chain) -> None:
    """Source replay stands where the database stands, replay:head after the pending revisions."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add("two", "op.execute('create table b (id int)')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)

    assert chains.tables(frames, "replay") == {"a", "alembic_version"}
    assert chains.tables(frames, "replay:head") == {"a", "b", "alembic_version"}


def test_autocommit_blocks_are_honoured(server: Server, database: str, chain: chains.Chain) -> None:
    """CREATE INDEX CONCURRENTLY runs in an autocommit block, and fails outside one as it does in Alembic."""
    chain.add("one", "op.execute(\"create type mood as enum ('sad')\"); op.execute('create table a (m mood, n int)')")
    chain.add(
        "two",
        """
        with op.get_context().autocommit_block():
            op.execute("alter type mood add value 'happy'")
            op.create_index("ix_a_n", "a", ["n"], postgresql_concurrently=True)
        op.execute("insert into a values ('happy', 1)")
        """,
    )
    chain.add("three", "op.create_index('ix_a_m', 'a', ['m'], postgresql_concurrently=True)")
    chain.upgrade(server, database, "two")

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done", "two": "done", "three": "failed"}
    assert frames["indexes"].query("source == 'replay'")["index"].tolist().count("ix_a_n") == 1
    assert frames["types"].query("source == 'replay'")["labels"].tolist() == ["'sad', 'happy'"]
    assert frames["steps"].iloc[-1]["sqlstate"] == "25001"


def test_a_failing_step_is_told_and_the_rest_goes_on(server: Server, database: str, chain: chains.Chain) -> None:
    """PostgreSQL's words, its code, the line of the statement inside the string, and the steps after it."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add(
        "two",
        '''
        op.execute("""
            create table b (id int);

            alter table a
                add column id int;
        """)
        ''',
    )
    chain.add("three", "op.execute('insert into b values (1)')")
    chain.add("four", "op.execute('alter table a add column n int')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)
    failed = frames["steps"].iloc[1]

    assert chains.statuses(frames) == {"one": "done", "two": "failed", "three": "skipped", "four": "done"}
    assert failed["message"] == 'column "id" of relation "a" already exists'
    assert failed["sqlstate"] == "42701"
    assert failed["file"] == "migrations/versions/two.py"
    assert failed["line"] == 14
    assert chains.columns(frames, "a", "replay:head") == {"id": "integer", "n": "integer"}


def test_branches_are_replayed_and_merged(server: Server, database: str, chain: chains.Chain) -> None:
    """Two heads and a merge point: every revision once, parents first, and one version row at the end."""
    chain.add("root", "op.execute('create table a (id int)')")
    chain.add("left", "op.execute('alter table a add column l int')")
    chain.add("right", "op.execute('alter table a add column r int')", down="root")
    chain.add("merged", "op.execute('alter table a add column m int')", down=("left", "right"))
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)
    order = frames["steps"]["revision"].tolist()

    assert set(chains.statuses(frames).values()) == {"done"}
    assert order[0] == "root" and order[-1] == "merged" and len(order) == 4
    assert set(chains.columns(frames, "a")) == {"id", "l", "r", "m"}


def test_two_heads_without_a_merge(server: Server, database: str, chain: chains.Chain) -> None:
    """A database that stands on one of two branches has the other pending."""
    chain.add("root", "op.execute('create table a (id int)')")
    chain.add("left", "op.execute('alter table a add column l int')")
    chain.add("right", "op.execute('alter table a add column r int')", down="root")
    chain.upgrade(server, database, "right")

    frames = chains.replayed(server, chain, database)

    assert set(chains.columns(frames, "a", "replay")) == {"id", "r"}
    assert set(chains.columns(frames, "a", "replay:head")) == {"id", "r", "l"}


def test_an_id_that_does_not_fit_fails_its_step(server: Server, database: str, chain: chains.Chain) -> None:
    """The version row is written as Alembic writes it, into a column as wide as the live one."""
    name = "a_revision_id_of_more_than_32_characters"
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add(name, "op.execute('create table b (id int)')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)
    step = frames["steps"].iloc[1]

    assert step["message"] == "value too long for type character varying(32)"
    assert "b" not in chains.tables(frames, "replay:head")


def test_two_script_locations_share_a_database(server: Server, database: str, tmp_path: Path) -> None:
    """Each location has its own version table, and both are replayed into one database."""
    core = chains.Chain(tmp_path / "project", "core")
    plugin = chains.Chain(tmp_path / "project", "plugin", "plugin_version")
    core.add("core_one", "op.execute('create table a (id int primary key)')")
    plugin.add("plugin_one", "op.execute('create table b (a int references a (id))')")
    plugin.add("plugin_two", "op.execute('create table c (id int)')")
    core.upgrade(server, database)
    plugin.upgrade(server, database, "plugin_one")

    frames = chains.replayed(server, [core, plugin], database)

    assert set(chains.statuses(frames).values()) == {"done"}
    assert chains.tables(frames, "replay") == {"a", "b", "alembic_version", "plugin_version"}
    assert "c" in chains.tables(frames, "replay:head")


def test_without_a_position_only_the_heads_are_told(server: Server, chain: chains.Chain) -> None:
    """Where no database was read, the chain is replayed to its heads and the position is said to be unknown."""
    chain.add("one", "op.execute('create table a (id int)')")

    frames = chains.replayed(server, chain, None)

    assert set(frames["tables"]["source"]) == {"replay:head"}
    position = frames["witnesses"].set_index("subject").loc["position"]
    assert position["status"] == "not seen" and "the live database was not read" in position["detail"]


def test_an_empty_database_was_read(server: Server, database: str, chain: chains.Chain) -> None:
    """A database without a table and without a version table was read all the same."""
    chain.add("one", "op.execute('create table a (id int)')")

    witnesses = chains.replayed(server, chain, database)["witnesses"].set_index("subject")

    assert "no version row names a revision of the project" in witnesses.loc["position", "detail"]


def test_nothing_is_left_on_the_server(server: Server, database: str, chain: chains.Chain) -> None:
    """Databases and the role of a replay are gone when it ends."""
    import psycopg

    query = "select count(*), (select count(*) from pg_roles) from pg_database"
    chain.add("one", "op.execute('create table a (id int)')")
    with psycopg.connect(database, autocommit=True) as connection:
        before = connection.execute(query).fetchone()
        chains.replayed(server, chain, None)
        assert connection.execute(query).fetchone() == before


def test_a_failing_env_py_is_told_without_its_password(server: Server, database: str, chain: chains.Chain) -> None:
    """Where env.py is run for its naming convention and fails, the witness line masks what its words give away."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.upgrade(server, database)
    env = chain.project / chain.location / "env.py"
    env.write_text("naming_convention = {}\nraise RuntimeError('postgresql://app:hunter2@db.invalid/shop is gone')\n")

    witnesses = chains.replayed(server, chain, database)["witnesses"]

    assert witnesses["detail"].str.contains("app:***@db.invalid", regex=False).any()
    assert not witnesses["detail"].str.contains("hunter2").any()


HOOK = """
import builtins
from alembic.config import Config

def prepare():
    builtins.application = "stands"
    made = Config()
    made.attributes["tenant"] = "one"
    return made

def broken():
    raise RuntimeError("no such tenant")
"""
NEEDS_HOOK = """
from alembic import context
assert application == "stands"
op.execute("create table tenant_" + context.config.attributes["tenant"] + " (id int)")
"""


def test_the_setup_hook_runs_before_the_revisions(server: Server, chain: chains.Chain) -> None:
    """What it sets up, and its Config's attributes, are there when a revision runs; one that fails is said."""
    chain.add("one", NEEDS_HOOK)
    (chain.project / "prepares.py").write_text(HOOK)

    assert chains.tables(chains.replayed(server, chain, None, setup="prepares:prepare"), "replay:head") >= {
        "tenant_one"
    }
    broken = chains.replayed(server, chain, None, setup="prepares:broken")

    said = broken["witnesses"].set_index("subject").loc["setup hook", "detail"]
    assert "prepares:broken failed: RuntimeError: no such tenant" in said
    assert chains.statuses(broken) == {"one": "failed"}
