"""The statements of the chain, run one by one in scratch; a refused one is tried again once what it lacks is lent."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import pq

from auditlib.collect import connection_tries, processors
from auditlib.collect.asking import told
from auditlib.collect.replay_bounds import Bounds
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_lending import Lender, Need
from auditlib.collect.replay_notices import LEVEL
from auditlib.collect.replay_record import Recorder, Seen, cut, is_looked_at
from auditlib.collect.replay_renewing import COUNT, renew
from auditlib.collect.replay_running import Running
from auditlib.collect.replay_sent import Text
from auditlib.collect.replay_silence import silences
from auditlib.collect.replay_texts import can_be_undone, position, without_placeholders
from auditlib.collect.sessions import Answer, Message, Sessions, refusal

DATABASE = "replay"
LOCK_TIMEOUT = "10s"
MOST_LOANS = 200  # for one statement
# What a session takes over as it begins.
_SETS_DEFAULTS = re.compile(r"\balter\s+(?:role|user|database|system)\b", re.I)
_PREPARES = re.compile(r"\bprepare\b", re.I)


class ChainSessions(Sessions):
    """The connections of the replay, with a lender at hand."""

    def __init__(
        self,
        conninfo: str,
        lender: Lender,
        extensions: Extensions,
        *,
        statement_timeout_s: float,
        changes: Changes | None = None,
        ours: bool = False,
    ) -> None:
        """``ours``: we started the server."""
        super().__init__({DATABASE: conninfo}, statement_timeout_s=statement_timeout_s)
        self.lender = lender
        self.changes = changes or Changes("")  # one that was never started records nothing
        self._extensions = extensions
        self._ours = ours
        self._stale = False
        self._prepares = False
        self._left: list[psycopg.Connection[Any]] = []  # sessions that the probe closed
        self._later: list[Callable[[], None]] = []
        self._spoiled: tuple[psycopg.Connection[Any], psycopg.Error] | None = None
        self._bounds = Bounds(self._timeout_ms)
        self._lost: set[tuple[str, int]] = set()
        self.running = Running(0, False)
        self.recorder = Recorder()

    def __enter__(self) -> ChainSessions:
        return self

    def __exit__(self, *error: object) -> None:
        if any(error):  # nobody will look at what waits
            self._later.clear()
        self.close()

    def close(self) -> None:
        """Close every connection; what was not committed is gone."""
        self.meanwhile()
        for connection in self._open.values():
            self._over(connection, kept=False)
        super().close()
        self._forget_left()

    def answer(self, message: Message) -> Answer:
        """Do what the message asks; where a question of ours spoiled the transaction, nothing of it can be kept."""
        if self._spoiled is None or self.connection(message) is not self._spoiled[0]:
            return super().answer(message)
        spoiled, self._spoiled = refusal(self._spoiled[1]), None
        words = f"auditlib could not ask what the statement before did: {spoiled['primary']}"
        return {"error": {**spoiled, "message": words, "primary": words}}

    def lost(self) -> bool:
        """A session ended without the chain's closing it, which was not told before."""
        gone = {key for key, each in self._open.items() if each.closed} - self._lost
        self._lost |= gone
        return bool(gone)

    def later(self, work: Callable[[], None]) -> None:
        """Do something once the probe has its answer, and before anything else that it asks."""
        self._later.append(work)

    def meanwhile(self) -> None:
        """What waits, while the probe goes on."""
        while self._later:
            self._later.pop(0)()

    def _forget_left(self) -> None:
        while self._left:
            self._left.pop().close()

    def begin(self, number: int, *, applied: bool, stamps: Collection[str] = ()) -> None:
        """A step begins; only an ``applied`` one may need what the live database had once."""
        self.running = Running(number, applied, stamps=stamps)
        self.recorder.begin()
        self.later(lambda: self.changes.begin(number))
        self.later(self._count)
        self.lender.may_invent = applied

    def _count(self) -> None:
        """Where a statement is a transaction of its own, scans are counted between two steps."""
        for connection in self._open.values():
            if connection.autocommit and connection.info.transaction_status == pq.TransactionStatus.IDLE:
                told(connection, COUNT)

    def _opened(self, database: str) -> psycopg.Connection[Any]:
        connection = self._left.pop() if self._left else None
        if connection is None:
            connection = super()._opened(database)
            if self._ours:
                processors.beside_probe(connection.info.backend_pid)
            self.changes.listen(connection)
            self.recorder.notices.listen(connection)
        return connection

    def _settings(self) -> dict[str, str]:
        return {**super()._settings(), "lock_timeout": LOCK_TIMEOUT, "client_min_messages": LEVEL}

    def _end(self, message: Message, how: str) -> Answer:
        connection, place = self.connection(message), _place(message)
        kept = how == "commit" and connection.info.transaction_status != pq.TransactionStatus.INERROR
        if place and not place.get("alembic"):
            self.running.ended[id(connection)] = place["line"]
        answer = super()._end(message, how)
        self.recorder.transaction_over()
        self._over(connection, kept=kept)
        return answer

    def _over(self, connection: psycopg.Connection[Any], *, kept: bool) -> None:
        self.recorder.over(connection, kept=kept)
        self.changes.over(connection, kept=kept)

    def _close(self, message: Message) -> Answer:
        connection = self._open.pop((str(message["database"]), int(message["connection"])), None)
        if connection:
            self._over(connection, kept=False)
            self._leave(connection)
        return {}

    @contextmanager
    def lending(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection of ours as the chain's role, on which something is lent between two steps."""
        with psycopg.connect(self._databases[DATABASE], autocommit=True) as connection:
            self.changes.listen(connection)
            yield connection

    def _leave(self, connection: psycopg.Connection[Any]) -> None:
        """Keep the session for the next connection."""
        if self._stale:
            self._stale = False
            self._forget_left()
            connection.close()
            return
        try:
            renew(connection, prepares=self._prepares)
            self._prepares = False
        except psycopg.Error:
            connection.close()
        else:
            self._left.append(connection)

    def _execute(self, message: Message) -> Answer:
        plain = without_placeholders(message)
        answer: Answer = {}
        for text in self._texts(plain):
            answer = self._helped({**plain, "sql": text.own}, text, super()._execute)
        return answer

    def _executemany(self, message: Message) -> Answer:
        text = str(message["sql"])
        return self._helped(message, Text(text, 0, text), super()._executemany)

    def _texts(self, message: Message) -> list[Text]:
        """The statements of a text one by one, so that each has a line, a duration and effects of its own."""
        text = str(message["sql"])
        whole = [Text(text, 0, text)]
        if message.get("parameters") is not None or self.connection(message).autocommit or not _place(message):
            return whole
        return cut(text) or whole

    def _helped(self, message: Message, text: Text, run: Callable[[Message], Answer]) -> Answer:
        connection, place = self.connection(message), _place(message)
        self.running.statements += bool(place)
        if not place and connection_tries.outward(text.own, None):
            self.running.outward[text.own] = None

        def ran() -> Answer:
            answer = run(message)
            self._bounds.after(connection, text.own, message.get("parameters"))
            self.running.silenced |= silences(text.own)
            return answer

        def recorded() -> Answer:
            answer, seen = self.recorder.run(connection, text, place, ran)
            if text.own in self.running.stamps:
                self.running.stamped.append(self.recorder.stamped(connection, text))
            self.later(lambda: self._seen(connection, text.own, seen, answer.get("status")))
            return answer

        self.meanwhile()  # of the text's statement before
        self.changes.before(connection, text.own)
        last = ""
        for _ in range(MOST_LOANS):
            # A stamp wants nothing that could be lent.
            if text.own in self.running.stamps or not can_be_undone(connection, text.own):
                break
            try:
                return self._undoable(connection, text.own, place, recorded)
            except psycopg.Error as error:
                words = str(error)
                self.changes.forget()
                if words == last or not self.lender.lend(connection, error, self._need(text, place, error)):
                    break
                self.changes.lent(connection)
                last = words
        return self._for_good(connection, text, place, recorded)

    def _seen(self, connection: psycopg.Connection[Any], text: str, seen: Seen, status: str | None) -> None:
        try:
            self.changes.ran(connection, text, seen(), status)
        except psycopg.Error as error:
            if not connection.closed:  # else what comes next will tell
                self._spoiled = connection, error
        if connection.info.transaction_status == pq.TransactionStatus.IDLE:
            self.recorder.over(connection, kept=status != "ROLLBACK")
        self._stale = self._stale or bool(_SETS_DEFAULTS.search(text))
        self._prepares = self._prepares or bool(_PREPARES.search(text))

    def _for_good(
        self, connection: psycopg.Connection[Any], text: Text, place: Message, run: Callable[[], Answer]
    ) -> Answer:
        """Without a savepoint, so that a refusal leaves the transaction as PostgreSQL leaves it."""
        try:
            return self._extensions.run(connection, text.own, run)
        except psycopg.Error as error:
            self.changes.forget()
            self.running.refused = (text, error, place.get("line"))
            self.running.refused_first = self.running.refused_first or self.running.refused
            self.recorder.failed(connection, text, place, error)
            raise

    def _undoable(
        self, connection: psycopg.Connection[Any], text: str, place: Message, run: Callable[[], Answer]
    ) -> Answer:
        if connection.autocommit:
            return self._extensions.run(connection, text, run)
        first = connection.info.transaction_status == pq.TransactionStatus.IDLE
        if not first:  # else there is nothing to go back to but the transaction's own begin
            told(connection, b"savepoint auditlib_statement")
        try:
            answer = self._extensions.run(connection, text, run)
        except psycopg.Error:
            if not connection.closed and first:
                connection.execute(b"rollback")
                connection.execute(b"savepoint auditlib_statement")  # what is lent is lent in the chain's transaction
            elif not connection.closed:
                connection.execute(b"rollback to savepoint auditlib_statement")
            raise
        if not first:
            self.later(lambda: _in_transaction(connection, b"release savepoint auditlib_statement; " + COUNT))
        elif not (place and is_looked_at(text)):
            self.later(lambda: _in_transaction(connection, COUNT))
        return answer

    def _need(self, text: Text, place: Message, error: psycopg.Error) -> Need:
        words = error.diag.message_primary or str(error)
        refused = error.diag.internal_query or text.own
        return Need(self.running.number, place.get("line"), words, text.whole, position(text, error), refused)


def _in_transaction(connection: psycopg.Connection[Any], text: bytes) -> None:
    if not connection.closed and connection.info.transaction_status == pq.TransactionStatus.INTRANS:
        told(connection, text)


def _place(message: Message) -> Message:
    """What the probe says of the lines that sent a statement; empty where no line of a revision did."""
    context = message.get("context")
    return context if isinstance(context, dict) and isinstance(context.get("line"), int) else {}
