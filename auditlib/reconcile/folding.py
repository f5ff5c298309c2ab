"""One cause, one difference: dependents point at the object they fall with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity

_CAST = re.compile(
    r"::(?:\"[^\"]+\"|[\w.]+)(?: varying| precision| with(?:out)? time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*"
)
_WHOLE = ("definition", "name")
_QUOTED = re.compile(r'"((?:[^"]|"")+)"|(\w+)')


def folded(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """``rows`` with ``root``: the identity of the object each falls with; empty where it stands by itself."""
    every = records(rows)
    causes = _Causes(every, frames)
    roots = [next(filter(None, causes.of(row)), "") for row in every]
    return rows.assign(root=pd.Series(roots, index=rows.index, dtype="str"))


def own_identity(row: Mapping[str, Any]) -> str:
    """The identity of the object that a row is about."""
    return identity(row["object_kind"], row["schema"], row["table"], row["name"])


class _Causes:
    """The rows by what they are about, to look up what another row falls with."""

    def __init__(self, every: list[dict[str, Any]], frames: Mapping[str, pd.DataFrame]) -> None:
        self._presence: dict[tuple[str, str, str, str], list[dict[str, Any]]] = {}
        self._attributes: dict[tuple[str, str, str, str], set[str]] = {}
        for row in every:
            where = (row["object_kind"], row["schema"], row["table"], row["name"])
            if row["attribute"]:
                self._attributes.setdefault(where, set()).add(row["attribute"])
            else:
                self._presence.setdefault(where, []).append(row)
        self._users = _columns_of_types(frames)

    def of(self, row: dict[str, Any]) -> Iterator[str]:
        """Roots that a row may fall with, nearest first."""
        if row["attribute"]:
            yield self._attribute(row)
            return
        yield self._schema(row)
        yield self._table(row)
        yield self._columns(row)
        yield self._commented(row)
        yield self._other_end(row)
        yield self._owner_or_users(row)
        yield self._twin(row)

    def _falls_with(self, row: dict[str, Any], kind: str, schema: str, table: str, name: str) -> str:
        causes = self._presence.get((kind, schema, table, name), [])
        if any(cause is not row and _covers(cause, row) for cause in causes):
            return identity(kind, schema, table, name)
        return ""

    def _schema(self, row: dict[str, Any]) -> str:
        return self._falls_with(row, "schema", "", "", row["schema"]) if row["schema"] else ""

    def _table(self, row: dict[str, Any]) -> str:
        schema, table = row["schema"], row["table"]
        if row["object_kind"] == "table":
            return self._parent_table(row)
        if not table:
            return ""
        return self._falls_with(row, "table", schema, table, table) or self._falls_with(row, "view", schema, "", table)

    def _parent_table(self, row: dict[str, Any]) -> str:
        parent = row.get("_partition_of")
        if _absent(parent):
            return ""
        schema, _, table = str(parent).rpartition(".")
        return self._falls_with(row, "table", schema or row["schema"], table, table)

    def _columns(self, row: dict[str, Any]) -> str:
        if row["object_kind"] not in ("constraint", "index"):
            return ""
        for name in _names(row.get("_columns")):
            root = self._falls_with(row, "column", row["schema"], row["table"], name)
            if root:
                return root
        return ""

    def _commented(self, row: dict[str, Any]) -> str:
        if row["object_kind"] != "comment":
            return ""
        kind, _, name = row["name"].partition(" ")
        return self._falls_with(row, kind, row["schema"], row["table"], name)

    def _other_end(self, row: dict[str, Any]) -> str:
        """The table a key names, the function a trigger calls."""
        table, function = row.get("_referenced_table"), row.get("_function")
        if row["object_kind"] == "constraint" and not _absent(table):
            return self._falls_with(row, "table", row["schema"], str(table), str(table))
        if row["object_kind"] == "trigger" and not _absent(function):
            schema, _, name = str(function).rpartition(".")
            called = name if "(" in name else f"{name}()"
            return self._falls_with(row, "function", schema or row["schema"], "", called)
        return ""

    def _owner_or_users(self, row: dict[str, Any]) -> str:
        """The column that owns a sequence; the columns that alone use a type."""
        if row["object_kind"] == "sequence" and not _absent(row.get("_owned_by")):
            *_, table, column = [name.strip('"') for name in str(row["_owned_by"]).split(".")]
            return self._any_difference(row, table, column)
        if row["object_kind"] == "type":
            for table, column in self._users.get((row["schema"], row["name"]), ()):
                root = self._any_difference(row, table, column)
                if root:
                    return root
        return ""

    def _any_difference(self, row: dict[str, Any], table: str, column: str) -> str:
        schema = row["schema"]
        root = self._falls_with(row, "table", schema, table, table) or self._falls_with(
            row, "column", schema, table, column
        )
        if root:
            return root
        changed = self._attributes.get(("column", schema, table, column), set())
        return identity("column", schema, table, column) if changed - {"nullable"} else ""

    def _twin(self, row: dict[str, Any]) -> str:
        """What looks renamed, and a unique index in the place of a unique constraint: extra falls with missing."""
        if row["change"] != "extra":
            return ""
        return next((own_identity(other) for other in self._missing_like(row)), "")

    def _missing_like(self, row: dict[str, Any]) -> Iterable[dict[str, Any]]:
        return ()

    def _attribute(self, row: dict[str, Any]) -> str:
        """Its own object's, where another attribute tells the cause; the column's, where its type did it."""
        where = (row["object_kind"], row["schema"], row["table"], row["name"])
        others = self._attributes[where] - {row["attribute"], "references"}
        if row["attribute"] in _WHOLE and others - {"name"}:
            return own_identity(row)
        if row["attribute"] == "default" and others & {"type", "identity", "generated"}:
            return own_identity(row) if _same_but_casts(row) else ""
        if row["attribute"] == "type" and "references" in self._attributes[where]:
            return own_identity(row)
        return ""


def _covers(cause: dict[str, Any], row: dict[str, Any]) -> bool:
    """Whether the absence of one object explains the other's: same side, and denied by no witness that knows it."""
    if cause["change"] != row["change"]:
        return False
    if row["change"] == "missing":
        return True
    return all(cause[side] is False or row[side] is not False for side in ("in_models", "in_chain"))


def _columns_of_types(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    types = frames["types"][["schema", "type"]].drop_duplicates()
    if types.empty:
        return {}
    columns = frames["columns"]
    bare = columns["type"].str.removesuffix("[]").str.rpartition(".")[2].str.strip('"')
    used = columns.assign(bare=bare).loc[bare.isin(types["type"]), ["table", "column", "bare", "schema"]]
    users: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for table, column, name, schema in used.drop_duplicates().itertuples(index=False, name=None):
        users.setdefault((schema, name), []).append((table, column))
    return users


def _names(columns: Any) -> list[str]:
    """The identifiers in a list of columns or expressions."""
    if _absent(columns):
        return []
    return [quoted.replace('""', '"') or bare for quoted, bare in _QUOTED.findall(str(columns))]


def _same_but_casts(row: dict[str, Any]) -> bool:
    sides = {_CAST.sub("", str(row[side])) for side in ("live", "models", "chain") if not _absent(row[side])}
    return len(sides) <= 1


def _absent(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
