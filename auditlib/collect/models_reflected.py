"""The tables of live and chain as data that the probe makes into what SQLAlchemy's reflection would give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records

_KINDS = ("table", "partitioned table")
_SOURCES = {"live": 0, "replay": 1, "replay:head": 2}
Frames = Mapping[str, pd.DataFrame]
Rows = list[dict[str, Any]]


def reflected(frames: Frames, default_schema: str) -> dict[str, Any]:
    """Every table of live, then those that only the chain has, with columns, constraints and indexes.

    Alembic's version tables are left out, as Alembic leaves them out.
    """
    tables = _first(frames, "tables")
    tables = tables.loc[tables["table_kind"].isin(_KINDS)]
    own = pd.MultiIndex.from_frame(frames["version_tables"][["schema", "table"]])
    tables = tables.loc[~pd.MultiIndex.from_frame(tables[["schema", "table"]]).isin(own)]
    parts = {name: _by_table(frames, name, tables) for name in ("columns", "constraints", "indexes")}
    return {"default_schema": default_schema, "tables": [_table(row, parts) for row in records(tables)]}


def _first(frames: Frames, name: str) -> pd.DataFrame:
    """The rows of the first source that has each table."""
    frame = frames[name]
    known = frame.loc[frame["source"].isin(_SOURCES)]
    ordered = known.assign(_place=known["source"].map(_SOURCES)).sort_values("_place", kind="stable")
    return ordered.drop_duplicates(["schema", "table"])


def _by_table(frames: Frames, name: str, tables: pd.DataFrame) -> dict[tuple[str, str], Rows]:
    rows = frames[name].merge(tables[["source", "schema", "table"]], on=["source", "schema", "table"])
    grouped: dict[tuple[str, str], Rows] = {}
    for row in records(rows):
        grouped.setdefault((row["schema"], row["table"]), []).append(row)
    return grouped


def _table(row: dict[str, Any], parts: Mapping[str, Mapping[tuple[str, str], Rows]]) -> dict[str, Any]:
    key = (row["schema"], row["table"])
    columns = sorted(parts["columns"].get(key, []), key=lambda each: each["position"] or 0)
    return {
        "schema": row["schema"],
        "table": row["table"],
        "columns": [{name: each[name] for name in ("column", "type", "nullable", "default")} for each in columns],
        "constraints": [_constraint(each) for each in parts["constraints"].get(key, [])],
        "indexes": [
            {"name": each["index"], "columns": names(each["columns"]), "unique": bool(each["unique"])}
            for each in parts["indexes"].get(key, [])
            if each["constraint"] is None
        ],
    }


def _constraint(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["constraint"],
        "kind": row["constraint_kind"],
        "columns": names(row["columns"]),
        "schema": row["referenced_schema"],
        "table": row["referenced_table"],
        "referenced": names(row["referenced_columns"]),
    }


def names(listed: str | None) -> list[str]:
    """A text that lists identifiers or expressions, taken apart; quoted identifiers without their quotes.

    >>> names('a, "B, c", lower(d, e) DESC')
    ['a', 'B, c', 'lower(d, e) DESC']
    """
    found, depth, quote = [""], 0, ""
    for letter in listed or "":
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        else:
            depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and not depth and not quote:
            found.append("")
        else:
            found[-1] += letter
    return [_plain(each.strip()) for each in found if each.strip()]


def _plain(name: str) -> str:
    whole = len(name) > 1 and name[0] == name[-1] == '"'
    return name[1:-1].replace('""', '"') if whole else name
