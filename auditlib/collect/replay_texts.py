"""Texts of the chain's statements: where in them PostgreSQL points, and which of them can be undone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import pq

from auditlib.collect.replay_sent import Text
from auditlib.collect.sqltext.positions import first_token, pieces

# These end or shape the transaction, so that no savepoint of ours may stand around them.
_SHAPES_TRANSACTION = re.compile(
    r"(begin|start\s+transaction|commit|rollback|end|abort|savepoint|release|prepare\s+transaction)\b", re.I
)


def position(text: Text, error: psycopg.Error) -> int | None:
    """Where in the whole text PostgreSQL points, in characters from 0; at the statement where it points nowhere."""
    place = error.diag.statement_position
    if place:
        return text.start + int(place) - 1
    return text.start if text.own != text.whole else None


def without_placeholders(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """Without values a percent sign is only text, doubled or not: some drivers take it alone, others want two."""
    if message.get("parameters") is None or message["parameters"]:
        return message
    return {**message, "sql": str(message["sql"]).replace("%%", "%"), "parameters": None}


def can_be_undone(connection: psycopg.Connection[Any], text: str) -> bool:
    """The connection can go back to before the text, which does not end or shape the transaction itself."""
    if connection.closed or connection.info.transaction_status == pq.TransactionStatus.INERROR:
        return False
    return not any(_SHAPES_TRANSACTION.match(piece, first_token(piece, 0)) for _start, piece in pieces(text))
