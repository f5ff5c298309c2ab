"""Schemas that models name and do not make: a project's migrations make them, or whoever sets the database up."""

from __future__ import annotations

import re

import psycopg
from psycopg import sql

_MISSING = re.compile(r'schema "(?P<name>.+)" does not exist')
_PRESENT = re.compile(r'schema "(?P<name>.+)" already exists')
_INVALID = "3F000"
_DUPLICATE = "42P06"


class Schemas:
    """One is made when a statement is refused for the want of it, so that a listener that makes it comes first.

    A listener that comes later than the first type in its schema is told that it has made it.
    """

    def __init__(self) -> None:
        self._lent: set[tuple[str, str]] = set()

    def make(self, conninfo: str, message: str, sqlstate: str | None) -> bool:
        """Whether the schema that a refusal says does not exist is there now."""
        missing = _MISSING.fullmatch(message) if sqlstate == _INVALID else None
        if missing is None:
            return False
        try:
            with psycopg.connect(conninfo, autocommit=True) as connection:
                connection.execute(sql.SQL("create schema {}").format(sql.Identifier(missing["name"])))
        except psycopg.Error:
            return False
        self._lent.add((conninfo, missing["name"]))
        return True

    def forgive(self, conninfo: str, message: str, sqlstate: str | None) -> bool:
        """Whether a statement makes, for the first time, a schema that was made for others before it."""
        present = _PRESENT.fullmatch(message) if sqlstate == _DUPLICATE else None
        lent = (conninfo, present["name"]) if present else None
        if lent not in self._lent:
            return False
        self._lent.discard(lent)
        return True
