"""Habits of real histories that bear on a replay: each gives the very catalog that Alembic's own upgrade gives."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import catalog, rehearsal, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("habit_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["habit_chains"] = chains
_spec.loader.exec_module(chains)

COLUMN = "COLUMN = sa.Column('id', sa.Integer, primary_key=True)"


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


def replayed_as_alembic_does(server: Server, database: str, chain: chains.Chain) -> dict[str, pd.DataFrame]:
    """The frames of a replay whose steps are done, and whose catalog does not differ from Alembic's."""
    chain.upgrade(server, database)
    frames = chains.replayed(server, chain, database)
    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"].to_string()
    live = catalog.read(database, "live", version_tables=[chain.script_location])
    found = differences(combine([live, frames], FRAMES))
    assert found.empty, found.to_string()
    return frames


def test_two_bases_labels_tuples_and_merges(server: Server, database: str, chain: chains.Chain) -> None:
    """Parents and what is depended on come first, whether they are named alone or in tuples, by id or by label."""
    chain.add("shop1", "op.execute('create table a (id int primary key)')", head="branch_labels = ('shop',)")
    chain.add("shop2", "op.execute('alter table a add l int')", down=("shop1",))
    chain.add("shop3", "op.execute('alter table a add r int')", down="shop1")
    chain.add("blog1", "op.execute('create table b (id int)')", down=None, depends="shop1", head="branch_labels='blog'")
    chain.add("blog2", "op.execute('alter table b add a int references a')", depends=("shop2", "shop3"))
    chain.add("merged", "op.execute('alter table a add m int')", down=("shop2", "shop3"))

    frames = replayed_as_alembic_does(server, database, chain)

    order = frames["steps"]["revision"].tolist()
    edges = [("shop1", "shop2"), ("shop1", "shop3"), ("shop1", "blog1"), ("shop3", "blog2"), ("shop2", "merged")]
    assert sorted(order) == sorted(chain.names)
    assert all(order.index(first) < order.index(then) for first, then in edges)


TRANSACTIONS = {
    "each": "transaction_per_migration=True",
    "all": "transaction_per_migration=False",
    "none": "transactional_ddl=False",
}


@pytest.mark.parametrize("transactions", TRANSACTIONS)
def test_transactions_schemas_plugins_and_data(
    server: Server, database: str, chain: chains.Chain, tmp_path: Path, transactions: str
) -> None:
    """One transaction or many, schemas, search_path, operations of the project or of a package, rows, CONCURRENTLY."""
    chain.add(
        "schemas", "op.execute('create schema shop'); op.create_table('item', COLUMN, schema='shop')", head=COLUMN
    )
    path = "op.execute('set local search_path = shop, public'); op.execute('alter table item add n int')"
    chain.add("path", path if transactions != "none" else "op.execute('alter table shop.item add n int')")
    chain.add("rows", "op.bulk_insert(sa.table('item', sa.column('id'), schema='shop'), [{'id': 1}, {'id': 2}])")
    chain.add("plugin", "op.create_copy('item')")
    chain.add(
        "alone",
        "with op.get_context().autocommit_block():\n"
        "    op.create_index('ix_n', 'item', ['n'], schema='shop', postgresql_concurrently=True)",
    )
    name = f"tiny_plugin_{transactions}"
    folder = chain.project if transactions == "each" else tmp_path / "elsewhere"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(chains.plugin("shop."))
    env = chain.project / "migrations" / "env.py"
    text = env.read_text().replace("version_table=", f"{TRANSACTIONS[transactions]}, version_table=")
    # Without a transaction of Alembic's own the connection commits by itself, as such projects have it.
    text = text.replace("NullPool)", "NullPool, isolation_level='AUTOCOMMIT')") if transactions == "none" else text
    env.write_text(f"import sys\nsys.path.insert(0, {str(folder)!r})\nimport {name}\n{text}")

    frames = replayed_as_alembic_does(server, database, chain)

    assert frames["views"].query("source == 'replay'")["view"].tolist() == ["item_copy"]
    assert frames["statements"]["in_transaction"].tolist().count(False) == 1
    assert frames["statements"].query("command == 'INSERT'")["rows"].tolist() == [2]


def test_two_locations_far_below_their_heads(server: Server, tmp_path: Path) -> None:
    """Of both every revision but the first is pending: rehearsed, and replayed to what Alembic's upgrade then gives."""
    live, target_database = server.create_database("far_below"), server.create_database("far_above")
    core = chains.Chain(tmp_path / "project", "core")
    plugin = chains.Chain(tmp_path / "project", "plugin", "plugin_version")
    core.add("core1", "op.execute('create table a (id int primary key)')")
    plugin.add("plugin1", "op.execute('create table b (id int primary key, a int references a)')")
    for number in range(2, 6):
        core.add(f"core{number}", f"op.execute('alter table a add c{number} int')")
        plugin.add(f"plugin{number}", f"op.execute('create view v{number} as select a from b')")
    for chain in (core, plugin):
        chain.upgrade(server, live, chain.names[0])
    for chain in (core, plugin):
        chain.upgrade(server, target_database)
    locations = (core.script_location, plugin.script_location)
    target = Target("tiny", core.project, locations, Path(sys.executable))
    collected = scripts.read(target) | catalog.read(live, "live", version_tables=locations)

    replayed = replay.read(target, server, collected)
    rehearsed = rehearsal.read(target, server, collected).frames["rehearsal"]

    reached = catalog.read(target_database, "live", version_tables=locations)
    heads = {
        name: frame[frame["source"].eq("replay:head")].assign(source="replay") if "source" in frame else frame
        for name, frame in replayed.items()
    }
    found = differences(combine([reached, heads], FRAMES))
    assert found.empty, found.to_string()
    assert len(rehearsed) == 8
    assert set(rehearsed["status"]) == {"done"}, rehearsed.to_string()
