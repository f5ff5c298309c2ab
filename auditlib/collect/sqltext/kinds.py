"""PostgreSQL's object types as the object kinds of the frames."""

from __future__ import annotations

_KINDS = {
    "TABLE": "table",
    "FOREIGN_TABLE": "table",
    "COLUMN": "column",
    "TABCONSTRAINT": "constraint",
    "DOMCONSTRAINT": "constraint",
    "MATVIEW": "view",
    "PROCEDURE": "function",
    "ROUTINE": "function",
    "AGGREGATE": "function",
    "DOMAIN": "type",
    "ATTRIBUTE": "type",
    "TSCONFIGURATION": "text search configuration",
    "TSDICTIONARY": "text search dictionary",
    "TSPARSER": "text search parser",
    "TSTEMPLATE": "text search template",
    "FDW": "foreign data wrapper",
}


def kind_of(object_type: str) -> str:
    """``OBJECT_MATVIEW`` and its like as an object kind."""
    plain = object_type.removeprefix("OBJECT_")
    return _KINDS.get(plain, plain.replace("_", " ").lower())


def command_of(verb: str, object_type: str) -> str:
    """The SQL command of a verb on ``OBJECT_…``."""
    return f"{verb} {object_type.removeprefix('OBJECT_').replace('_', ' ').replace('MATVIEW', 'MATERIALIZED VIEW')}"
