"""The statement that last touched an object, as the replay saw it run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import pandas as pd

from auditlib.frames.records import records
from auditlib.reconcile.lineage import renames


class Place(NamedTuple):
    """A revision and the statement in it."""

    revision: str | None
    file: str | None
    line: int | None


NOWHERE = Place(None, None, None)


class RunLineage:
    """The last statement up to the database's position that made or changed each object and attribute."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], pending: Collection[str]) -> None:
        """Empty where no replay was recorded."""
        self._places: dict[tuple[Any, ...], Place] = {}
        self._ends: dict[tuple[Any, ...], Place] = {}
        changes = frames.get("object_changes")
        for row in records(changes) if changes is not None else []:
            if row["revision"] is None or row["revision"] in pending:
                continue
            key = (row["object_kind"], row["schema"], row["table"], row["name"])
            place = Place(row["revision"], row["file"], row["line"])
            if row["action"] == "dropped":
                self._forget(key)
                self._ends[key] = place
                continue
            of_itself = row["action"] == "created" or renames(row)
            self._places[*key, "" if of_itself else row["attribute"]] = place
            self._ends.pop(key, None)

    def touched(self, row: Mapping[str, Any]) -> Place | None:
        """The statement behind what the chain says of an object, or of one attribute; none where none was seen."""
        if row["in_chain"] is not True:
            return None
        key = (row["object_kind"], row["schema"], row["table"], row["name"])
        return self._places.get((*key, row["attribute"])) or self._places.get((*key, ""))

    def dropped(self, row: Mapping[str, Any]) -> Place:
        """The statement that dropped an object which the chain ends without; nowhere where none did."""
        key = (row["object_kind"], row["schema"], row["table"], row["name"])
        return self._ends.get(key, NOWHERE) if row["in_chain"] is False else NOWHERE

    def _forget(self, key: tuple[Any, ...]) -> None:
        for known in [each for each in self._places if each[:4] == key]:
            del self._places[known]
