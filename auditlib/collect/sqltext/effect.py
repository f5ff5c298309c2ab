"""What a statement does to one object, and how names and types of a parse tree are spelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Tree = dict[str, Any]
HOLE = "hole__in__text"  # stands for a part that text cannot tell; an identifier, so that the SQL still parses


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What a statement does to one object.

    ``command`` is the SQL command, ``action`` one of `create`, `alter`, `drop`, `data`, `other`, `unknown`. ``detail``
    is a column's type, a key's target, a new name. ``columns`` are those that a constraint, an index or a statement on
    data names. ``offset`` is the character of the text where the object is named first, ``sql`` the statement with
    secrets and the literals of data masked. ``of_relation``: the rights are those of a table, view or sequence by name.
    """

    command: str
    action: str
    object_kind: str | None = None
    schema: str | None = None
    table: str | None = None
    name: str | None = None
    detail: str | None = None
    columns: tuple[str, ...] = ()
    constraint_type: str | None = None
    guard: str | None = None
    offset: int = -1
    sql: str | None = None
    of_relation: bool = False


def node(tree: Any) -> tuple[str, Tree]:
    """Name and content of a node such as ``{"ColumnDef": {…}}``."""
    if not isinstance(tree, dict) or not tree:
        return "", {}
    name, content = next(iter(tree.items()))
    return name, content if isinstance(content, dict) else {}


def strings(items: Iterable[Any] | None) -> list[str]:
    """The strings of a list of String nodes."""
    return [str(item["String"].get("sval", "")) for item in items or () if "String" in item]


def qualified(parts: Sequence[str]) -> tuple[str | None, str | None]:
    """Schema and name of a dotted name."""
    return (parts[-2] if len(parts) > 1 else None, parts[-1] if parts else None)


def named_parts(item: Any) -> list[str]:
    """The parts of the name that an object node holds."""
    name, content = node(item)
    if name == "String":
        return [str(content.get("sval", ""))]
    return strings(content.get("items") or content.get("objname") or content.get("names"))


def object_name(item: Any) -> tuple[str | None, str | None]:
    """Schema and name that an object node holds."""
    return qualified(named_parts(item))


def relation(range_var: Tree) -> dict[str, str | None]:
    """``schema`` and ``table`` of a RangeVar."""
    return {"schema": range_var.get("schemaname"), "table": range_var.get("relname")}


def descend(tree: Any) -> Iterator[tuple[str, Tree]]:
    """Every node under ``tree``, itself included."""
    if isinstance(tree, dict):
        for name, content in tree.items():
            if isinstance(content, dict):
                yield name, content
            yield from descend(content)
    elif isinstance(tree, list):
        for item in tree:
            yield from descend(item)


_TYPES = {
    "int2": "smallint",
    "int4": "integer",
    "int": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "varchar": "character varying",
    "bpchar": "character",
    "decimal": "numeric",
    "varbit": "bit varying",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "timetz": "time with time zone",
    "time": "time without time zone",
}


def type_text(type_name: Tree | None) -> str | None:
    """A type as PostgreSQL's format_type spells it, as far as text tells."""
    if not type_name:
        return None
    parts = strings(type_name.get("names"))
    schema, name = qualified(parts)
    plain = _TYPES.get(name or "", name or "") if schema in (None, "pg_catalog") else f"{schema}.{name}"
    modifiers = [_constant(each) for each in type_name.get("typmods", ())]
    dimensions = "[]" * len(type_name.get("arrayBounds", ()))
    if not modifiers or None in modifiers or plain == "interval":
        return plain + dimensions
    first, _, rest = plain.partition(" ")
    said = f"({','.join(map(str, modifiers))})"
    return (f"{first}{said} {rest}" if rest.startswith("with") else f"{plain}{said}") + dimensions


def _constant(tree: Any) -> str | None:
    name, content = node(tree)
    if name == "A_Const":
        for kind, key in (("ival", "ival"), ("sval", "sval"), ("fval", "fval")):
            if kind in content:
                return str(content[kind].get(key, 0))
    if name == "ColumnRef":
        return ".".join(strings(content.get("fields"))) or None
    return None
