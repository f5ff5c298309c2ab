"""SQLAlchemy's schema functions → things: `sa.Column(…)`, `sa.ForeignKeyConstraint(…)`, `sa.table(…)`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from auditlib.collect.revisions.things import (
    Asked,
    Change,
    ColumnThing,
    Connection,
    ConstraintThing,
    OwnClass,
    SqlType,
    TableThing,
    names,
    text_or_none,
)
from auditlib.collect.revisions.types import as_type, sql_type
from auditlib.collect.revisions.values import UNKNOWN, Dotted

LIBRARIES = frozenset(
    {"sqlalchemy", "sqlmodel", "pgvector", "alembic", "geoalchemy2", "sqlalchemy_utils", "flask_sqlalchemy"}
)
_NO_TYPE = frozenset({"Identity", "Computed", "Sequence", "FetchedValue", "DefaultClause", "ColumnDefault"})
_CONSTRAINTS = {
    "PrimaryKeyConstraint": "primary key",
    "UniqueConstraint": "unique",
    "CheckConstraint": "check",
    "ExcludeConstraint": "exclusion",
}


def library_call(name: Dotted, node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """What a function of SQLAlchemy's gives, ``UNKNOWN`` where it does not matter here."""
    handler = _HANDLERS.get(name.last)
    if handler is not None:
        return handler(node, values, named)
    if name.last in _CONSTRAINTS:
        return _constraint(_CONSTRAINTS[name.last], node, values, named)
    if name.last == "from_engine":
        return Asked()
    if name.last in ("insert", "update", "delete"):
        return Change(name.last.upper(), as_table(values[0] if values else named.get("table")))
    if name.last in ("select", "exists", "union", "union_all", "lambda_stmt"):
        return Change("SELECT", None)
    return sql_type(name, values, named) or UNKNOWN


def as_table(value: Any) -> TableThing | None:
    """The table that a value is, or is mapped to."""
    if isinstance(value, OwnClass):
        return value.table()
    return value if isinstance(value, TableThing) else None


def _column(node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> ColumnThing:
    name = text_or_none(values[0]) if values else text_or_none(named.get("name"))
    rest = list(zip(values, node.args, strict=False))[1 if name is not None else 0 :]
    typed = [(value, arg) for value, arg in rest[:1] if _may_be_type(value, arg)]
    kind = as_type(*typed[0]) if typed else as_type(named["type_"]) if "type_" in named else None
    constraints = [value for value, _ in rest if isinstance(value, ConstraintThing)]
    for flag, constraint in (("primary_key", "primary key"), ("unique", "unique")):
        if named.get(flag) is True:
            constraints.append(ConstraintThing(constraint, node.lineno))
    return ColumnThing(name, kind, node.lineno, tuple(constraints), named.get("index") is True)


def _may_be_type(value: Any, node: ast.expr) -> bool:
    if isinstance(value, ConstraintThing):
        return False
    called = node.func if isinstance(node, ast.Call) else node
    last = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return isinstance(value, SqlType | Dotted) or last not in _NO_TYPE


def _foreign_key(node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> ConstraintThing:
    return ConstraintThing("foreign key", node.lineno, text_or_none(named.get("name")), (), _target(values[:1]))


def _foreign_key_constraint(node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> ConstraintThing:
    local = names(values[0] if values else named.get("columns"))
    remote = names(values[1] if len(values) > 1 else named.get("refcolumns"))
    name = text_or_none(values[2] if len(values) > 2 else named.get("name"))
    return ConstraintThing("foreign key", node.lineno, name, local, _target(remote))


def _target(columns: Sequence[Any]) -> str | None:
    """``user (id)`` of ``user.id``."""
    split = [str(each).rpartition(".") for each in columns if isinstance(each, str)]
    return f"{split[0][0]} ({', '.join(last for _, _, last in split)})" if split and split[0][0] else None


def _constraint(kind: str, node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> ConstraintThing:
    columns = tuple(str(each) for each in values if isinstance(each, str)) if kind != "check" else ()
    return ConstraintThing(kind, node.lineno, text_or_none(named.get("name")), columns)


def _table(node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> TableThing:
    return TableThing(text_or_none(values[0]) if values else None, text_or_none(named.get("schema")), tuple(values[1:]))


def _first(node: ast.Call, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
    return values[0] if values else named.get("text", UNKNOWN)


_HANDLERS: dict[str, Callable[[ast.Call, Sequence[Any], Mapping[str, Any]], Any]] = {
    "text": _first,
    "quoted_name": _first,
    "DDL": _first,
    "inspect": lambda node, values, named: Asked(),
    "Inspector": lambda node, values, named: Asked(),
    "Column": _column,
    "column": _column,
    "ForeignKey": _foreign_key,
    "ForeignKeyConstraint": _foreign_key_constraint,
    "table": _table,
    "Table": _table,
    "Session": lambda node, values, named: Connection(),
    "sessionmaker": lambda node, values, named: Connection(),
    "scoped_session": lambda node, values, named: Connection(),
    "create_engine": lambda node, values, named: Connection(),
    "MetaData": lambda node, values, named: Dotted("sqlalchemy.MetaData()"),
}
