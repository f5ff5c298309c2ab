"""The pending revisions rehearsed on the rebuilt live schema, as production would run them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, rehearsal, scripts
from auditlib.collect.replay_transactions import one_transaction
from auditlib.collect.scratch import Server
from auditlib.config.target import Target

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["chains"] = chains
_spec.loader.exec_module(chains)


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


def rehearsed(server: Server, chain: chains.Chain, live: str | None) -> rehearsal.Rehearsed:
    """What comes of rehearsing a chain on a live database."""
    location = chain.script_location
    target = Target("tiny", chain.project, (location,), Path(sys.executable), import_roots=(chain.project,))
    collected = scripts.read(target)
    empty = {name: pd.DataFrame({"source": []}) for name in ("tables", "schemas")}
    collected |= catalog.read(live, "live", version_tables=(location,)) if live else empty
    return rehearsal.read(target, server, collected)


def row(frame: pd.DataFrame, revision: str) -> dict[str, Any]:
    """The row of a revision."""
    return frame.set_index("revision").loc[revision].to_dict()


def witness(seen: rehearsal.Rehearsed) -> tuple[str, str]:
    """Status and words of the line about the pending revisions."""
    lines = seen.frames["witnesses"].set_index("subject")
    return tuple(lines.loc["pending revisions", ["status", "detail"]])


LONG = "four_" + "x" * 40


@pytest.fixture(scope="module")
def drifted(server: Server, tmp_path_factory: pytest.TempPathFactory) -> rehearsal.Rehearsed:
    """A live database with a column that nobody's revision made, and four revisions pending in one transaction."""
    chain = chains.Chain(tmp_path_factory.mktemp("drifted") / "project")
    chain.add(
        "one", "op.execute('create table a (id int primary key)'); op.execute('create view v as select * from a')"
    )
    chain.add("two", "op.execute('create table b (id int)')\nop.add_column('a', sa.Column('note', sa.Text))")
    chain.add(
        "three",
        """
        op.add_column("a", sa.Column("drawn", sa.Float, server_default=sa.text("random()"), nullable=False))
        op.execute("create table b (id int references a (id))")
        """,
    )
    chain.add(LONG, "op.execute('create table d (id int)')")
    chain.add(
        "five", "if 'b' in sa.inspect(op.get_bind()).get_table_names():\n    op.create_index('ix_b', 'b', ['id'])"
    )
    database = server.create_database("drifted")
    chain.upgrade(server, database, "one")
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("drop role if exists rehearsed_owner")
        connection.execute("create role rehearsed_owner")
        connection.execute("alter table a add column note text")
        connection.execute("alter table a owner to rehearsed_owner")
    return rehearsed(server, chain, database)


def test_what_drifted_stops_a_revision(drifted: rehearsal.Rehearsed) -> None:
    """A column made by hand fails the revision that adds it, with its line; what it did before that is undone."""
    two, three = row(drifted.frames["rehearsal"], "two"), row(drifted.frames["rehearsal"], "three")

    assert (two["status"], two["line"], two["message"]) == (
        "failed",
        12,
        'column "note" of relation "a" already exists',
    )
    assert two["reached"] and two["one_transaction"]
    assert (three["status"], three["reached"]) == ("done", False)
    assert witness(drifted)[0] == "seen"
    assert "two" in witness(drifted)[1]


def test_an_id_that_does_not_fit_comes_out_by_itself(drifted: rehearsal.Rehearsed) -> None:
    """The stamp into version_num is refused by PostgreSQL; the next revision is rehearsed all the same."""
    long, five = row(drifted.frames["rehearsal"], LONG), row(drifted.frames["rehearsal"], "five")

    assert long["status"] == "failed"
    assert long["message"] == long["stamp_message"] == "value too long for type character varying(32)"
    assert five["status"] == "done"


def test_what_each_step_locks_is_measured_on_the_live_schema(drifted: rehearsal.Rehearsed) -> None:
    """A volatile default rewrites the live table under ACCESS EXCLUSIVE."""
    locks = drifted.frames["rehearsal_locks"].merge(drifted.frames["rehearsal_statements"], on=["step"])
    own = locks[locks["revision"].eq("three") & locks["relation"].eq("a")].iloc[0]

    assert (own["mode"], bool(own["rewritten"])) == ("ACCESS EXCLUSIVE", True)


def test_the_pending_sql_is_written_down(drifted: rehearsal.Rehearsed) -> None:
    """As `--sql` writes it; where a revision reflects, its line is told and what the rehearsal sent stands there."""
    written = drifted.frames["pending_sql"]
    three, five = row(written, "three"), row(written, "five")

    assert three["origin"] == "offline"
    assert "ALTER TABLE a ADD COLUMN drawn FLOAT DEFAULT random() NOT NULL;" in three["sql"]
    assert three["sql"].endswith("SET version_num='three' WHERE \"alembic_version\".version_num = 'two';")
    assert (five["origin"], five["line"]) == ("rehearsal", 11)
    assert "CREATE INDEX ix_b" in five["sql"]
    assert five["message"]


@pytest.mark.parametrize(("per_migration", "status"), [(True, "done"), (False, "failed")])
def test_the_projects_own_transactions_are_kept(
    per_migration: bool, status: str, server: Server, database: str, chain: chains.Chain
) -> None:
    """A new label may not be used in the transaction that adds it; an autocommit block commits what came before."""
    chain.add("one", "op.execute(\"create type mood as enum ('sad')\"); op.execute('create table m (m mood)')")
    chain.add("two", "op.execute(\"alter type mood add value 'glad'\")")
    chain.add("three", "op.execute(\"insert into m values ('glad')\")")
    chain.add(
        "four", "with op.get_context().autocommit_block():\n    op.execute('create index concurrently ix_m on m (m)')"
    )
    chain.upgrade(server, database, "one")
    env = chain.project / chain.location / "env.py"
    env.write_text(
        env.read_text().replace("version_table=", f"transaction_per_migration={per_migration}, version_table=")
    )

    frames = rehearsed(server, chain, database).frames

    found = dict(frames["rehearsal"][["revision", "status"]].itertuples(index=False, name=None))
    assert found == {"two": "done", "three": status, "four": "done"}
    assert set(frames["rehearsal"]["one_transaction"]) == {not per_migration}
    assert frames["rehearsal_statements"].set_index("revision").loc["four", "in_transaction"] == False  # noqa: E712
    assert row(frames["pending_sql"], "four")["sql"].startswith("COMMIT;")


def test_what_shared_a_lost_transaction_is_not_rehearsed(server: Server, database: str, chain: chains.Chain) -> None:
    """A revision that ends its own session takes the transaction along: the rest would not begin as in production."""
    chain.add("one", "op.execute('create table one (id int)')")
    chain.add("two", "op.execute('create table two (id int)')")
    chain.add("three", "op.execute('select pg_terminate_backend(pg_backend_pid())')")
    chain.add("four", "op.execute('alter table two add extra int')")
    chain.upgrade(server, database, "one")
    env = chain.project / chain.location / "env.py"
    env.write_text(env.read_text().replace("version_table=", "transaction_per_migration=False, version_table="))

    frames = rehearsed(server, chain, database).frames

    found = frames["rehearsal"].set_index("revision")
    assert found.loc["three", "status"] == "failed"
    assert found.loc["four", "status"] == "skipped"
    assert "the session ended" in found.loc["four", "message"]


def test_nothing_runs_where_nothing_is_pending_or_known(server: Server, database: str, chain: chains.Chain) -> None:
    """What is not rehearsed is said with its reason."""
    chain.add("one", "op.execute('create table a (id int)')")

    assert witness(rehearsed(server, chain, None))[0] == "not seen"
    assert "no version row" in witness(rehearsed(server, chain, database))[1]
    chain.upgrade(server, database)
    assert witness(rehearsed(server, chain, database)) == ("seen", "No revision is pending.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("context.configure(connection=c)", True),
        ("context.configure(connection=c, transaction_per_migration=True)", False),
        ("given = {'transaction_per_migration': True}", False),
        ("given['transaction_per_migration'] = True", False),
        ("context.configure(transaction_per_migration=settings.each)", None),
        ("context.configure(", None),
    ],
)
def test_transactions_are_read_from_env_py(text: str, expected: bool | None, tmp_path: Path) -> None:
    """One transaction holds all, as Alembic does unless told; what text does not tell is unknown."""
    file = tmp_path / "env.py"
    file.write_text(text)

    assert one_transaction(file) is expected
