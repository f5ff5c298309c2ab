"""Settings that a revision makes for its session and that would make us deaf, or have our own questions cancelled.

They are set back after a statement that names one of them, and after no other: notices go on being sent, and the time
limits are ours. How quick a statement is in scratch, on empty tables and among our questions, tells nothing of
production. ``lock_timeout`` stays the chain's.
"""

from __future__ import annotations

import re
from typing import Any

import psycopg
from psycopg import pq

from auditlib.collect.replay_notices import LEVEL

_NAMED = re.compile(
    r"\b(?:client_min_messages|statement_timeout|transaction_timeout|idle_in_transaction_session_timeout"
    r"|idle_session_timeout)\b",
    re.I,
)
SILENCED = "A statement turns notices off and does more than that: what its own guards skip is not seen (HIS020)."
_ENGLISH = re.compile(r"(?:C|POSIX|en|english)(?![a-z])|$", re.I)  # an empty one is the environment's, which is ours
_FOREIGN = "Scratch speaks {}, which its role may not change: what the chain lacks or skips (HIS020) is not understood."


def set_back(connection: psycopg.Connection[Any], text: str, timeout_ms: int) -> None:
    """After ``text`` ran: what it names of these settings is ours again, in its transaction and after it.

    A plain SET does both, whether the text said LOCAL or not: it takes the place of either.
    """
    names = named(text)
    if not names or connection.closed or connection.info.transaction_status == pq.TransactionStatus.INERROR:
        return
    ours = {"client_min_messages": LEVEL, "statement_timeout": str(timeout_ms)}
    since = {"transaction_timeout": 170_000}
    known = [name for name in names if connection.info.server_version >= since.get(name, 0)]
    # The limit of statements first, and nothing that takes time: until then the chain's own holds.
    known.sort(key=lambda name: (name != "statement_timeout", name))
    connection.execute("; ".join(f"set {name} = {ours.get(name, '0')}" for name in known).encode())


def named(text: str) -> set[str]:
    """The settings of these that a text names."""
    return {found[0].lower() for found in _NAMED.finditer(text)}


def language(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """A remark on ``messages`` where PostgreSQL's are not in English: they are read for what is lacking."""
    row = connection.execute("show lc_messages").fetchone()
    return {} if row is None or _ENGLISH.match(row[0]) else {"messages": _FOREIGN.format(row[0])}
