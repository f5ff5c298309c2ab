"""Each value of each rare object kind is read as its story says, and made again from what was read.

The planted changes prove that a change is seen; this proves that what is read is what is so.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.catalog_reader import QUERIES
from auditlib.collect.rebuild.rights import NEVER_MADE
from auditlib.collect.scratch import Server
from auditlib.frames import objects_more
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import Frame
from tests.fixtures.rebuilding import again, told
from tests.postgres.plantings import PLANTED, WHOLES, Whole

# The database is as `create database` makes it, and roles have a name alone: other tests read these.
ELSEWHERE = {"database", "roles"}
RARE = [each for each in vars(objects_more).values() if isinstance(each, Frame) and each.name not in ELSEWHERE]

# No rules of ICU (not every build has it), no handler (no program of its own is at hand), nothing that 18 alone has.
UNSET = {("collations", "rules"), ("foreign_data_wrappers", "handler"), ("publications", "generated_columns")}

# What an older server cannot be told reads as what it does: before 16 a subscription always ran as its owner.
BEFORE = {15: {"run_as_owner": True}}


@pytest.fixture(scope="module")
def frames(server: Server) -> dict[str, pd.DataFrame]:
    """The frames of a database in which every story is told."""
    conninfo = server.create_database("rare kinds")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for each in WHOLES:
            connection.execute(each.sql.encode())
    return catalog.read(conninfo, "live")


def test_a_kind_is_its_record_its_query_and_its_story() -> None:
    """Each kind that has a record has a query of its name and planted changes, and no query is without a record."""
    kinds = {frame.name: frame.object_kind for frame in OBJECT_FRAMES.values() if frame.object_kind}
    told = {each.kind for each in PLANTED} | {"database"}

    assert sorted(kinds.keys() - QUERIES.keys()) == []
    assert sorted(set(kinds.values()) - told) == []


def test_the_stories_have_every_rare_kind() -> None:
    """A kind without an expected row, or a compared attribute that is null in all of its rows, is a gap here."""
    expected = {name: rows for each in WHOLES for name, rows in each.rows.items()}
    gaps = {
        (frame.name, column.name)
        for frame in RARE
        for column in frame.compared
        if column.name != "owner" and not any(column.name in row for row in expected.get(frame.name, ()))
    }
    assert gaps == UNSET


@pytest.mark.parametrize("whole", WHOLES, ids=lambda each: each.story)
def test_what_is_read_is_what_was_made(whole: Whole, frames: dict[str, pd.DataFrame], server: Server) -> None:
    """All rows of the story's kinds, value by value, no row more, and the owner is who made them."""
    known = BEFORE.get(int(server.version.split(".")[0]), {})
    for name, expected in whole.rows.items():
        own = _own(OBJECT_FRAMES[name], frames[name], whole.here)
        assert _values(OBJECT_FRAMES[name], own) == [
            row | {key: value for key, value in known.items() if key in row} for row in expected
        ]
        assert "owner" not in own or {*own["owner"]} == {"postgres"}


def test_what_was_read_is_made_again(frames: dict[str, pd.DataFrame], server: Server) -> None:
    """From the frames alone every object stands again with every value, but for kinds that are never made."""
    found, result = again(frames, server)

    lost = told(frames, found)
    lost = lost.loc[~lost["object_kind"].isin(NEVER_MADE)]
    assert lost.empty, lost.to_string()
    assert result.refused == []


def _own(frame: Frame, rows: pd.DataFrame, here: str) -> pd.DataFrame:
    """The rows whose key names the schema of a story."""
    return rows.loc[rows[frame.key].astype(str).agg(" ".join, axis="columns").str.contains(here, regex=False)]


def _values(frame: Frame, rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What the rows say in their keys and compared attributes, owner and nulls apart."""
    said = [column.name for column in frame.columns if (column.key or column.compared) and column.name != "owner"]
    found = rows[said].drop(columns="source").to_dict("records")
    return [{str(key): value for key, value in row.items() if not pd.isna(value)} for row in found]
