"""An extra object that looks like a missing one under another name, or in another form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from auditlib.reconcile.heard import LIVE

Row = dict[str, Any]
Columns = frozenset[tuple[str, str]]


class Twins:
    """For each extra row the missing row that it stands for, where exactly one is like it."""

    def __init__(self, every: Iterable[Row], columns: pd.DataFrame) -> None:
        presence = [row for row in every if row["attribute"] == ""]
        self._missing = _by_likeness(presence, "missing", columns)
        self._extra = _by_likeness(presence, "extra", columns)

    def of(self, row: Row, columns: Mapping[tuple[str, ...], Columns] | None = None) -> Row | None:
        """The missing row that ``row`` looks like; none where several do."""
        likeness = row.get("_likeness")
        if row["attribute"] or row["change"] != "extra" or likeness is None:
            return None
        missing, extra = self._missing.get(likeness, []), self._extra.get(likeness, [])
        return missing[0] if len(missing) == 1 and len(extra) == 1 else None


def _by_likeness(presence: list[Row], change: str, columns: pd.DataFrame) -> dict[tuple[Any, ...], list[Row]]:
    rows = [row for row in presence if row["change"] == change]
    of_tables = _columns_of_tables(rows, columns)
    found: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        row["_likeness"] = _likeness(row, of_tables)
        if row["_likeness"] is not None:
            found.setdefault(row["_likeness"], {}).setdefault(row["name"], row)
    return {likeness: list(alike.values()) for likeness, alike in found.items()}


def _likeness(row: Row, of_tables: Mapping[tuple[str, str, str], Columns]) -> tuple[Any, ...] | None:
    """What two rows have in common when one is the other renamed; null where nothing tells."""
    kind, schema, table = row["object_kind"], row["schema"], row["table"]
    if kind == "table":
        columns = of_tables.get((row["declarer"] if row["change"] == "missing" else LIVE, schema, table))
        return ("table", schema, columns) if columns else None
    if kind == "column":
        return ("column", schema, table, row["_type"]) if row.get("_type") else None
    if kind in ("constraint", "index") and _is_unique(row) and row.get("_columns"):
        return ("unique", schema, table, row["_columns"])
    return None


def _is_unique(row: Row) -> bool:
    return row.get("_unique") is True or row.get("_constraint_kind") == "unique"


def _columns_of_tables(rows: list[Row], columns: pd.DataFrame) -> dict[tuple[str, str, str], Columns]:
    names = {(row["schema"], row["table"]) for row in rows if row["object_kind"] == "table"}
    if not names:
        return {}
    wanted = pd.MultiIndex.from_frame(columns[["schema", "table"]]).isin(sorted(names))
    own = columns.loc[wanted, ["source", "schema", "table", "column", "type"]]
    found: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for source, schema, table, column, kind in own.itertuples(index=False, name=None):
        for side in (source, "") if source == "replay" else (source,):
            found.setdefault((side, schema, table), set()).add((column, kind))
    return {key: frozenset(said) for key, said in found.items()}
