"""SQLAlchemy's types as PostgreSQL spells them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from auditlib.collect.revisions.things import OwnClass, SqlType, text_or_none
from auditlib.collect.revisions.values import Dotted

_PLAIN = {
    "integer": "integer", "int": "integer", "biginteger": "bigint", "bigint": "bigint",
    "smallinteger": "smallint", "smallint": "smallint", "text": "text", "unicodetext": "text",
    "boolean": "boolean", "float": "double precision", "double": "double precision",
    "double_precision": "double precision", "real": "real", "date": "date", "largebinary": "bytea",
    "bytea": "bytea", "blob": "bytea", "pickletype": "bytea", "json": "json", "jsonb": "jsonb", "uuid": "uuid",
    "interval": "interval", "inet": "inet", "cidr": "cidr", "macaddr": "macaddr", "tsvector": "tsvector",
    "tsquery": "tsquery", "hstore": "hstore", "money": "money", "oid": "oid", "regclass": "regclass",
    "citext": "citext", "int4range": "int4range", "int8range": "int8range", "numrange": "numrange",
    "daterange": "daterange", "tsrange": "tsrange", "tstzrange": "tstzrange", "ltree": "ltree",
}  # fmt: skip
_SIZED = {
    "string": "character varying", "varchar": "character varying", "unicode": "character varying",
    "nvarchar": "character varying", "autostring": "character varying", "char": "character", "nchar": "character",
    "numeric": "numeric", "decimal": "numeric", "vector": "vector", "halfvec": "halfvec", "bit": "bit",
}  # fmt: skip
_TIMES = {"datetime": "timestamp", "timestamp": "timestamp", "time": "time"}
_ENUMS = frozenset({"enum"})


def sql_type(name: Dotted, values: Sequence[Any], named: Mapping[str, Any]) -> SqlType | None:
    """The type that calling ``name`` makes, ``None`` where it is no type that is known here."""
    plain = name.last.lower()
    if plain in _ENUMS:
        return _enum(name, values, named)
    if plain == "array":
        item = as_type(values[0] if values else named.get("item_type"))
        dimensions = named.get("dimensions")
        return SqlType(
            (item.text if item else "anyelement") + "[]" * (dimensions if isinstance(dimensions, int) else 1)
        )
    if plain in _TIMES:
        zone = named.get("timezone", values[0] if values else False)
        return SqlType(f"{_TIMES[plain]} with{'' if zone is True else 'out'} time zone")
    if plain in _SIZED:
        return SqlType(_SIZED[plain] + _size(values, named))
    return SqlType(_PLAIN[plain]) if plain in _PLAIN else None


def as_type(value: Any, node: ast.expr | None = None) -> SqlType | None:
    """The type in a column's place: made, or only named; ``node`` spells what is not known here."""
    if isinstance(value, SqlType):
        return value
    if isinstance(value, Dotted):
        found = sql_type(value, (), {})
        return found if found is not None else SqlType(value.last)
    return SqlType(ast.unparse(node)) if node is not None and not isinstance(value, OwnClass) else None


def _size(values: Sequence[Any], named: Mapping[str, Any]) -> str:
    length = named.get("length", named.get("dim"))
    given = [length] if length is not None else [named.get("precision"), named.get("scale")]
    sizes = [str(each) for each in (values or given) if isinstance(each, int) and not isinstance(each, bool)]
    return f"({','.join(sizes)})" if sizes else ""


def _enum(name: Dotted, values: Sequence[Any], named: Mapping[str, Any]) -> SqlType:
    first = values[0] if values else None
    members = first.values.values() if isinstance(first, OwnClass) else values
    labels = tuple(str(each) for each in members if isinstance(each, str))
    said = text_or_none(named.get("name"))
    if named.get("native_enum") is False:
        longest = max((len(each) for each in labels), default=0)
        return SqlType(f"character varying({longest})" if longest else "character varying")
    return SqlType(
        said or "enum",
        enum=said,
        labels=labels,
        schema=text_or_none(named.get("schema")),
        made_with_table=named.get("create_type") is not False,
    )
