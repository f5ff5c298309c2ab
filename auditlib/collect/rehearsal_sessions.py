"""The statements of the rehearsed revisions, in one transaction for all where production has one.

What a step did that failed is undone, so that the next one begins as production would find it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import psycopg
from psycopg import pq

from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_lending import Lender, Need
from auditlib.collect.replay_loans import Connection
from auditlib.collect.replay_plan import Stamp
from auditlib.collect.replay_running import Running
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.collect.sessions import Answer, Message

_POINT = b"savepoint auditlib_step"
_BACK = b"rollback to savepoint auditlib_step"


class NoLender(Lender):
    """Lends nothing: what the live database lacks is what stops production."""

    def __init__(self, extensions: Extensions) -> None:
        super().__init__({}, extensions)

    def lend(self, connection: Connection, error: psycopg.Error, need: Need) -> bool:
        """Nothing is lent."""
        return False

    def lend_relation(self, connection: Connection, words: str, need: Need) -> bool:
        """Nothing is lent."""
        return False


class RehearsalSessions(ChainSessions):
    """The connections of the rehearsal. ``together``: the step under way shares a transaction with those before it."""

    def __init__(self, conninfo: str, extensions: Extensions, *, statement_timeout_s: float) -> None:
        super().__init__(conninfo, NoLender(extensions), extensions, statement_timeout_s=statement_timeout_s)
        self.together = False
        self._points: set[int] = set()

    def __enter__(self) -> RehearsalSessions:
        return self

    def begin(self, number: int, *, applied: bool, stamps: Collection[str] = ()) -> None:
        """A step begins; in a transaction that goes on, what was locked before it stays so."""
        if not self.together:
            super().begin(number, applied=applied, stamps=stamps)
            return
        self._points.clear()
        self.running = Running(number, applied, stamps=stamps)
        self.recorder.statements = []

    def undo(self) -> None:
        """Go back to before the step, as far as its transaction has not ended."""
        for connection in self._open.values():
            if id(connection) in self._points and not connection.closed:
                connection.execute(_BACK)
                self.recorder.went_back(connection)

    def refuses(self, stamp: Stamp) -> str | None:
        """What PostgreSQL says to a stamp, which is not left standing; none where it takes it."""
        connection = next((each for each in self._open.values() if not each.closed), None)
        if connection is None:
            with psycopg.connect(self._databases[next(iter(self._databases))]) as fresh:
                return _refusal(fresh, stamp)
        return _refusal(connection, stamp)

    def _execute(self, message: Message) -> Answer:
        self._mark(message)
        return super()._execute(message)

    def _executemany(self, message: Message) -> Answer:
        self._mark(message)
        return super()._executemany(message)

    def _end(self, message: Message, how: str) -> Answer:
        self._points.discard(id(self.connection(message)))
        return super()._end(message, how)

    def _mark(self, message: Mapping[str, Any]) -> None:
        connection = self.connection(message)
        if not self.together or connection.autocommit or id(connection) in self._points:
            return
        if connection.info.transaction_status != pq.TransactionStatus.INERROR:
            connection.execute(_POINT)
            self._points.add(id(connection))


def _refusal(connection: psycopg.Connection[Any], stamp: Stamp) -> str | None:
    try:
        with connection.transaction(force_rollback=True):
            for text, parameters in stamp:
                connection.execute(text.encode(), parameters)
    except psycopg.Error as error:
        return error.diag.message_primary or str(error)
    return None
