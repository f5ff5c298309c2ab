"""What applied steps did that no later applied one undid, and whether it is live."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.naming import object_name

Key = tuple[str, str, str, str]  # kind, schema, table, name
Row = dict[str, Any]
# Of what an object is called tell the objects themselves.
_NAMES = frozenset({"name", "known as", "schema", "table"})
_VERBS = {"created": "making", "dropped": "dropping", "altered": "changing"}


class Effect(NamedTuple):
    """A row of ``object_changes`` that still counts, and whether the live database shows it."""

    row: Row
    live: bool

    @property
    def makes(self) -> bool:
        """It made the object."""
        return bool(self.row["action"] == "created")

    @property
    def verb(self) -> str:
        """What was done to the object."""
        return _VERBS[self.row["action"]]

    @property
    def detail(self) -> str:
        """Which attribute."""
        return f" ({self.row['attribute']})" if self.row["attribute"] else ""

    @property
    def said(self) -> str:
        """The effect as a person writes it."""
        return f"{self.verb} {object_name(self.row)}{self.detail}"

    @property
    def places(self) -> list[tuple[str, str]]:
        """What it is about, by identity, with the attribute or none for the whole; of a renaming both objects."""
        if self.row["attribute"] not in _NAMES:
            return [(identity(*_key(self.row)), self.row["attribute"] or "")]
        return [(identity(*key), "") for key in (_key(self.row), _before(self.row))]


def effects(
    object_changes: pd.DataFrame, steps: set[int], lineage: pd.DataFrame, differences: pd.DataFrame
) -> dict[int, list[Effect]]:
    """By step, those of ``steps`` alone; an effect of which nobody can say whether it is live is left out."""
    known = _Live(lineage, differences)
    found: dict[int, list[Effect]] = defaultdict(list)
    for row in _last([row for row in records(object_changes) if row["step"] in steps]):
        shown = known.shows(row)
        if shown is not None:
            found[row["step"]].append(Effect(row, shown))
    return found


def _last(rows: list[Row]) -> list[Row]:
    """The change of each object, and of each of its attributes, that no later one undoes, in order."""
    standing: dict[Key, dict[str, Row]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: (row["step"], row["statement_order"], row["change_order"])):
        own = standing[_key(row)]
        if row["action"] == "altered" and row["attribute"] in _NAMES:
            own |= _carried(standing.pop(_before(row), {}), row)
        elif row["action"] == "created":
            own.clear()
            own[""] = row
        elif row["action"] == "dropped":
            made_here = "" in own and own[""]["step"] == row["step"]
            own.clear()
            own |= {} if made_here else {"": row}
        elif row["action"] == "altered" and ("" not in own or own[""]["step"] != row["step"]):
            own[row["attribute"]] = row
    return [row for own in standing.values() for row in own.values()]


def _carried(old: dict[str, Row], row: Row) -> dict[str, Row]:
    """What stands of an object after a renaming: who renames what another step made has only renamed it."""
    here = {name: row[name] for name in ("schema", "table", "name")}
    kept = {attribute: {**each, **here} for attribute, each in old.items() if attribute or each["step"] == row["step"]}
    return kept if "" in kept else {**kept, row["attribute"]: row}


class _Live:
    """What is known of the live database: which objects it has, and which attributes the chain has otherwise."""

    def __init__(self, lineage: pd.DataFrame, differences: pd.DataFrame) -> None:
        self._has: dict[Key, bool | None] = {_key(row): row["in_live"] for row in records(lineage)}
        changed = differences[differences["change"].eq("changed")]
        self._differs = {(_key(row), row["attribute"]): (row["live"], row["chain"]) for row in records(changed)}

    def shows(self, row: Row) -> bool | None:
        """Whether the effect is live; none where that is unknown, or where the object itself is not there."""
        has = self._has.get(_key(row))
        if row["action"] == "created" or has is None:
            return has if row["attribute"] not in _NAMES else self._renamed(row, has)
        if row["action"] == "dropped":
            return not has
        if row["attribute"] in _NAMES:
            return self._renamed(row, has)
        return self._differs.get((_key(row), row["attribute"])) != (row["old"], row["new"]) if has else None

    def _renamed(self, row: Row, has: bool | None) -> bool | None:
        """Only what is still there under its name of before was not renamed."""
        return True if has else False if self._has.get(_before(row)) else None


def _before(row: Row) -> Key:
    kind, schema, table, name = _key(row)
    old = row["old"] or ""
    if row["attribute"] in ("schema", "table"):
        return (kind, old, table, name) if row["attribute"] == "schema" else (kind, schema, old, name)
    return (kind, schema, old if kind == "table" else table, old)


def _key(row: Row) -> Key:
    return row["object_kind"], row["schema"] or "", row["table"] or "", row["name"] or ""
