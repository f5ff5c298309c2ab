"""Columns that the records of several object kinds share."""

from auditlib.frames.spec import DATABASES, Column, key, text

SOURCE = key("source", "`live`, `replay`, `replay:head`, or `models:` and the import path of a MetaData")
SCHEMA = key("schema", "schema of the object")
TABLE = key("table", "table of the object")


def owner() -> Column:
    """The role that owns an object."""
    meaning = "owning role; null: initdb made it"
    return text("owner", meaning, compared=True, sources=DATABASES, between_databases=True)
