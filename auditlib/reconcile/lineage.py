"""The history of objects as the replay saw it: what stood after a step, and who touched an object last."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from auditlib.frames.lineage import FRAME_OF, LINEAGE_FRAMES, POSITION, as_value, attributes, identity, identity_words
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.spec import Frame

Identity = tuple[str, str, str, str]
Row = dict[str, Any]
# Lent things of these kinds are not the chain's, whatever it did to them.
_LENT_KINDS = frozenset({"types", "sequences", "views", "functions"})
BEGINS = ("created", "lent", "given")


@dataclass
class Standing:
    """An object as it stands: its attributes as text, and whether it was lent."""

    said: dict[str, str]
    lent: bool
    order: tuple[int, ...]


def standing(object_changes: pd.DataFrame, step: int) -> dict[Identity, Standing]:
    """The objects after a step, by frame, schema, table and name."""
    rows = records(object_changes.loc[object_changes["step"].le(step)])
    found: dict[Identity, Standing] = {}
    for changes in statements(in_order(rows)):
        _apply(changes, found)
    return found


def statements(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Changes in their order, those of one statement together."""
    for _place, changes in groupby(rows, key=lambda row: (row["step"], row["statement_order"])):
        yield list(changes)


def in_order(rows: list[Row]) -> list[Row]:
    """What no statement is known to have done comes where it was seen: lent before a step's statements, else after."""
    return sorted(rows, key=_place)


def _order(row: Row) -> tuple[int, ...]:
    """When an object began; columns of one statement stand as they were made."""
    return (*_place(row), int(json.loads(row["new"]).get(POSITION, 0)), row["change_order"])


def _place(row: Row) -> tuple[int, int, int]:
    unknown = row["statement_order"] == 0
    where = 0 if unknown and row["action"] in ("lent", "given") else 2 if unknown else 1
    return row["step"], where, row["statement_order"]


def _apply(rows: list[Row], found: dict[Identity, Standing]) -> None:
    """The changes of one statement, all at once: two objects may swap their names."""
    taken = {new: found.pop(old) for new, old in moved(rows).items() if old in found}
    for row in rows:
        if row["action"] == "dropped":
            found.pop(of_row(row), None)
    found.update(taken)
    for row in rows:
        if row["action"] in BEGINS and not row["attribute"]:
            found[of_row(row)] = Standing(json.loads(row["new"]), row["action"] == "lent", _order(row))
    for row in rows:
        if row["action"] == "altered" and not renames(row):
            _alter(found[of_row(row)].said, row["attribute"], row["new"])


def _alter(said: dict[str, str], attribute: str, value: str | None) -> None:
    if value is None:
        said.pop(attribute, None)
    else:
        said[attribute] = value


def of_row(row: Mapping[str, Any]) -> Identity:
    """The object of a change."""
    frame = FRAME_OF[row["object_kind"]]
    return (frame.name, row["schema"], row["table"] if "table" in frame.key else "", row["name"])


def renames(row: Mapping[str, Any]) -> bool:
    """The change is of what the object is called."""
    return row["attribute"] != "" and row["attribute"] in identity_words(FRAME_OF[row["object_kind"]])


def moved(rows: list[Row]) -> dict[Identity, Identity]:
    """What each object that a statement renames was called before it, by the name that it has since."""
    return {of_row(row): _before(rows, of_row(row)) for row in rows if renames(row)}


def _before(rows: list[Row], after: Identity) -> Identity:
    words, names = identity_words(LINEAGE_FRAMES[after[0]]), list(after[1:])
    for row in rows:
        if row["attribute"] and row["attribute"] in words and of_row(row) == after:
            names[words.index(row["attribute"])] = row["old"] or ""
    return (after[0], names[0], names[1], names[2])


def at(frames: Mapping[str, pd.DataFrame], step: int) -> dict[str, pd.DataFrame]:
    """The object frames after a step, without what was only lent: what the chain alone would have made by then."""
    lent, found = _Lent(frames), standing(frames["object_changes"], step)
    places = _places(found)
    rows: dict[str, list[Row]] = {name: [] for name in LINEAGE_FRAMES}
    for each, stands in found.items():
        if not stands.lent or not lent.only(each, stands.said):
            place = {POSITION: places[each]} if each in places else {}
            rows[each[0]].append({"source": "replay", **_row(OBJECT_FRAMES[each[0]], each, stands.said), **place})
    return {name: LINEAGE_FRAMES[name].conform(of_kind) for name, of_kind in rows.items()}


def _places(found: Mapping[Identity, Standing]) -> dict[Identity, int]:
    """Columns stand in the order in which they were added, and close up where one is dropped."""
    columns = sorted((each for each in found if each[0] == "columns"), key=lambda each: (each[1:3], found[each].order))
    tables = groupby(columns, key=lambda each: each[1:3])
    return {each: place for _table, group in tables for place, each in enumerate(group, 1)}


class _Lent:
    """What was lent and is still as it was lent: columns as live has them, and objects of other kinds."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        frame, columns = OBJECT_FRAMES["columns"], frames["columns"]
        rows = records(columns.loc[columns["source"].eq("live")])
        self._live = {("columns", *identity(frame, row)): attributes(frame, row) for row in rows}
        assumed = records(frames["assumed_objects"])
        self._objects = {
            (FRAME_OF[row["object_kind"]].name, row["schema"], row["name"])
            for row in assumed
            if row["object_kind"] in FRAME_OF
        }

    def only(self, each: Identity, said: Mapping[str, str]) -> bool:
        """The chain has no part in it."""
        if each[0] != "columns":
            return each[0] in _LENT_KINDS and (each[0], each[1], each[3]) in self._objects
        given = self._live.get(each)
        return given is not None and _without_place(given) == _without_place(said)


def _without_place(said: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name != POSITION}


def _row(frame: Frame, each: Identity, said: Mapping[str, str]) -> Row:
    keys = dict(zip(("schema", "table"), each[1:3], strict=True))
    own = {} if len(frame.own_names) > 1 else {frame.own_names[0]: each[3]}
    values = {name: as_value(value, frame.dtypes[name]) for name, value in said.items()}
    return {**{name: value for name, value in keys.items() if name in frame.key}, **values, **own}
