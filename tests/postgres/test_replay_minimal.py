"""What the replay says that a chain assumes is no more than what it needs: without any part of it a step fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import catalog, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target
from tests.fixtures import minimal
from tests.postgres import chains

Frames = dict[str, pd.DataFrame]

LIVE = (
    "create type mood as enum ('calm', 'wild')",
    "create type colour as enum ('red')",
    "create sequence numbers",
    "create table person (id uuid primary key, email text unique, code text unique, age int, note text, nick text)",
    "alter table person add name text",
    "create table pet (id int primary key, name text, state mood, weight int, unique (name, weight))",
    "create table item (id int primary key, title text, body text, category text, embedding text, note text)",
    "create table tag (code text primary key, label text)",
)
# Each names beside what it needs much that live has and nothing needs: in texts, in guards, of other tables.
CHAIN = {
    "bare": "op.execute('alter table person add column seen date')",
    "referenced": "op.execute('create table visit (pet int references pet, by_code text references person (code))')",
    "aliased": "op.execute('update person p set note = p.email from pet q where p.note = \\'weight\\'')",
    "inner": "op.execute('update person set nick = null where exists (select from pet where name = nick)')",
    "searched": "op.execute('alter table item add if not exists v text; update item set v = title || coalesce(body)')",
    "made": "op.create_table('profile', sa.Column('tag', sa.Text, sa.ForeignKey('tag.code')))",
    "conflict": "op.execute('insert into pet (id, name, weight) select 1, $$state$$, 2 on conflict (name, weight) '"
    "'do nothing')",
    "added": "op.execute('alter table person add column if not exists age int')",
    "guarded": "op.execute('''do $$ begin if exists (select from information_schema.columns where table_name = 'item' "
    "and column_name = 'embedding') then create index ix_embedding on item (embedding); end if; end $$''')",
    "typed": "op.execute(\"create table diary (n int default nextval('numbers'), m mood default 'calm')\")",
}
TABLES = {
    "person": {"", "code", "email", "note", "nick"},
    "pet": {"", "id", "name", "weight"},
    "item": {"", "title", "body"},
    "tag": {"", "code"},
}
OBJECTS = {"person_code_key", "pet_name_weight_key", "mood", "numbers"}


def failures(frames: Frames) -> dict[str, str]:
    """What was said of the revisions that did not run to their end."""
    steps = frames["steps"]
    rows = steps.loc[steps["status"].ne("done"), ["revision", "message"]]
    return dict(rows.itertuples(index=False, name=None))


def assumed(frames: Frames) -> dict[str, set[str]]:
    """The columns assumed of each table, with "" for the table itself."""
    return dict(frames["assumed"].groupby("table")["column"].agg(set))


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Target:
    """The project."""
    chain = chains.Chain(tmp_path_factory.mktemp("minimal") / "project")
    for name, body in CHAIN.items():
        chain.add(name, body)
    return Target("tiny", chain.project, (chain.script_location,), Path(sys.executable))


@pytest.fixture(scope="module")
def collected(server: Server, target: Target) -> Frames:
    """The scripts, and a live database with more than they need; where it stands is not known."""
    live = server.create_database("minimal")
    chains.execute(live, *LIVE)
    return scripts.read(target) | catalog.read(live, "live")


@pytest.fixture(scope="module")
def seen(server: Server, target: Target, collected: Frames) -> Frames:
    """The replay with all of the live schema at hand."""
    return replay.read(target, server, collected)


def test_no_more_is_assumed_than_is_needed(seen: Frames) -> None:
    """The very columns and keys that statements need, not those that are named in a text, and nothing without one."""
    assert not failures(seen)
    assert assumed(seen) == TABLES
    assert set(seen["assumed_objects"]["name"]) == OBJECTS


def test_what_a_guard_looks_for_is_there_and_not_assumed(seen: Frames) -> None:
    """The guarded index is made, as it is live; the column it asks for is no assumption."""
    assert "ix_embedding" in set(seen["indexes"]["index"])
    assert "embedding" not in assumed(seen)["item"]


@pytest.fixture(scope="module")
def exact(collected: Frames) -> Frames:
    """A live schema that has the assumed parts and no more, but for what the keys that go with tables stand on."""
    columns, types = collected["columns"], collected["types"]
    named = {(table, column) for table, columns in TABLES.items() for column in columns}
    kept = [pair in named for pair in columns[["table", "column"]].itertuples(index=False, name=None)]
    return {**collected, "columns": columns[kept], "types": types[types["type"].isin(OBJECTS)]}


def test_with_exactly_the_set_nothing_more_is_lent(server: Server, target: Target, exact: Frames) -> None:
    """Every step runs, and as much is assumed."""
    frames = replay.read(target, server, exact)

    assert not failures(frames)
    assert assumed(frames) == TABLES
    assert set(frames["assumed_objects"]["name"]) == OBJECTS


def test_without_any_part_its_step_fails(server: Server, target: Target, exact: Frames, seen: Frames) -> None:
    """What was assumed and cannot be lent: the revision that asked for it fails, in the words that asked."""
    assert minimal.check(server, target, exact, seen) <= 6  # so few that the law costs no more than they do
