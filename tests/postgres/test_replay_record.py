"""What a replay records of each statement: line, helper, duration, refusal, locks, rewrites and scans."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect.scratch import Server

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("record_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["record_chains"] = chains
_spec.loader.exec_module(chains)

SEVERAL = '''
op.execute("""
    create table a (id int primary key, name varchar(10));
    -- of the names; no statement of its own
    create index ix on a (name);
    insert into a values (1, 'hush')
""")
'''
EFFECTS = """
op.execute("alter table a alter name type varchar(20)")
op.execute("alter table a alter name type char(5)")
op.execute("create unique index by_hand on a (name)")
"""
HELPER = "def widen(op):\n    op.execute('alter table a add extra int')\n"


@pytest.fixture(scope="module")
def frames(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """A chain of seven revisions, replayed once."""
    chain = chains.Chain(tmp_path_factory.mktemp("record") / "project")
    chain.add("several", SEVERAL)
    chain.add("effects", EFFECTS)
    chain.add("helped", "from helpers import widen\nwiden(op)")
    chain.add(
        "hidden", "op.execute('alter table a add z int')\nop.execute('alter table a alter name type varchar(40)')"
    )
    chain.add("indexed", "op.create_index('later', 'a', ['id'])")
    chain.add(
        "alone", "with op.get_context().autocommit_block():\n    op.execute('create index concurrently c on a (id)')"
    )
    chain.add("refused", "op.execute('alter table a add kept int')\nop.execute('alter table gone add b int')")
    (chain.project / "helpers.py").write_text(HELPER)
    return chains.replayed(server, chain, None)


def of(frame: pd.DataFrame, revision: str, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of a revision's step."""
    steps = frames["steps"].set_index("revision")["step"]
    return frame[frame["step"].eq(steps[revision])]


def test_each_statement_of_a_text_has_its_line(frames: dict[str, pd.DataFrame]) -> None:
    """A string of three statements is three rows, each with the line on which it begins in the file."""
    rows = of(frames["statements"], "several", frames)
    assert rows["command"].tolist() == ["CREATE TABLE", "CREATE INDEX", "INSERT"]
    assert (rows["line"] - rows["line"].iloc[0]).tolist() == [0, 2, 3]
    assert rows["rows"].iloc[2] == 1
    assert (rows["duration_ms"] > 0).all()
    assert not rows["sql"].str.contains("hush").any()


def test_what_the_transaction_made_is_no_lock(frames: dict[str, pd.DataFrame]) -> None:
    """Locks on tables that the same transaction created keep nobody waiting, and are not recorded."""
    assert of(frames["locks"], "several", frames).empty


def test_locks_rewrites_and_scans(frames: dict[str, pd.DataFrame]) -> None:
    """A wider type locks and no more, another type rewrites, an index reads all behind the lock held before."""
    rows = of(frames["locks"], "effects", frames)
    on_table = rows[rows["relation"].eq("a")].set_index("statement_order")
    assert on_table["mode"].tolist()[:2] == ["ACCESS EXCLUSIVE", "ACCESS EXCLUSIVE"]
    assert on_table["rewritten"].tolist() == [False, True, False]
    assert on_table["masked"].tolist() == [False, True, True]
    assert on_table["scans"].iloc[2] == 1


def test_a_weaker_lock_more_hides_behind_the_stronger_one(frames: dict[str, pd.DataFrame]) -> None:
    """Another type takes SHARE on the table for its index, and what it needs most, as the statement before held it."""
    rows = of(frames["locks"], "hidden", frames).query("relation == 'a'").set_index("statement_order")
    assert rows["mode"].tolist() == ["ACCESS EXCLUSIVE", "ACCESS EXCLUSIVE"]
    assert rows["masked"].tolist() == [False, True]


def test_the_lock_of_a_first_statement_is_its_own(frames: dict[str, pd.DataFrame]) -> None:
    """An index built on a table that nothing locked before: SHARE, not masked, one scan."""
    (row,) = of(frames["locks"], "indexed", frames).query("relation == 'a'").to_dict("records")
    assert (row["mode"], row["masked"], row["scans"]) == ("SHARE", False, 1)


def test_a_helper_is_named(frames: dict[str, pd.DataFrame]) -> None:
    """A statement that a helper sends has the revision's line and the helper's."""
    (row,) = of(frames["statements"], "helped", frames).to_dict("records")
    assert (row["helper_file"], row["helper_line"]) == ("helpers.py", 2)
    assert row["line"] == of(frames["statements"], "helped", frames)["line"].iloc[0]


def test_outside_a_transaction_is_said(frames: dict[str, pd.DataFrame]) -> None:
    """CONCURRENTLY runs outside a transaction: the row says so."""
    (row,) = of(frames["statements"], "alone", frames).to_dict("records")
    assert row["in_transaction"] is False
    assert row["command"] == "CREATE INDEX"


def test_a_refusal_is_recorded_with_what_ran_before(frames: dict[str, pd.DataFrame]) -> None:
    """The statement that PostgreSQL refused ends the step's record, with its words and its state."""
    rows = of(frames["statements"], "refused", frames)
    assert rows["sqlstate"].fillna("").tolist() == ["", "42P01"]
    assert rows["message"].iloc[1] == 'relation "gone" does not exist'
