"""What event triggers of ours tell of the objects that a statement touched, on the connection that sent it.

They tell by messages, so no table of ours stands in the database, nothing more is asked, and a refused statement leaves
nothing behind. What they tell is a hint of where to look: the catalog is what is believed.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import psycopg
from psycopg import errors

from auditlib.collect.catalog_copy import question

_CODE = "AUDIT"
RIGHTS = ("GRANT", "REVOKE")  # of them the server tells no object
_ROW = re.compile(r"(\d+) (\d+) (\d+) (\w+)")
MOST_TOLD = 100_000  # of one statement; whoever sends more means no good


class Notice(NamedTuple):
    """An object as the server numbers it: catalog, object, column, and the command that touched it."""

    catalog: int
    number: int
    column: int
    command: str

    @property
    def dropped(self) -> bool:
        """It is gone."""
        return self.command == "DROP"


class Ear:
    """Gathers what was told since the last time it was asked."""

    def __init__(self) -> None:
        self._told: list[Notice] = []

    def listen(self, connection: psycopg.Connection[Any]) -> None:
        """Hear what this connection's statements touch."""
        connection.add_notice_handler(self._hear)

    def take(self) -> list[Notice]:
        """What was told, each once, in order."""
        told, self._told = list(dict.fromkeys(self._told)), []
        return told

    def _hear(self, said: errors.Diagnostic) -> None:
        if said.sqlstate == _CODE and len(self._told) < MOST_TOLD:
            rows = _ROW.finditer(said.message_primary or "")
            self._told += [Notice(int(row[1]), int(row[2]), int(row[3]), row[4]) for row in rows]


def install(connection: psycopg.Connection[Any]) -> None:
    """Put the event triggers in. Raises ``psycopg.errors.InsufficientPrivilege`` for who is no superuser."""
    connection.execute(question("replay/listen", connection.info.server_version // 10_000), prepare=False)
