"""What guards left out when a chain was replayed (HIS020), and what was stamped and never ran (HIS024): one chain."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib import pipeline
from auditlib.collect.scratch import Server
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.spec import combine
from auditlib.snapshot import Snapshot

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("chains_guarded", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["chains_guarded"] = chains
_spec.loader.exec_module(chains)

INSPECTS = "if {} sa.inspect(op.get_bind()).get_table_names():\n    op.add_column({!r}, sa.Column('x', sa.Integer))"
BLOCK = "op.execute(\"do $$ begin if to_regclass('{0}') is not null then alter table {0} add y int; end if; end $$\")"
FUNCTION = """op.execute("create function skips() returns void language sql as 'create table if not exists a (id int)'")
op.execute("select skips()")
op.execute("drop function skips")"""
# Name, upgrade, what the finding on it says was left out in replay; none: nothing was.
GUARDS = [
    ("base", "op.execute('create table a (id int primary key, n int)')", None),
    ("stands", "op.execute('create table if not exists a (id int)')", '“relation "a" already exists”'),
    ("column", "op.execute('alter table a add column if not exists n int')", '“column "n" of relation "a" already'),
    ("lacks", "op.execute('alter table if exists elsewhere add n int')", '“relation "elsewhere" does not exist”'),
    ("drops", "op.execute('drop index if exists nowhere')", '“index "nowhere" does not exist”'),
    ("replaces", "op.execute('drop view if exists v; create view v as select id from a')", None),
    ("makes", "op.execute('create table if not exists b (id int)')", None),
    ("inspects", INSPECTS.format("'n' in", "a"),
     "column a.x at line 12 (nothing was sent)"),
    ("misses", INSPECTS.format("'old' in", "old"),
     "column old.x at line 12 (nothing was sent)"),
    ("found", INSPECTS.format("'b' in", "b"),
     None),
    ("block", BLOCK.format("old"),
     "column old.y at line 11 (its block changed nothing)"),
    ("blocked", BLOCK.format("b"),
     None),
    ("function", FUNCTION, '“relation "a" already exists”'),
    ("extension", "op.execute('create extension if not exists plpgsql; create schema if not exists public')", None),
]  # fmt: skip
# Name, upgrade, what is live instead of it; none: it ran there.
STAMPED = [
    ("made", "op.execute('create table c (id int primary key, m int, s text)')", None),
    ("unmade", "op.execute('create table d (id int primary key); create index d_id on d (id)')", ()),
    ("half", "op.execute('create sequence e; create sequence f')", ("create sequence e",)),
    ("default", "op.execute('alter table c alter m set default 7')", ()),
    ("byhand", "op.execute('alter table c alter s set default 1')", ("alter table c alter s set default 2",)),
    ("drop", "op.execute('alter table c drop id')", ()),
    ("rename", "op.execute('create sequence g'); op.execute('alter sequence g rename to h')", ()),
    ("data", "op.execute('insert into a values (1)')", ()),
]


@pytest.fixture(scope="module")
def found(server: Server, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The findings on the chain, whose live database has what is said above."""
    chain = chains.Chain(tmp_path_factory.mktemp("guarded") / "project")
    for name, body, _expected in (*GUARDS, *STAMPED):
        chain.add(name, body)
    live = server.create_database("guarded live")
    chains.execute(live, "create table a (id int primary key, n int)", "create view v as select id from a",
                   "create table b (id int, x int, y int)", "create table c (id int primary key, m int, s text)",
                   *(each for _name, _body, instead in STAMPED for each in instead or ()))  # fmt: skip
    chains.stamp(live, STAMPED[-1][0])
    frames = combine(chains.both(server, chain, live), COLLECTED_FRAMES)
    return pipeline.audit(Snapshot({}, frames))["findings"].set_index("revision")


@pytest.mark.parametrize(("name", "left_out"), [(name, left_out) for name, _body, left_out in GUARDS])
def test_what_a_guard_left_out_is_told(found: pd.DataFrame, name: str, left_out: str | None) -> None:
    """In PostgreSQL's words where it has some, at its line; not where all was done, or dropped and made again."""
    rows = found[found["rule"].eq("HIS020")]
    message = rows.loc[name, "message"] if name in rows.index else ""
    assert ("Replayed, it left out" in message) == (left_out is not None)
    assert (left_out or "") in message
    assert left_out is None or rows.loc[name, "line"] >= 11


def test_what_was_stamped_is_told(found: pd.DataFrame) -> None:
    """Where nothing of a revision is live, and not where a part of it is, or something else by somebody's hand."""
    rows = found[found["rule"].eq("HIS024")]
    assert dict(rows["message"].str.partition(" is live: ")[2]) == {
        "unmade": "making table d.",
        "default": "changing column c.m (default).",
        "rename": "making sequence h.",
        "drop": "dropping column c.id and dropping constraint c_pkey on c.",
    }
    assert rows.loc["unmade", ["file", "line"]].tolist() == ["migrations/versions/unmade.py", 11]


def test_drift_folds_under_the_revision_that_never_ran(found: pd.DataFrame) -> None:
    """What is missing, still there or otherwise for its want is no finding of its own; what a hand did is."""
    causes = {row.fingerprint: revision for revision, row in found[found["rule"].eq("HIS024")].iterrows()}
    drift = found[found["family"].eq("drift") | found["family"].eq("coverage")]
    under = drift.assign(under=drift["root"].map(causes)).dropna(subset=["under"])
    assert set(under[["under", "object_kind", "object"]].itertuples(index=False, name=None)) >= {
        ("unmade", "table", "d"),
        ("default", "column", "m"),
        ("drop", "column", "id"),
        ("rename", "sequence", "h"),
    }
    apart = drift[~drift["root"].isin(causes) & drift["root"].fillna("").eq("")]
    assert {("column", "s"), ("sequence", "f")} <= set(
        apart[["object_kind", "object"]].itertuples(index=False, name=None)
    )
