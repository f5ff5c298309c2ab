"""What is made again: statements, each for an object, and the rows that they are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from auditlib.collect.rebuild.words import quoted
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import Frame

Row = dict[str, Any]
_WHERE = ("schema", "table")
KINDS = {frame.object_kind: frame for frame in OBJECT_FRAMES.values() if frame.object_kind}


@dataclass(frozen=True)
class Making:
    """A statement and the object that it is for; ``attribute`` where it only sets one of an object that stands."""

    object_kind: str
    schema: str
    table: str
    name: str
    sql: str
    attribute: str = ""


def making(frame: Frame, row: Row, sql: str, attribute: str = "") -> Making:
    """A statement for the object in a row of a frame."""
    schema, table = (row[word] if word in frame.key and word not in frame.own_names else "" for word in _WHERE)
    return Making(frame.object_kind, schema, table, frame.name_of(row), sql, attribute)


class Source:
    """The object frames of one source as rows; ``roles`` are names that stand for roles that are not to be made."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], source: str, roles: Mapping[str, str]) -> None:
        self._frames = frames
        self._source = source
        self._roles = roles
        self._read: dict[str, list[Row]] = {}
        self._named: dict[str, dict[tuple[str, str, str], Row]] = {}

    def rows(self, name: str) -> list[Row]:
        """Rows of a frame, nulls as none."""
        if name not in self._read:
            self._read[name] = self._of(name)
        return self._read[name]

    def role(self, name: str) -> str:
        """A role, quoted; PUBLIC as the word."""
        if name in ("PUBLIC", "public"):
            return "public"
        return quoted(self._roles.get(name, name))

    def in_sql(self, kind: str, schema: str, table: str, name: str) -> str:
        """An object as COMMENT and ALTER name it; a column of a view has no row, and needs none."""
        frame = KINDS[kind]
        if kind not in self._named:
            self._named[kind] = {
                (row["schema"] if "schema" in frame.key else "", row.get("table") or "", frame.name_of(row)): row
                for row in self.rows(frame.name)
            }
        words = {"schema": schema, "table": table, frame.own_names[-1]: name}
        row = self._named[kind].get((schema, table, name), words)
        foreign = "foreign " if row.get("table_kind") == "foreign table" else ""
        return foreign + frame.sql_of(row)

    @cached_property
    def columns(self) -> dict[tuple[str, str], list[Row]]:
        """Columns of each table, in order."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in sorted(self.rows("columns"), key=lambda row: row["position"]):
            found.setdefault((row["schema"], row["table"]), []).append(row)
        return found

    @cached_property
    def partitions(self) -> set[tuple[str, str]]:
        """Partitions, which take over what their parent has."""
        return {(row["schema"], row["table"]) for row in self.rows("tables") if row["partition_bound"]}

    @cached_property
    def identities(self) -> dict[tuple[str, str], Row]:
        """The sequence behind each identity column, by schema and ``table.column``."""
        inside = {
            (row["schema"], row["name"])
            for row in self.rows("dependencies")
            if row["object_kind"] == "sequence" and row["dependency"] == "internal"
        }
        return {
            (row["schema"], row["owned_by"]): row
            for row in self.rows("sequences")
            if row["owned_by"] and (row["schema"], row["sequence"]) in inside
        }

    def _of(self, name: str) -> list[Row]:
        frame = self._frames.get(name)
        if frame is None or frame.empty:
            return []
        own = frame[frame["source"].eq(self._source)].astype(object)
        rows = own.where(own.notna(), None).to_dict("records")
        return [{str(column): value for column, value in row.items()} for row in rows]
