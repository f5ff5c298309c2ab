"""The life of each object in the replay: the change that it began with, those after, and the one that ended it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditlib.reconcile.lineage import BEGINS, Identity, Row, in_order, moved, of_row, renames, statements


@dataclass
class Life:
    """An object from its beginning on, under the name that it had last.

    Of a table, the changes of its columns, indexes and so on count as changes of it.
    """

    identity: Identity
    table: str
    begin: Row
    changes: list[Row] = field(default_factory=list)
    end: Row | None = None

    @property
    def said(self) -> dict[str, str]:
        """Its attributes when it began."""
        return dict(json.loads(self.begin["new"]))

    @property
    def stands_for_a_constraint(self) -> bool:
        """It is the index of a constraint."""
        return self.identity[0] == "indexes" and "constraint" in self.said


def lives(rows: Iterable[Row]) -> list[Life]:
    """The lives that rows of ``object_changes`` tell, in the order of their beginnings; a name may have had several."""
    standing: dict[Identity, Life] = {}
    every: list[Life] = []
    for changes in statements(in_order(list(rows))):
        _rename(changes, standing)
        _end(changes, standing)
        every += _begin(changes, standing)
        _touch(changes, standing)
    return every


def _rename(changes: list[Row], standing: dict[Identity, Life]) -> None:
    """All at once: two objects may swap their names."""
    taken = {new: standing.pop(old) for new, old in moved(changes).items() if old in standing}
    for new, life in taken.items():
        life.identity = new
    standing.update(taken)
    for row in changes:
        if renames(row) and of_row(row) in standing:
            standing[of_row(row)].table = row["table"]


def _end(changes: list[Row], standing: dict[Identity, Life]) -> None:
    for row in changes:
        if row["action"] == "dropped" and (life := standing.pop(of_row(row), None)):
            life.end = row
            life.changes.append(row)


def _begin(changes: list[Row], standing: dict[Identity, Life]) -> list[Life]:
    began = [
        Life(of_row(row), row["table"], row) for row in changes if row["action"] in BEGINS and not row["attribute"]
    ]
    standing.update({life.identity: life for life in began})
    return began


def _touch(changes: list[Row], standing: dict[Identity, Life]) -> None:
    for row in changes:
        own, table = of_row(row), ("tables", row["schema"], row["table"], row["table"])
        for each in {own, table}:
            if each in standing and (each == table or row["action"] != "dropped"):
                standing[each].changes.append(row)
