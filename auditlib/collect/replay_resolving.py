"""Readings between statements as objects with names and attributes, all of them resolved at once.

Each reading is a namespace of its own: the server's numbers are replaced by numbers that are used once over all
readings, so that the resolution made for one catalog serves hundreds of small ones together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from auditlib.collect.catalog_keys import CLASS, Pairs
from auditlib.collect.catalog_reader import QUERIES
from auditlib.collect.catalog_resolve import resolve
from auditlib.collect.replay_reading import Reading, Row
from auditlib.frames.lineage import LINEAGE_FRAMES, attributes, identity
from auditlib.frames.records import records
from auditlib.frames.roles import MIGRATING, with_role_named
from auditlib.frames.spec import INTEGER, Frame

Group = tuple[Any, ...]
_BESIDE = ("moment", "server_oid", "number", "server_key")
_NUMBERED = ("oid", "relation", "referenced_relation", "constraint_oid")
# Their objects live and fall with a relation; so does what is about them.
_IN_RELATIONS = frozenset({"table", "column", "constraint", "index", "trigger", "policy", "rule"})


@dataclass(frozen=True)
class Object:
    """An object at one moment. ``numbers`` say which it is in the server, ``group`` with which others it is read."""

    frame: str
    group: Group
    numbers: tuple[Any, ...]
    catalog: int
    number: int
    named: tuple[str, str, str]
    said: Mapping[str, str]

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Frame, schema, table and name."""
        return (self.frame, *self.named)


def objects(readings: list[Reading], classes: pd.DataFrame, role: str) -> list[list[Object]]:
    """The objects of every reading, those that were read along for their names too; ``role`` ran the chain."""
    numbers = _Numbers()
    raw = {name: _stacked(name, readings, numbers) for name in QUERIES} | {"raw/catalogs": classes}
    owners = [(moment, *each) for moment, reading in enumerate(readings) for each in reading.owners]
    frames = resolve(raw, (_pairs(owners, numbers), "a" * len(owners)), beside=_BESIDE)
    catalogs = dict(zip(classes["catalog"], classes["class"].astype(int), strict=True))
    found: list[list[Object]] = [[] for _ in readings]
    for name, frame in LINEAGE_FRAMES.items():
        if name in frames and len(frames[name]):
            rows = frames[name].assign(source="")
            for row in records(with_role_named({name: rows}, role, MIGRATING)[name]):
                found[row["moment"]].append(_object(frame, row, catalogs.get(frame.catalog, 0)))
    return found


def from_frame(frame: Frame, rows: pd.DataFrame) -> Iterator[Object]:
    """The objects of a frame as the catalog reader gives it, without the server's numbers."""
    for row in records(rows):
        named = identity(frame, row)
        yield Object(frame.name, (), (), 0, 0, named, attributes(frame, row))


class _Numbers:
    """New numbers for the server's, by reading."""

    def __init__(self) -> None:
        self._new: dict[tuple[int, int], int] = {}

    def __call__(self, moment: int, number: int) -> int:
        return self._new.setdefault((moment, number), len(self._new) + 1)

    def key(self, moment: int, key: int) -> int:
        """A key with the new number in it."""
        return (key >> 48 << 48) + (self(moment, key >> 16 & 0xFFFFFFFF) << 16) + (key & 0xFFFF)


def _stacked(name: str, readings: list[Reading], numbers: _Numbers) -> pd.DataFrame:
    """The rows of a query over all readings."""
    rows = [
        _renumbered(row, moment, numbers)
        for moment, reading in enumerate(readings)
        for row in reading.rows.get(name, ())
    ]
    dtypes = {**QUERIES[name], "moment": INTEGER, "server_oid": INTEGER, "server_key": INTEGER}
    if not rows:
        return pd.DataFrame({column: pd.Series([], dtype=dtype) for column, dtype in QUERIES[name].items()})
    kept = {column: dtype for column, dtype in dtypes.items() if column in rows[0]}
    return pd.DataFrame({column: pd.Series([row[column] for row in rows], dtype=kept[column]) for column in kept})


def _renumbered(row: Row, moment: int, numbers: _Numbers) -> Row:
    made: Row = {**row, "moment": moment}
    for column in _NUMBERED:
        if row.get(column):
            made[column] = numbers(moment, row[column])
    if "oid" in row:
        made["server_oid"] = row["oid"]
    if "key" in row:
        made["server_key"], made["key"] = row["key"], numbers.key(moment, row["key"])
    return made


def _pairs(owners: Iterable[tuple[int, int, int, int]], numbers: _Numbers) -> Pairs:
    keys, referenced = [], []
    for moment, sequence, table, column in owners:
        keys.append((CLASS << 48) + (numbers(moment, sequence) << 16))
        referenced.append((CLASS << 48) + (numbers(moment, table) << 16) + column)
    return Pairs(np.array(keys, dtype="int64"), np.array(referenced, dtype="int64"))


def _object(frame: Frame, row: dict[str, Any], catalog: int) -> Object:
    number, key = row.get("server_oid") or 0, row.get("server_key")
    if key is not None:
        catalog, number = key >> 48, key >> 16 & 0xFFFFFFFF
    named = identity(frame, row)
    numbers: tuple[Any, ...] = (frame.name, catalog, number, row.get("number"))
    if key is not None:
        numbers = (frame.name, key, *(row[name] for name in frame.key[5:]))
    elif not number:
        numbers = (frame.name, *named)
    return Object(
        frame.name, _group(frame, row, catalog, number), numbers, catalog, number, named, attributes(frame, row)
    )


def _group(frame: Frame, row: Mapping[str, Any], catalog: int, number: int) -> Group:
    kind = row["object_kind"] if frame.about_objects else frame.object_kind
    if kind in _IN_RELATIONS:
        return (row["schema"], row["table"])
    if kind in ("view", "sequence"):
        return (row["schema"], row["name"] if frame.about_objects else row[kind])
    return ("", catalog, number) if number else ("", frame.name)
