"""What PostgreSQL notes as a statement runs: `relation "x" already exists, skipping`, or a revision's own RAISE NOTICE.

It comes with the answer to the statement, so that nothing more is asked.
"""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import errors

LEVEL = "notice"
_NOTED = frozenset({"NOTICE", "WARNING"})
_MOST = 20  # of one statement
_LONGEST = 500


class Notices:
    """Gathers what is noted since the last time it was asked."""

    def __init__(self) -> None:
        self._heard: list[str] = []

    def listen(self, connection: psycopg.Connection[Any]) -> None:
        """Hear what is noted on this connection."""
        connection.add_notice_handler(self._hear)

    def take(self) -> str | None:
        """What was noted, a line each; none where nothing was."""
        heard, self._heard = list(dict.fromkeys(self._heard)), []
        return "\n".join(heard) or None

    def _hear(self, said: errors.Diagnostic) -> None:
        if said.severity_nonlocalized in _NOTED and len(self._heard) < _MOST:
            self._heard.append(" ".join((said.message_primary or "").split())[:_LONGEST])
