"""What a revision does to its session that would make us deaf, or have our own questions cancelled or misread.

Settings are set back after a statement that names one of them, itself, by its values or in a routine that the chain
made: notices go on being sent, and the time limits and the encoding are ours. How quick a statement is in scratch, on
empty tables and among our questions, tells nothing of production. ``lock_timeout`` stays the chain's.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg import pq

from auditlib.collect.asking import forget
from auditlib.collect.replay_notices import LEVEL

_NAMED = re.compile(
    r"\b(?:client_min_messages|statement_timeout|transaction_timeout|idle_in_transaction_session_timeout"
    r"|idle_session_timeout|client_encoding|set\s+(?:(?:session|local)\s+)?names)\b",
    re.I,
)
# One of these words is in every text that any of the others here finds: few texts need a closer look.
_WATCHED = re.compile(r"timeout|client_|names|deallocate|discard|set_config|function|procedure", re.I)
_SINCE = {"transaction_timeout": 170_000}
_FORGETS = re.compile(r"\b(?:deallocate|discard)\b", re.I)
_BY_VALUE = re.compile(r"\bset_config\b", re.I)
_MAKES_ROUTINE = re.compile(r"\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\b", re.I)
SILENCED = "A statement turns notices off and does more than that: what its own guards skip is not seen (HIS020)."
_ENGLISH = re.compile(r"(?:C|POSIX|en|english)(?![a-z])|$", re.I)  # an empty one is the environment's, which is ours
_FOREIGN = "Scratch speaks {}, which its role may not change: what the chain lacks or skips (HIS020) is not understood."


class Bounds:
    """Keeps the sessions of a replay ours, statement by statement."""

    def __init__(self, timeout_ms: int) -> None:
        self._ours = {"client_min_messages": LEVEL, "statement_timeout": str(timeout_ms), "client_encoding": "UTF8"}
        self._always: set[str] = set()  # what any later statement may set, by a routine that it calls
        self._forgetful = False

    def after(self, connection: psycopg.Connection[Any], text: str, values: Any) -> None:
        """``text`` ran with these values: what it may have set or forgotten is ours again."""
        if not (_WATCHED.search(text) or self._always or self._forgetful):
            return
        names = named(f"{text} {values}" if values and _BY_VALUE.search(text) else text)
        forgets = bool(_FORGETS.search(text))
        if _MAKES_ROUTINE.search(text):
            self._always |= names
            self._forgetful |= forgets
        if forgets or self._forgetful:
            forget(connection)
        if names | self._always:
            self._set_back(connection, names | self._always)

    def _set_back(self, connection: psycopg.Connection[Any], names: set[str]) -> None:
        """In the transaction and after it: a plain SET takes the place of either, LOCAL or not."""
        if connection.closed or connection.info.transaction_status == pq.TransactionStatus.INERROR:
            return
        known = [name for name in names if connection.info.server_version >= _SINCE.get(name, 0)]
        # The limit of statements first, and nothing that takes time: until then the chain's own holds.
        known.sort(key=lambda name: (name != "statement_timeout", name))
        connection.execute("; ".join(f"set {name} = {self._ours.get(name, '0')}" for name in known).encode())


def named(text: str) -> set[str]:
    """The settings of these that a text names."""
    found = {match[0].lower() for match in _NAMED.finditer(text)}
    return {name if "_" in name else "client_encoding" for name in found}


def language(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """A remark on ``messages`` where PostgreSQL's are not in English: they are read for what is lacking."""
    row = connection.execute("show lc_messages").fetchone()
    return {} if row is None or _ENGLISH.match(row[0]) else {"messages": _FOREIGN.format(row[0])}
