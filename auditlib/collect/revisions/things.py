"""What a version file handles: connections, tables, columns, types, statements, its own functions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from auditlib.collect.revisions.values import UNKNOWN, Bound, Dotted, Scope, Thing

DIALECT = "postgresql"  # the only one that is audited: branches for others are not taken


@dataclass(frozen=True)
class Asked(Thing):
    """What the database answered: an inspector, a row of its catalog, anything made of them."""

    def attribute(self, name: str) -> Any:
        """Whatever is taken from an answer is an answer; an inspector's dialect is known."""
        return Dialect() if name == "dialect" else self


@dataclass(frozen=True)
class Connection(Thing):
    """A connection, session, engine or migration context of Alembic's."""

    def attribute(self, name: str) -> Any:
        """Its dialect is PostgreSQL, and so is an engine's name; bind, engine and the like are connections too."""
        if name == "dialect":
            return Dialect()
        if name == "name":
            return DIALECT
        return self if name in ("bind", "engine", "connection", "impl") else Bound(self, name)


@dataclass(frozen=True)
class Dialect(Thing):
    """The dialect of the audited database."""

    def attribute(self, name: str) -> Any:
        """Its name is ``postgresql``, and its description begins with that."""
        return {"name": DIALECT, "dialect_description": f"{DIALECT}+psycopg2"}.get(name, UNKNOWN)


@dataclass(frozen=True)
class Batch(Thing):
    """What ``batch_alter_table`` gives."""

    table: str | None
    schema: str | None


@dataclass(frozen=True)
class SqlType(Thing):
    """A column type as PostgreSQL spells it; of an enum also its name and labels."""

    text: str
    enum: str | None = None
    labels: tuple[str, ...] = ()
    schema: str | None = None
    made_with_table: bool = True


@dataclass(frozen=True)
class ConstraintThing(Thing):
    """A constraint inside a table or column."""

    kind: str
    line: int
    name: str | None = None
    columns: tuple[str, ...] = ()
    target: str | None = None


@dataclass(frozen=True)
class ColumnThing(Thing):
    """A column inside a table or an ``add_column``."""

    name: str | None
    type: SqlType | None
    line: int
    constraints: tuple[ConstraintThing, ...] = ()
    indexed: bool = False


@dataclass(frozen=True)
class TableThing(Thing):
    """A table that data statements go to; ``columns`` where it can be created from here."""

    name: str | None
    schema: str | None = None
    parts: tuple[Any, ...] = field(default=(), hash=False)

    def attribute(self, name: str) -> Any:
        """Columns are not followed."""
        return UNKNOWN if name in ("c", "columns") else Bound(self, name)


@dataclass(frozen=True)
class Change(Thing):
    """An INSERT, UPDATE or DELETE made with SQLAlchemy's functions; further calls on it leave it one."""

    command: str
    table: TableThing | None


@dataclass(frozen=True)
class OwnFunction(Thing):
    """A function of the same file."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    scope: Scope = field(hash=False)


@dataclass(frozen=True)
class OwnClass(Thing):
    """A class of the same file: constants, an enum, a model for the session."""

    values: Mapping[str, Any] = field(hash=False)

    def attribute(self, name: str) -> Any:
        """A constant of its body; of a model also its table, and the MetaData that it has from its base."""
        inherited = {"__table__": self.table() or UNKNOWN, "metadata": Dotted("sqlalchemy.MetaData()")}
        return self.values.get(name, inherited.get(name, UNKNOWN))

    def table(self) -> TableThing | None:
        """Its table, where it is a model."""
        name = self.values.get("__tablename__", self.values.get("__table__"))
        return name if isinstance(name, TableThing) else TableThing(name) if isinstance(name, str) else None


def text_or_none(value: Any) -> str | None:
    """``value`` if it is text."""
    return str(value) if isinstance(value, str) else None


def names(value: Any) -> tuple[str, ...]:
    """The strings in a list of column names; one string is a list of one."""
    if isinstance(value, str):
        return (str(value),)
    return tuple(str(each) for each in value if isinstance(each, str)) if isinstance(value, tuple | list) else ()
