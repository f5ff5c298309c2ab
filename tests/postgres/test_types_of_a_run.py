"""A type that tables of several revisions name: Alembic creates it once in a run, and so do replay and rehearsal."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from auditlib.collect import catalog, rehearsal, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("type_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["type_chains"] = chains
_spec.loader.exec_module(chains)

MOOD = "sa.Column('mood', sa.Enum('well', 'ill', name='mood'))"
TABLE = f"op.create_table('%s', {MOOD}%s)"
KIND = "op.create_table('%s', sa.Column('kind', sa.Enum('hut', name='kind')))"


def written(project: Path, options: str = "") -> chains.Chain:
    """Three tables of three revisions with one type; the third needs a table that no revision makes."""
    chain = chains.Chain(project)
    chain.add("one", TABLE % ("dog", ""))
    chain.add("two", TABLE % ("cat", ""))
    chain.add("three", TABLE % ("owner", ", sa.Column('town', sa.Integer, sa.ForeignKey('towns.id'))"))
    chain.add("four", f"{KIND % 'house'}\nop.execute('select from late')")
    chain.add("five", KIND % "hut")
    env = project / chain.location / "env.py"
    env.write_text(env.read_text().replace("version_table=", f"{options}version_table="))
    return chain


@pytest.mark.parametrize("options", ["", "transaction_per_migration=True, "])
def test_a_type_is_made_once_in_a_run(server: Server, database: str, tmp_path: Path, options: str) -> None:
    """What Alembic upgrades in one go runs in replay, also where a step is tried again with what it was lent."""
    chains.execute(database, "create table towns (id int primary key)", "create table late ()")
    chain = written(tmp_path / "project", options)
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"]["message"].tolist()
    sent = frames["statements"]
    assert sent.loc[sent["command"].eq("CREATE TYPE"), "revision"].tolist() == ["one", "four"]


@pytest.mark.parametrize("options", ["", "transaction_per_migration=True, "])
def test_what_is_pending_makes_its_types_once(server: Server, database: str, tmp_path: Path, options: str) -> None:
    """The rehearsal is a run by itself: what an applied revision made stands in its way, as in production."""
    chain = written(tmp_path / "project", options)
    chains.execute(database, "create table towns (id int primary key)", "create table late ()")
    chain.upgrade(server, database, "one")
    target = Target("tiny", chain.project, (chain.script_location,), Path(sys.executable), (chain.project,))
    collected = scripts.read(target) | catalog.read(database, "live", version_tables=target.locations)

    frames = rehearsal.read(target, server, collected).frames

    ended = dict(frames["rehearsal"][["revision", "status"]].itertuples(index=False, name=None))
    assert ended == {"two": "failed", "three": "failed", "four": "done", "five": "done"}
    written_down = frames["pending_sql"]["sql"].str.cat()
    assert [written_down.count(f"CREATE TYPE {name} ") for name in ("mood", "kind")] == [1, 1]
