"""Where an object stands in the project: its model, and the revision that last touches it, as it ran or by its text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.quoted import listed, parts
from auditlib.frames.records import records
from auditlib.reconcile.heard import MODELS, taken
from auditlib.reconcile.lineage_run import NOWHERE, Place, RunLineage
from auditlib.reconcile.state import of_status

_IN_TABLES = ("column", "constraint", "index", "trigger", "comment", "table")
# Without its table such a name says nothing: the text of another table's column may have it too.
_NAMED_IN_TABLES = ("column", "constraint", "trigger")
_UPGRADE = [
    "script_location",
    "revision",
    "direction",
    "step_order",
    "file",
    "line",
    "action",
    "schema",
    "table",
    "name",
]


class TextLineage:
    """The last statement of an upgrade that touches each object, by text."""

    def __init__(self, operations: pd.DataFrame) -> None:
        self._touched: dict[tuple[str, str, str], Place] = {}
        self._created: dict[tuple[str, str, str], Place] = {}
        told = operations[operations["action"].ne("data")]  # rows of users are no part of the schema
        for row in records(told.fillna({"schema": "", "table": "", "name": ""})):
            place = Place(row["revision"], row["file"], row["line"])
            schema, table, name = row["schema"], row["table"], row["name"]
            self._touched[schema, table, name if name != table else ""] = place
            if row["object_kind"] == "table" and row["action"] == "create":
                self._created[schema, table or name, ""] = place

    def touched(self, schema: str, table: str, *names: str) -> Place:
        """The statement that last touches the first of ``names`` that any statement touches."""
        for name in names:
            for place in self._with_schema(self._touched, schema, table, name):
                return place
        return NOWHERE

    def created(self, schema: str, table: str) -> Place:
        """The statement that creates the table."""
        return next(self._with_schema(self._created, schema, table, ""), NOWHERE)

    @staticmethod
    def _with_schema(places: Mapping[Any, Place], schema: str, table: str, name: str) -> Iterator[Place]:
        for written in (schema, ""):
            if (written, table, name) in places:
                yield places[written, table, name]


def upgrades(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Rows of ``operations`` that upgrade, in the order in which the chain runs them; `pending` marks those to come."""
    if "operations" not in frames or frames["operations"].empty:
        return pd.DataFrame(columns=[*_UPGRADE, "object_kind", "operation", "detail", "pending"])
    operations = taken(frames["operations"].loc[lambda rows: rows["direction"].eq("upgrade")], frames)
    order = frames["revisions"][["script_location", "revision", "graph_order"]]
    ordered = operations.merge(order, on=["script_location", "revision"], how="left")
    ordered = ordered.sort_values(["script_location", "graph_order", "step_order"], kind="stable", ignore_index=True)
    return ordered.assign(pending=ordered["revision"].isin(of_status(frames, "pending")))


def placed(found: Iterable[dict[str, Any]], frames: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """``found`` with the model's file and line, the revision that last touched each object, and the next that will."""
    ordered, run = upgrades(frames), RunLineage(frames, of_status(frames, "pending"))
    past = ordered.loc[~ordered["pending"].astype(bool)]
    applied, made = TextLineage(past), TextLineage(past.loc[past["action"].eq("create")])
    future = ordered.loc[ordered["pending"].astype(bool)]
    pending, coming = TextLineage(future), TextLineage(future.loc[future["action"].eq("create")])
    models = _ModelPlaces(frames)
    words: dict[tuple[str, str, str], Callable[[dict[str, Any]], tuple[Any, ...]]] = {
        ("revision", "revision_file", "revision_line"): lambda row: _seen_or_read(row, run, applied, made),
        ("_next_revision", "_next_file", "_next_line"): lambda row: _next(row, pending, coming),
        ("_end_revision", "_end_file", "_end_line"): run.dropped,
        ("file", "line", "_declarers"): models.of,
    }
    return [
        row | {name: value for names, of in words.items() for name, value in zip(names, of(row), strict=True)}
        for row in found
    ]


def _seen_or_read(row: dict[str, Any], run: RunLineage, lineage: TextLineage, made: TextLineage) -> Place:
    """What was seen to run; what the text says where no replay was recorded, or it did not get there.

    Text knows the line of a column or constraint inside the arguments of an operation, which is one statement.
    """
    seen, read = run.touched(row), _past(row, lineage, made)
    if seen is None:
        return read
    inside = row["object_kind"] in (*_NAMED_IN_TABLES, "comment") and seen[:2] == read[:2]
    return read if inside and (read.line or 0) > (seen.line or 0) else seen


def _past(row: dict[str, Any], lineage: TextLineage, made: TextLineage) -> Place:
    """Who made an object that one side lacks; who touched last one that both have."""
    place = _made_or_touched(row, lineage, made, lacking=row["change"] != "changed")
    if place is NOWHERE and row["in_chain"] is True and row["object_kind"] in _IN_TABLES:
        return lineage.created(row["schema"], row["table"])
    return place


def _next(row: dict[str, Any], lineage: TextLineage, made: TextLineage) -> Place:
    """Which pending revision makes an object that is missing; which touches another one."""
    return _made_or_touched(row, lineage, made, lacking=row["change"] == "missing")


def _made_or_touched(row: dict[str, Any], lineage: TextLineage, made: TextLineage, *, lacking: bool) -> Place:
    """Who makes what is ``lacking`` somewhere, else who touches it; a comment is set on what was made before."""
    place = _touching(row, made) if lacking and row["object_kind"] != "comment" else NOWHERE
    return _touching(row, lineage) if place is NOWHERE else place


def _touching(row: dict[str, Any], lineage: TextLineage) -> Place:
    schema, table, name = row["schema"], row["table"], row["name"]
    if row["object_kind"] == "table":
        return lineage.touched(schema, table, "")
    if row["object_kind"] == "comment":
        return lineage.touched(schema, table, name.partition(" ")[2])
    columns = row.get("_columns")
    inside = (
        []
        if not columns or row["object_kind"] != "constraint"
        else [name for each in listed(str(columns)) for name in parts(each)]
    )
    place = lineage.touched(schema, table, name.partition("(")[0], *inside)
    if place is not NOWHERE or row["object_kind"] in _NAMED_IN_TABLES:
        return place
    return lineage.touched(schema, "", name.partition("(")[0])


class _ModelPlaces:
    """Where models declare tables and columns, and how many MetaData declare a table."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._columns = {
            (row["metadata"], row["schema"], row["table"], row["column"]): (row["file"], row["line"])
            for row in records(frames.get("model_columns", pd.DataFrame()))
        }
        self._tables: dict[tuple[str, str, str], tuple[Any, Any]] = {}
        self._declarers: dict[tuple[str, str], list[str]] = {}
        for row in records(frames.get("models", pd.DataFrame())):
            self._tables[row["metadata"], row["schema"], row["table"]] = (row["file"], row["line"])
            self._declarers.setdefault((row["schema"], row["table"]), []).append(row["metadata"])

    def of(self, row: dict[str, Any]) -> tuple[str | None, int | None, int]:
        """File and line of the declaration, that of the column where one is meant, and the number of declarers."""
        schema, table = row["schema"], row["table"]
        known = self._declarers.get((schema, table), [])
        metadata = row["declarer"].removeprefix(MODELS) or (known[0] if known else "")
        named = _column_of(row)
        file, line = self._columns.get((metadata, schema, table, named), (None, None)) if named else (None, None)
        place = (file, line) if file else self._tables.get((metadata, schema, table), (None, None))
        return (*place, len(known))


def _column_of(row: dict[str, Any]) -> str:
    if row["object_kind"] == "column":
        return str(row["name"])
    if row["object_kind"] == "comment":
        kind, _, name = str(row["name"]).partition(" ")
        return name if kind == "column" else ""
    columns = row.get("_columns")
    named = listed(str(columns or ""))
    return parts(named[0])[0] if len(named) == 1 else ""
