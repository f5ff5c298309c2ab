"""The statement that last touched an object, as the replay saw it run."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import pandas as pd

from auditlib.frames.lineage import FRAME_OF, identity_words
from auditlib.frames.records import records
from auditlib.reconcile.lineage import Identity, Row, in_order, moved, of_row, renames, statements


class Place(NamedTuple):
    """A revision and the statement in it."""

    revision: str | None
    file: str | None
    line: int | None


NOWHERE = Place(None, None, None)


# They belong to a table: where it is renamed or moved, they are called otherwise, and none of them is made anew.
_PARTS = ("column", "constraint", "index", "trigger", "policy", "rule", "comment", "privilege")


class RunLineage:
    """The last statement up to the database's position that made or changed each object and attribute."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], pending: Collection[str]) -> None:
        """Empty where no replay was recorded."""
        self._places: dict[Identity, dict[str, Place]] = {}
        self._ends: dict[Identity, Place] = {}
        changes = frames.get("object_changes")
        every = records(changes) if changes is not None else []
        ran = [row for row in every if row["revision"] is not None and row["revision"] not in pending]
        for rows in statements(in_order(ran)):
            self._take(rows)

    def _take(self, rows: list[Row]) -> None:
        """The changes of one statement, what was renamed first and all at once: two objects may swap their names."""
        taken = {new: self._places.pop(old) for new, old in moved(rows).items() if old in self._places}
        self._places.update(taken)
        for row in rows:
            self._place(of_row(row), row)

    def _place(self, each: Identity, row: Row) -> None:
        place = Place(row["revision"], row["file"], row["line"])
        if row["action"] == "dropped":
            self._places.pop(each, None)
            self._ends[each] = place
            return
        self._ends.pop(each, None)
        if row["action"] == "created" or _is_named(row):
            self._places.setdefault(each, {})[""] = place
        elif not renames(row):
            self._places.setdefault(each, {})[row["attribute"]] = place

    def touched(self, row: Mapping[str, Any]) -> Place | None:
        """The statement behind what the chain says of an object, or of one attribute; none where none was seen."""
        if row["in_chain"] is not True or row["object_kind"] not in FRAME_OF:
            return None
        places = self._places.get(of_row(row), {})
        return places.get(row["attribute"]) or places.get("")

    def dropped(self, row: Mapping[str, Any]) -> Place:
        """The statement that dropped an object which the chain ends without; nowhere where none did."""
        known = row["in_chain"] is False and row["object_kind"] in FRAME_OF
        return self._ends.get(of_row(row), NOWHERE) if known else NOWHERE


def _is_named(row: Row) -> bool:
    """The object itself got another name; not only the table that it is in."""
    own = identity_words(FRAME_OF[row["object_kind"]])[2]
    return renames(row) and (row["object_kind"] not in _PARTS or row["attribute"] == own)
