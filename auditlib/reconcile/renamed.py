"""An extra object that looks like a missing one under another name, or in another form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from auditlib.reconcile.heard import LIVE

Row = dict[str, Any]
Columns = frozenset[tuple[str, str]]

FEWEST, MOST = 2, 0.6  # of the columns of two tables, that one table under two names must have in common


class Twins:
    """For each extra row the missing row that it stands for, where exactly one is like it."""

    def __init__(self, every: Iterable[Row], columns: pd.DataFrame) -> None:
        presence = [row for row in every if row["attribute"] == ""]
        self._missing = _by_likeness(presence, "missing", columns)
        self._extra = _by_likeness(presence, "extra", columns)
        self._kept = _by_kept_name(presence, columns)

    def of(self, row: Row, columns: Mapping[tuple[str, ...], Columns] | None = None) -> Row | None:
        """The missing row that ``row`` looks like; none where several do."""
        likeness = row.get("_likeness")
        if row["attribute"] or row["change"] != "extra" or likeness is None:
            return None
        missing, extra = self._missing.get(likeness, []), self._extra.get(likeness, [])
        if len(missing) == 1 and len(extra) == 1:
            return missing[0]
        return self._kept.get((row["schema"], row["name"])) if row["object_kind"] == "table" else None


def _by_likeness(presence: list[Row], change: str, columns: pd.DataFrame) -> dict[tuple[Any, ...], list[Row]]:
    rows = [row for row in presence if row["change"] == change]
    of_tables = _columns_of_tables(rows, columns)
    found: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in rows:
        row["_likeness"] = _likeness(row, of_tables)
        if row["_likeness"] is not None:
            found.setdefault(row["_likeness"], {}).setdefault(row["name"], row)
    return {likeness: list(alike.values()) for likeness, alike in found.items()}


def _by_kept_name(presence: list[Row], columns: pd.DataFrame) -> dict[tuple[str, str], Row]:
    """By extra table the missing one that had most of its columns, and a constraint of the name that it still has."""
    tables = {
        change: {
            (row["schema"], row["name"]): row
            for row in presence
            if row["object_kind"] == "table" and row["change"] == change
        }
        for change in ("missing", "extra")
    }
    names: dict[tuple[str, str, str], set[str]] = {}
    for row in presence:
        if row["object_kind"] == "constraint" and (row["schema"], row["table"]) in tables[row["change"]]:
            names.setdefault((row["change"], row["schema"], row["name"]), set()).add(row["table"])
    of_tables = _columns_of_tables(presence, columns)
    pairs = {
        (schema, one, other)
        for (change, schema, name), missing in names.items()
        if change == "missing"
        for one in missing
        for other in names.get(("extra", schema, name), ())
        if _mostly(tables["missing"][schema, one], of_tables, (LIVE, schema, other))
    }
    firsts, seconds = Counter(each[:2] for each in pairs), Counter((each[0], each[2]) for each in pairs)
    return {
        (schema, other): tables["missing"][schema, one]
        for schema, one, other in pairs
        if firsts[schema, one] == seconds[schema, other] == 1
    }


def _mostly(missing: Row, of_tables: Mapping[tuple[str, str, str], Columns], extra: tuple[str, str, str]) -> bool:
    one = of_tables.get((missing["declarer"], missing["schema"], missing["table"]), frozenset())
    other = of_tables.get(extra, frozenset())
    return len(one & other) >= max(FEWEST, MOST * len(one | other))


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
