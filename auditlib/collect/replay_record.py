"""What each statement of a step did: how long it took, what it locked, rewrote and read from end to end.

The server tells it, by one question after each statement in the same transaction. Where an earlier statement of the
transaction holds a stronger lock on the same relation, the statement's own lock cannot be seen: it is marked.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, NamedTuple

import psycopg
from psycopg import errors, pq

from auditlib.collect import replay_outside as outside
from auditlib.collect import statements
from auditlib.collect.asking import asked
from auditlib.collect.catalog_copy import question
from auditlib.collect.replay_modes import MODES, STRENGTH, is_weaker
from auditlib.collect.replay_notices import Notices
from auditlib.collect.replay_sent import Lock, Statement, Text, Uncommitted
from auditlib.collect.sessions import Answer
from auditlib.collect.sqltext.effect import Effect
from auditlib.collect.sqltext.positions import first_token

Connection = psycopg.Connection[Any]
Seen = Callable[[], int]

KINDS = {
    "r": "table",
    "p": "partitioned table",
    "f": "foreign table",
    "v": "view",
    "m": "materialized view",
    "i": "index",
    "I": "partitioned index",
    "S": "sequence",
}
# They take one lock on a table, whatever they do to it; ALTER TABLE takes one for itself and others on its way.
_OF_ONE_LOCK = ("INSERT", "UPDATE", "DELETE", "MERGE", "COPY", "SELECT", "CREATE INDEX")
# What reads and no more: nothing to learn from its locks, and inspectors send many.
_READS = re.compile(r"\s*(?:select|show|values|table)\b", re.I)
_BLOCK = re.compile(r"do\b", re.I)
_OF_CATALOG = re.compile(r"\b(?:pg_catalog|information_schema)\.|\bpg_(?:class|namespace|type)\b|^\s*show\b", re.I)


_ANY = 2**32 - 1  # the largest number that a relation may have
_MANY_NEW = 100


class _Relation(NamedTuple):
    schema: str
    name: str
    kind: str
    file: int


class _Held(NamedTuple):
    relation: _Relation
    scans: int
    modes: frozenset[str]


def is_looked_at(text: str) -> bool:
    """What a recorded statement locked and scanned is asked after it."""
    return not _READS.match(text)


def is_recorded(text: str) -> bool:
    """The statement is one of the revision's own, not an inspector's question about the catalog."""
    return not (_READS.match(text) and _OF_CATALOG.search(text))


def is_block(text: str) -> bool:
    """The statement is a DO block: what it runs, or calls, need not stand in its text."""
    return _BLOCK.match(text, first_token(text, 0)) is not None


@lru_cache(maxsize=256)  # asked before a statement runs, and after
def effects(text: str) -> tuple[Effect, ...]:
    """What a statement does, by its text."""
    return tuple(statements.effects(text))


def cut(text: str) -> list[Text]:
    """The statements of a text, as PostgreSQL's own parser cuts it; the text whole where it cannot."""
    return [Text(text, start, own) for start, own in statements.cut(text)]


class Recorder:
    """Records the statements of one pass."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.notices = Notices()
        self._uncommitted = Uncommitted()
        self._known: dict[int, _Relation] = {}  # what stood before the transaction
        self._new: dict[int, _Relation] = {}
        self._held: dict[int, _Held] = {}
        self._newest = _ANY  # locks on what is younger are not asked for

    def begin(self) -> None:
        """A step begins."""
        self.statements = []
        self.transaction_over()

    def transaction_over(self) -> None:
        """A transaction was committed or rolled back: its locks are gone."""
        # Where not all was asked for, it is to be learnt anew.
        self._known = self._known | self._new if self._newest == _ANY else {}
        self._new, self._held, self._newest = {}, {}, _ANY

    def over(self, connection: Connection, *, kept: bool) -> None:
        """A connection's transaction was committed, or rolled back and all that it did with it."""
        self._uncommitted.over(connection, kept=kept)

    def went_back(self, connection: Connection) -> None:
        """The transaction went back to a savepoint, and gave up the locks taken since."""
        self._held = self._locked(connection)

    def run(
        self, connection: Connection, text: Text, place: Mapping[str, Any], run: Callable[[], Answer]
    ) -> tuple[Answer, Seen]:
        """``run()``, recorded where it succeeds; what PostgreSQL refuses for good is told to ``failed``.

        The second part sees what it did; it must be called before the connection runs anything else, and gives the
        statement's place among those of the step; 0 where it is none of the chain's.
        """
        if not place or not is_recorded(text.own):
            return run(), lambda: 0
        if not self._known:
            self._known = _relations(connection)
        statement = Statement(text, place, id(connection), connection.autocommit)
        self.notices.take()
        answer = (self._alone if statement.alone else _timed)(connection, statement, run)
        statement.notice = self.notices.take()
        self.statements.append(statement)
        self._uncommitted.add(connection, statement)
        return answer, partial(self._seen, connection, statement, len(self.statements))

    def stamped(self, connection: Connection, text: Text) -> Statement:
        """The revision was noted down as applied; what comes of that is seen when the transaction ends."""
        stamp = Statement(text, {}, id(connection), connection.autocommit)
        self._uncommitted.add(connection, stamp)
        return stamp

    def _seen(self, connection: Connection, statement: Statement, order: int) -> int:
        if not statement.alone:
            self._see(connection, statement)
        return order

    def _see(self, connection: Connection, statement: Statement) -> None:
        if is_looked_at(statement.text.own):
            statement.locks = self._effects(connection, statement)

    def _inside(self, connection: Connection, statement: Statement, run: Callable[[], Answer]) -> Answer:
        answer = _timed(connection, statement, run)
        self._see(connection, statement)
        return answer

    def _alone(self, connection: Connection, statement: Statement, run: Callable[[], Answer]) -> Answer:
        """In a transaction of its own, as PostgreSQL would run it, to ask before its end; else by the table."""
        if connection.info.transaction_status != pq.TransactionStatus.IDLE:
            return self._inside(connection, statement, run)
        try:
            with connection.transaction():
                return self._inside(connection, statement, run)
        except (errors.ActiveSqlTransaction, errors.InvalidTransactionTermination):
            return self._outside(connection, statement, run)
        finally:
            self.transaction_over()

    def _outside(self, connection: Connection, statement: Statement, run: Callable[[], Answer]) -> Answer:
        """Where PostgreSQL runs it in no transaction: what it rewrote and read is seen, its locks are looked up."""
        form = outside.form(statement.text.own)
        before = outside.around(connection, form) if form else []
        answer = _timed(connection, statement, run)
        known, self._known = self._known, _relations(connection)
        statement.locks = list(_rewritten(known, self._known))
        if form:
            after = {each.oid: each for each in outside.around(connection, form)}
            told = [
                _looked_up(connection, form, each, after.get(each.oid, each)) for each in before if form.has(each.role)
            ]
            places = {(each.schema, each.relation) for each in told}
            statement.locks = [*told, *(each for each in statement.locks if (each.schema, each.relation) not in places)]
        return answer

    def failed(self, connection: Connection, text: Text, place: Mapping[str, Any], error: psycopg.Error) -> None:
        """A statement that PostgreSQL refused for good."""
        if place:
            words = error.diag.message_primary or str(error)
            self.statements.append(
                Statement(text, place, id(connection), connection.autocommit, message=words, sqlstate=error.sqlstate)
            )

    def _effects(self, connection: Connection, statement: Statement) -> list[Lock]:
        held, text = self._locked(connection), statement.text.own
        found = [*self._locks(held, text), *self._masked(held, text)]
        self._new |= {number: each.relation for number, each in held.items() if number not in self._known}
        self._known |= {number: each.relation for number, each in held.items() if number in self._known}
        self._held = held
        if len(self._new) > _MANY_NEW:  # each statement more would be told all of them again
            self._newest = max(self._known, default=0)
        return found

    def _locked(self, connection: Connection) -> dict[int, _Held]:
        return _held(connection, self._known | self._new, self._newest)

    def _locks(self, held: Mapping[int, _Held], text: str) -> Iterator[Lock]:
        """What was taken more. A weaker mode than the one held is all that a statement needs if it takes but one."""
        for number, now in held.items():
            if number not in self._known:
                continue
            before = self._held.get(number, _Held(now.relation, 0, frozenset()))
            modes, scans = now.modes - before.modes, max(now.scans - before.scans, 0)
            rewritten = now.relation.file != self._known[number].file
            if modes or scans or rewritten:
                masked = not modes or (is_weaker(modes, before.modes) and not _takes_one_lock(text))
                mode = max(now.modes if masked else modes, key=STRENGTH.__getitem__)
                yield Lock(*now.relation[:3], mode, masked=masked, rewritten=rewritten, scans=scans)

    def _masked(self, held: Mapping[int, _Held], text: str) -> Iterator[Lock]:
        """Relations that the text names, locked before: the statement's own lock hides behind the stronger one."""
        again = [number for number, now in held.items() if number in self._known and self._held.get(number) == now]
        named = {(each.schema, each.table) for each in effects(text)} if again else set()
        for number in again:
            schema, name, kind, _file = held[number].relation
            if {(None, name), (schema, name)} & named:
                yield Lock(schema, name, kind, max(held[number].modes, key=STRENGTH.__getitem__), masked=True)


def _takes_one_lock(text: str) -> bool:
    return all(each.command in _OF_ONE_LOCK for each in effects(text))


def _relations(connection: Connection) -> dict[int, _Relation]:
    return {
        int(number): _Relation(schema, name, KINDS.get(kind, "relation"), int(file))
        for number, schema, name, kind, file in _asked(connection, "replay/relations")
    }


def _held(connection: Connection, known: Mapping[int, _Relation], newest: int) -> dict[int, _Held]:
    """Locks by relation; what the transaction dropped goes by the name that it had."""
    found: dict[int, _Held] = {}
    for text, schema, name, kind, mode, file, scans, _flushed in _asked(connection, "replay/locks", [newest]):
        number = int(text)
        if name is None and number not in known:
            continue
        relation = _Relation(schema, name, KINDS.get(kind, "relation"), int(file)) if name else known[number]
        others = found[number].modes if number in found else frozenset()
        found[number] = _Held(relation, int(scans or 0), others | {MODES[mode]})
    return found


def _timed(_connection: Connection, statement: Statement, run: Callable[[], Answer]) -> Answer:
    start = time.perf_counter()
    answer = run()
    statement.duration_ms, statement.rows = (time.perf_counter() - start) * 1000, answer.get("rowcount")
    return answer


def _looked_up(connection: Connection, form: outside.Form, before: outside.Around, after: outside.Around) -> Lock:
    mode = outside.mode(form, before.role, connection.info.server_version // 10_000)
    place, changed = (before.schema, before.relation, KINDS.get(before.kind, "relation")), before.file != after.file
    return Lock(*place, mode, rewritten=changed, scans=max(after.scans - before.scans, 0), known_by="table")


def _rewritten(before: Mapping[int, _Relation], after: Mapping[int, _Relation]) -> Iterator[Lock]:
    for number, now in after.items():
        if number in before and before[number].file != now.file:
            yield Lock(*now[:3], None, rewritten=True, known_by="table")


def _asked(connection: Connection, name: str, *values: list[int]) -> list[Any]:
    return asked(connection, question(name, connection.info.server_version // 10_000), *values)
