"""Columns that the records of several object kinds share."""

from auditlib.frames.spec import DATABASES, Column, key, text

SOURCE = key("source", "`live`, `replay`, `replay:head`, or `models:` and the import path of a MetaData")
SCHEMA = key("schema", "schema of the object")
TABLE = key("table", "table of the object")


def owner() -> Column:
    """The role that owns an object."""
    meaning = "owning role; null: initdb made it"
    return text("owner", meaning, compared=True, sources=DATABASES, between_databases=True)


def ddl() -> Column:
    """The statement that makes an object again."""
    return text("ddl", "statement that makes it again", sources=DATABASES, makes=True)


def ddl_after() -> Column:
    """What makes an object whole again that its statement cannot say."""
    return text("ddl_after", "statements that make the rest of it again", sources=DATABASES, makes=True)
