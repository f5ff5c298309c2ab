"""Each value of each rare object kind, read from a story and compared with what the story says.

The planted changes prove that a change is seen; this proves that what is read is what is so.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.frames import objects_more
from auditlib.frames.spec import Frame

STORIES = Path(__file__).parent / "stories"

# The database is as `create database` makes it, and roles have a name alone: other tests read these.
ELSEWHERE = {"database", "roles"}
RARE = {
    each.name: each for each in vars(objects_more).values() if isinstance(each, Frame) and each.name not in ELSEWHERE
}

EXPECTED: dict[str, list[dict[str, Any]]] = tomllib.loads((STORIES / "rare_kinds.toml").read_text(encoding="utf-8"))

# No rules of ICU (not every build has it), no handler (no program of its own is at hand), nothing that 18 alone has.
UNSET = {("collations", "rules"), ("foreign_data_wrappers", "handler"), ("publications", "generated_columns")}

# What an older server cannot be told reads as what it does: before 16 a subscription always ran as its owner.
BEFORE = {15: {"run_as_owner": True}}


@pytest.fixture(scope="module")
def frames(server: Server) -> Iterator[dict[str, pd.DataFrame]]:
    """The frames of a database made by the story."""
    conninfo = server.create_database("rare kinds")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute((STORIES / "rare_kinds.sql").read_text(encoding="utf-8"))
    yield catalog.read(conninfo, "live")


def test_the_story_has_every_rare_kind() -> None:
    """A kind without an expected row, or a compared attribute that is null in all of its rows, is a gap here."""
    gaps = {
        (name, column.name)
        for name, described in RARE.items()
        for column in described.compared
        if column.name != "owner" and not any(column.name in row for row in EXPECTED.get(name, ()))
    }
    assert gaps == UNSET


@pytest.mark.parametrize("name", RARE)
def test_what_is_read_is_what_was_made(frames: dict[str, pd.DataFrame], server: Server, name: str) -> None:
    """All rows of the kind, value by value, and no row more."""
    found = frames[name].drop(columns=["source", "owner"], errors="ignore").to_dict("records")
    rows = [{key: value for key, value in row.items() if not pd.isna(value)} for row in found]
    known = BEFORE.get(int(server.version.split(".")[0]), {})
    assert rows == [row | {key: value for key, value in known.items() if key in row} for row in EXPECTED[name]]


@pytest.mark.parametrize("name", [name for name, described in RARE.items() if "owner" in described.column_names])
def test_the_owner_is_who_made_it(frames: dict[str, pd.DataFrame], name: str) -> None:
    """An object of a superuser's making is the superuser's."""
    assert {*frames[name]["owner"]} == {"postgres"}
