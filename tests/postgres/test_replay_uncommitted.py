"""What a revision does and never commits: the replay loses it as Alembic does, and says so."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, rehearsal, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.reconcile.pending import answer
from auditlib.rules import registry
from tests.postgres.chains import REVISION, Chain, both, tables

FIRST_LINE = REVISION.partition("{body}")[0].count("\n") + 1
OWN = "engine = op.get_bind().engine\n"
CHAIN = {
    "whole": "op.execute('create table whole (id int)')",
    "block": "with op.get_context().autocommit_block():\n    op.execute('create table block (id int)')\n"
    "op.execute('create table behind_block (id int)')",
    "session": "from sqlalchemy.orm import Session\nsession = Session(bind=op.get_bind())\n"
    "session.execute(sa.text('create table session (id int)'))\nsession.commit()",
    "nested": "with op.get_bind().begin_nested():\n    op.execute('create table nested (id int)')",
    "passing": OWN + "op.execute('create table locked (id int)')\nwith op.get_context().autocommit_block():\n    pass\n"
    "with engine.connect() as own:\n    for text in ('lock table locked', 'create temp table t (id int)',"
    " 'explain select 1', 'savepoint s', 'set local work_mem = 64'):\n        own.execute(sa.text(text))",
    "asks": OWN + "with engine.connect() as own:\n    own.execute(sa.text('select 1'))",
    "begun": OWN + "with engine.begin() as own:\n    own.execute(sa.text('create table begun (id int)'))",
    "given": OWN + "with engine.connect() as own:\n    own.execute(sa.text('create table given (id int)'))\n"
    "nested = op.get_bind().begin_nested()\nnested.rollback()",
    "taken": "op.execute('create table taken (id int)')\nop.get_bind().connection.rollback()",
}


def findings(frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What HIS033 says, its lines counted from the first of the body."""
    whole = {name: frame.empty() for name, frame in FRAMES.items()} | frames
    found = registry.findings(whole)
    found = found[found["rule"].eq("HIS033")]
    return found.assign(line=found["line"].astype("Int64") - FIRST_LINE + 1)


def test_a_connection_given_back_uncommitted_is_a_finding(server: Server, tmp_path: Path) -> None:
    """It alone, with its line; whatever is committed in the end, by whom ever, is none."""
    chain = Chain(tmp_path)
    for name, body in CHAIN.items():
        chain.add(name, body)
    collected, frames = both(server, chain, None)
    found = findings(collected | frames)
    assert found[["revision", "line"]].values.tolist() == [["given", 3], ["taken", 1]]
    assert [" on a connection of its own " in each for each in found["message"]] == [True, False]
    assert tables(frames, "replay:head") >= {"whole", "block", "behind_block", "session", "nested", "begun"}
    assert "given" not in tables(frames, "replay:head")
    assert set(frames["steps"]["stamped"]) == {True}


@pytest.mark.parametrize("call", ["commit", "rollback"])
@pytest.mark.parametrize("body", ["", "op.execute('create table behind (id int)')"])
def test_what_follows_a_commit_of_its_own_is_lost_as_in_alembic(
    server: Server, database: str, tmp_path: Path, call: str, body: str
) -> None:
    """The table behind the call and the version row are lost, in both; the finding is on the line of the call."""
    chain = Chain(tmp_path)
    chain.add("first", "op.execute('create table first (id int)')")
    chain.upgrade(server, database)
    asks = "with op.get_bind().engine.connect() as own:\n    own.execute(sa.text('select 1'))"
    chain.add("ends", f"op.execute('create table before (id int)')\nop.get_bind().{call}()\n{body}\n{asks}")
    chain.upgrade(server, database)
    with psycopg.connect(database) as connection:
        made = {name for (name,) in connection.execute("select tablename from pg_tables where schemaname = 'public'")}
        assert connection.execute("select version_num from alembic_version").fetchall() == [("first",)]
    collected, frames = both(server, chain, database)
    assert (
        tables(frames, "replay:head") | {"alembic_version"}
        == made
        == {
            "first",
            "alembic_version",
            *(["before"] if call == "commit" else []),
        }
    )
    found = findings(collected | frames)
    assert found[["revision", "line"]].values.tolist() == [["ends", 2]]
    lost = bool(body) + (call == "rollback")
    told = ["its version row is", "1 statement and its version row are", "2 statements and its version row are"][lost]
    assert found["message"].iloc[0].endswith(f": {told} rolled back.")


@pytest.mark.parametrize("per_migration", [False, True])
def test_a_rehearsal_of_which_nothing_stays_is_no_go(
    server: Server, database: str, tmp_path: Path, per_migration: bool
) -> None:
    """Every pending revision runs to its end, and Alembic would commit nothing of one, or of those behind it."""
    chain = Chain(tmp_path)
    chain.add("first", "op.execute('create table first (id int)')")
    env = tmp_path / chain.location / "env.py"
    chain.upgrade(server, database)
    chain.add("ends", "op.get_bind().commit()\nop.execute('create table gone (id int)')")
    chain.add("last", "op.execute('create table last (id int)')")
    env.write_text(
        env.read_text().replace("version_table=", f"transaction_per_migration={per_migration}, version_table=")
    )
    location = chain.script_location
    target = Target("tiny", chain.project, (location,), Path(sys.executable), import_roots=(chain.project,))
    collected = scripts.read(target) | catalog.read(database, "live", version_tables=(location,))
    frames = rehearsal.read(target, server, collected).frames
    told = frames["rehearsal"].set_index("revision")
    found = answer(collected | frames)
    assert list(told["status"]) == ["done", "done"]
    assert list(told["stamped"]) == [False, per_migration]
    assert found.word == "no go"
    assert found.reasons[0].startswith(
        f"Revision ends ends Alembic's transaction at migrations/versions/ends.py:{FIRST_LINE}:"
    )
    assert (found.reasons[1:2] == ("Behind it, last is rolled back with it.",)) != per_migration


def test_an_env_py_that_commits_nothing_is_found_by_running_it(server: Server, tmp_path: Path) -> None:
    """Migrations outside of Alembic's transaction: the first revision is lost, with no line of its own to blame."""
    chain = Chain(tmp_path)
    own = "with op.get_bind().engine.begin() as own:\n    own.execute(sa.text('create table kept (id int)'))"
    chain.add("first", f"op.execute('create table first (id int)')\n{own}")
    env = tmp_path / chain.location / "env.py"
    text = env.read_text().replace("with context.begin_transaction():", "if True:")
    env.write_text(text.replace('os.environ["TINY_URL"]', '"postgresql://app@db.example/app"'))
    location = chain.script_location
    target = Target("tiny", chain.project, (location,), Path(sys.executable), (chain.project,), run_env=True)
    frames = replay.read(target, server, scripts.read(target))
    (found,) = registry.findings({name: frame.empty() for name, frame in FRAMES.items()} | frames).query(
        "rule == 'HIS033'"
    )["message"]
    assert found.startswith("Nobody commits what revision first does: 1 statement and its version row are")
    assert "first" not in tables(frames, "replay:head")


def test_a_revision_that_ends_the_process_is_blamed_alone(server: Server, database: str, tmp_path: Path) -> None:
    """What shared its transaction in the rehearsal is gone with it, and is not said to end anything."""
    chain = Chain(tmp_path)
    chain.add("first", "op.execute('create table first (id int)')")
    chain.upgrade(server, database)
    chain.add("good", "op.execute('create table good (id int)')")
    chain.add("bad", "import os\nos._exit(3)")
    location = chain.script_location
    target = Target("tiny", chain.project, (location,), Path(sys.executable), import_roots=(chain.project,))
    collected = scripts.read(target) | catalog.read(database, "live", version_tables=(location,))
    found = answer(collected | rehearsal.read(target, server, collected).frames)
    assert found.word == "no go"
    assert found.reasons[0].startswith("Revision bad fails at ")
    assert not any("good" in reason for reason in found.reasons)
