"""Each applied revision taken down and up again: one chain with every way in which a way back is none."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import catalog, replay, reversibility, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("chains_reversed", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["chains_reversed"] = chains
_spec.loader.exec_module(chains)

pytestmark = pytest.mark.extensions("pg_trgm")

# Name, upgrade, downgrade, verdict, what stays, is gone or is another, and whether it goes up again.
WAYS = [
    ("exact", "op.execute('create table a (id int primary key, n int)')", "op.drop_table('a')", "exact", None, True),
    ("base", "op.execute('create table b (id int, n int default 1); create view v as select id from b')",
     "op.execute('drop view v; drop table b')", "exact", None, True),
    ("leaves", "op.execute(\"create type mood as enum ('sad'); create table c (m mood)\")", "op.drop_table('c')",
     "leaves objects", "type public.mood", False),
    ("loses", "op.execute('create index if not exists b_n on b (n)')", "op.drop_column('b', 'n')",
     "loses objects", "column public.b.n", False),
    ("changes", "op.execute('alter table b alter n set default 2')", "op.execute('alter table b alter n drop default')",
     "changes objects", "column public.b.n: default", True),
    ("idle", "op.execute('create sequence if not exists s')", "pass", "no-op", "sequence public.s", True),
    ("raises", "op.execute('create sequence t')", "raise ValueError('there is no way')", "refuses", None, None),
    ("fails", "op.execute('create sequence u')", "op.drop_table('nowhere')", "fails", None, None),
    ("again", "op.execute('create table d (id int)')", "op.drop_table('d')", "exact", None, True),
    ("ends", "op.execute('create table e (id int)')", "import os; os._exit(4)", "fails", None, None),
    ("extends", "op.execute('create extension if not exists pg_trgm')", "pass", "no-op", "extension pg_trgm", True),
    ("grants", "op.execute('grant select on a to public')", "pass", "no-op",
     "privilege public.a.SELECT granted to PUBLIC on table a", True),
    ("moves", "op.execute('alter table a rename to a2; alter table a2 rename n to k')",
     "op.execute('alter table a2 rename to a')", "leaves objects", "column public.a.k", False),
    ("lent", "op.execute('alter table person add seen date')", "op.drop_column('person', 'seen')", "exact", None, True),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Frames of the way back."""
    chain = chains.Chain(tmp_path_factory.mktemp("reversed") / "project")
    for name, up, down, *_expected in WAYS:
        chain.add(name, up)
        file = chain.project / chain.location / "versions" / f"{name}.py"
        file.write_text(file.read_text().replace("def downgrade():\n    pass", f"def downgrade():\n    {down}"))
    live = server.create_database("reversed live")
    chains.execute(live, "create table person (id int primary key, seen date)")
    chains.stamp(live, WAYS[-1][0])
    locations = (chain.script_location,)
    target = Target(
        "reversed", chain.project, locations, Path(sys.executable), import_roots=(chain.project,), probe_timeout_s=30.0
    )
    collected = scripts.read(target) | catalog.read(live, "live", version_tables=locations)
    replayed = replay.read(target, server, collected)
    return reversibility.read(target, server, collected, replayed, seconds=300)


@pytest.mark.parametrize(("name", "verdict", "what", "again"), [(way[0], *way[3:]) for way in WAYS])
def test_each_way_back_is_told(
    found: dict[str, pd.DataFrame], name: str, verdict: str, what: str | None, again: bool | None
) -> None:
    """The verdict, what exactly is not as it was, and whether the upgrade can be applied again."""
    row = found["reversibility"].set_index("revision").loc[name]
    named = [each for part in ("left", "lost", "changed") if pd.notna(row[part]) for each in row[part].splitlines()]
    assert (row["verdict"], named[:1]) == (verdict, [what] if what else [])
    assert (None if pd.isna(row["again"]) else bool(row["again"])) == again


def test_what_fails_has_message_and_line(found: dict[str, pd.DataFrame]) -> None:
    """PostgreSQL's words and code, or Python's, at the line of the downgrade."""
    rows = found["reversibility"].set_index("revision")
    assert rows.loc["fails", ["message", "sqlstate"]].tolist() == ['table "nowhere" does not exist', "42P01"]
    assert "there is no way" in rows.loc["raises", "message"]
    assert rows.loc["fails", "line"] > 10
    assert rows.loc["leaves", "message"] == 'type "mood" already exists'


def test_the_coverage_line_counts_them(found: dict[str, pd.DataFrame]) -> None:
    """How many went which way."""
    (row,) = found["witnesses"].to_dict("records")
    assert (row["subject"], row["status"]) == ("way back", "seen")
    assert "14 applied revisions taken down and up again: 1 changes objects, 4 exact" in row["detail"]
