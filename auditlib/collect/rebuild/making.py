"""What is made again: statements, each for an object, and the rows that they are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from auditlib.collect.rebuild.words import quoted

Row = dict[str, Any]


@dataclass(frozen=True)
class Making:
    """A statement and the object that it is for; ``attribute`` where it only sets one of an object that stands."""

    object_kind: str
    schema: str
    table: str
    name: str
    sql: str
    attribute: str = ""


class Source:
    """The object frames of one source as rows; ``roles`` are names that stand for roles that are not to be made."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], source: str, roles: Mapping[str, str]) -> None:
        self._frames = frames
        self._source = source
        self._roles = roles
        self._read: dict[str, list[Row]] = {}

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
