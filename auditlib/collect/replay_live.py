"""The live schema's frames as definitions that can be lent to the chain, one object at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from psycopg import sql

_NEXTVAL = re.compile(r"nextval\('(?P<name>[^']+)'::regclass\)")
_KINDS = {"table": "tables", "view": "views", "sequence": "sequences", "index": "indexes", "type": "types"}


@dataclass(frozen=True)
class Column:
    """A live column, as text of SQL."""

    name: str
    type: str
    nullable: bool
    default: str | None
    identity: str | None
    generated: str | None


@dataclass(frozen=True)
class Constraint:
    """A live constraint and the names of its columns."""

    name: str
    kind: str
    columns: tuple[str, ...]
    definition: str


class Live:
    """Object frames of source ``live``, looked up by name."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames = {
            name: frame[frame["source"].eq("live")] if "source" in frame else frame for name, frame in frames.items()
        }
        self.schemas = set(self._column("schemas", "schema")) | {"public"}
        self.extensions = set(self._column("extensions", "extension"))

    def __bool__(self) -> bool:
        return not self._frame("tables").empty

    def kind(self, schema: str, name: str) -> str:
        """`table`, `view`, `sequence` or nothing."""
        return next((kind for kind in ("table", "view", "sequence") if self.has(kind, schema, name)), "")

    def knows(self, schema: str, name: str) -> bool:
        """The live database has something of that name in the schema."""
        return any(self.has(kind, schema, name) for kind in (*_KINDS, "function"))

    def has(self, kind: str, schema: str, name: str) -> bool:
        """The live database has such an object."""
        return not self._found(kind, schema, name).empty

    def columns(self, schema: str, table: str) -> list[Column]:
        """Columns of a table, in order."""
        frame = self._of_table("columns", schema, table)
        rows = frame.sort_values("position").to_dict("records") if not frame.empty else []
        return [
            Column(
                row["column"],
                row["type"],
                bool(row["nullable"]),
                _given(row["default"]),
                _given(row["identity"]),
                _given(row["generated"]),
            )
            for row in rows
        ]

    def constraint(self, schema: str, table: str, name: str) -> Constraint | None:
        """A constraint of a table by name."""
        return next((each for each in self._constraints(schema, table) if each.name == name), None)

    def primary_key(self, schema: str, table: str) -> Constraint | None:
        """The primary key of a table."""
        return next((each for each in self._constraints(schema, table) if each.kind == "primary key"), None)

    def unique_keys(self, schema: str, table: str) -> list[Constraint]:
        """Primary key and unique constraints."""
        return [each for each in self._constraints(schema, table) if each.kind in ("primary key", "unique")]

    def unique_indexes(self, schema: str, table: str) -> list[sql.Composable]:
        """Definitions of unique indexes that serve no constraint."""
        frame = self._of_table("indexes", schema, table)
        plain = frame[frame["constraint"].isna() & frame["unique"].fillna(False).astype(bool)]
        return [sql.SQL(text) for text in plain["definition"].dropna()]

    def add_column(self, place: tuple[str, str], column: Column) -> list[sql.Composable]:
        """Statements that add a column as the live table has it, but for NOT NULL."""
        table, name = sql.Identifier(*place), sql.Identifier(column.name)
        sequence = _NEXTVAL.search(column.default or "")
        if sequence:
            kind = column.type if column.type in ("smallint", "integer") else "bigint"
            made = sql.SQL(f"create sequence if not exists {sequence['name']} as {kind}")
            owned = sql.SQL("alter sequence " + sequence["name"] + " owned by {}.{}").format(table, name)
            return [made, self._column_statement(table, name, column), owned]
        return [self._column_statement(table, name, column)]

    @staticmethod
    def _column_statement(table: sql.Composable, name: sql.Composable, column: Column) -> sql.Composable:
        extra = ""
        if column.identity:
            extra = f" generated {column.identity} as identity"
        elif column.generated:
            extra = f" generated always as ({column.generated}) stored"
        elif column.default:
            extra = f" default {column.default}"
        return sql.SQL("alter table {} add column {} " + _escaped(column.type + extra)).format(table, name)

    @staticmethod
    def add_constraint(place: tuple[str, str], constraint: Constraint) -> sql.Composable:
        """A statement that adds a constraint by the server's own text."""
        return sql.SQL("alter table {} add constraint {} " + _escaped(constraint.definition)).format(
            sql.Identifier(*place), sql.Identifier(constraint.name)
        )

    def ddl(self, kind: str, schema: str, name: str) -> list[sql.Composable]:
        """Statements that make an object that is no table; empty where the frames do not say how."""
        if kind == "schema":
            return [sql.SQL("create schema if not exists {}").format(sql.Identifier(name))]
        makers: dict[str, Callable[[sql.Composable, Mapping[Any, Any]], list[sql.Composable]]] = {
            "type": _type,
            "sequence": _sequence,
            "view": _view,
            "function": _function,
            "index": lambda _place, row: [sql.SQL(row["definition"])],
        }
        found = self._found(kind, schema, name).to_dict("records")
        identifier = sql.Identifier(schema, name)
        return [statement for row in found for statement in makers[kind](identifier, row)] if kind in makers else []

    def _constraints(self, schema: str, table: str) -> list[Constraint]:
        rows = self._of_table("constraints", schema, table).to_dict("records")
        return [
            Constraint(row["constraint"], row["constraint_kind"], _names(row["columns"]), row["definition"])
            for row in rows
            if _given(row["definition"])
        ]

    def _found(self, kind: str, schema: str, name: str) -> pd.DataFrame:
        frame = self._frame(_KINDS.get(kind, f"{kind}s"))
        if frame.empty or kind not in frame:
            return frame.head(0)
        return frame[frame["schema"].eq(schema) & frame[kind].eq(name)]

    def _of_table(self, frame_name: str, schema: str, table: str) -> pd.DataFrame:
        frame = self._frame(frame_name)
        return frame if frame.empty else frame[frame["schema"].eq(schema) & frame["table"].eq(table)]

    def _column(self, frame_name: str, column: str) -> list[str]:
        frame = self._frame(frame_name)
        return [] if frame.empty else list(frame[column])

    def _frame(self, name: str) -> pd.DataFrame:
        return self._frames.get(name, pd.DataFrame())


def _type(identifier: sql.Composable, row: Mapping[Any, Any]) -> list[sql.Composable]:
    if row["type_kind"] == "enum":
        return [sql.SQL("create type {} as enum (" + _escaped(_given(row["labels"]) or "") + ")").format(identifier)]
    if row["type_kind"] == "domain":
        return [sql.SQL("create domain {} as " + _escaped(row["base_type"])).format(identifier)]
    if row["type_kind"] == "composite":
        return [sql.SQL("create type {} as (" + _escaped(_given(row["checks"]) or "") + ")").format(identifier)]
    return []


def _sequence(identifier: sql.Composable, row: Mapping[Any, Any]) -> list[sql.Composable]:
    return [sql.SQL("create sequence {} as " + (_given(row["data_type"]) or "bigint")).format(identifier)]


def _view(identifier: sql.Composable, row: Mapping[Any, Any]) -> list[sql.Composable]:
    kind = row["view_kind"]
    return [sql.SQL(f"create {kind} {{}} as " + _escaped(row["definition"])).format(identifier)]


def _function(identifier: sql.Composable, row: Mapping[Any, Any]) -> list[sql.Composable]:
    if row["function_kind"] != "function" or not _given(row["body"]):
        return []
    head = _escaped(f"({row['arguments']}) returns {row['returns']} language {row['language']}")
    text = f"create function {{}}{head} as {{}}"
    return [sql.SQL(text).format(identifier, sql.Literal(row["body"]))]


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _given(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _names(listed: Any) -> tuple[str, ...]:
    """Identifiers of a list as the frames write it, unquoted."""
    found = re.findall(r'"((?:[^"]|"")+)"|([^,\s"]+)', listed if isinstance(listed, str) else "")
    return tuple(quoted.replace('""', '"') or bare for quoted, bare in found)
