"""What each statement of the chain made, changed and dropped: when to read the catalog, and what to believe of it.

A step's objects are read once, after its end: event triggers tell which (``replay_hearing``). Within the step they are
read in between only where a statement is about to touch what an earlier one of the step touched already, or where its
text does not tell what it touches. All is kept as the server gave it; ``replay_lineage`` makes sense of it at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import errors, pq, sql

from auditlib.collect import processors
from auditlib.collect.asking import told
from auditlib.collect.catalog_keys import CLASS
from auditlib.collect.replay_between import Families, is_untold, must_read, reach
from auditlib.collect.replay_hearing import RIGHTS, Ear, Notice, install
from auditlib.collect.replay_log import Log, Moment, Touch
from auditlib.collect.replay_reading import SETTINGS, Catalog, Reading, for_all
from auditlib.collect.replay_record import effects, is_block, is_recorded
from auditlib.collect.sqltext.positions import first_token

Connection = psycopg.Connection[Any]
Reads = Callable[[], Reading]

_SAVEPOINT = re.compile(r"savepoint\s+(?P<name>\S+?)\s*;?\s*$", re.I)
_GIVEN = "GIVEN"  # a right on an object that is known
_BACK_TO = re.compile(r"rollback\s+(?:work\s+|transaction\s+)?to\s+(?:savepoint\s+)?(?P<name>\S+?)\s*;?\s*$", re.I)


class Changes:
    """The record of one pass. ``moments`` are in order; the first is what stood before the chain."""

    def __init__(self, superuser: str, *, ours: bool = False) -> None:
        """``superuser`` is the conninfo of one on the database of the pass; ``ours``: we started the server."""
        self._superuser = superuser
        self._ours = ours
        self._ear = Ear()
        self._log = Log()
        self._own: Connection | None = None
        self._catalog: Catalog | None = None
        self._families = Families()
        self._step = 0
        self.moments: list[Moment] = []
        self.refused = ""

    @property
    def catalog(self) -> Catalog | None:
        """None where nothing is recorded."""
        return self._catalog

    def start(self) -> None:
        """Read what stands already, and listen from now on; ``refused`` says why that is not possible."""
        self._own = self._connected()
        try:
            install(self._own)
        except errors.InsufficientPrivilege as error:
            self.refused = str(error.diag.message_primary)
            return
        self._catalog = Catalog(self._own)
        self.whole()

    def _connected(self) -> Connection:
        made = psycopg.connect(self._superuser, autocommit=True, prepare_threshold=0)
        own = SETTINGS.replace("set local", "set") + "; set plan_cache_mode = force_generic_plan"
        made.execute(own.encode(), prepare=False)
        if self._ours:
            processors.beside_probe(made.info.backend_pid)
        return made

    @contextmanager
    def session(self) -> Iterator[Connection | None]:
        """Our own session, which knows the catalog already, for a reading of all; none where nothing is recorded."""
        if self._own is None or self._catalog is None or not _lives(self._own):
            yield None
        else:
            with for_all(self._own) as own:
                yield own

    def stop(self) -> None:
        """What is recorded of this pass is of no use: no more is read."""
        self._catalog, self._log, self.moments = None, Log(), []

    def close(self) -> None:
        """No more is read."""
        if self._own is not None:
            self._own.close()
            self._own = None

    def listen(self, connection: Connection) -> None:
        """Hear what is sent over a connection."""
        self._ear.listen(connection)

    def begin(self, step: int) -> None:
        """A step begins, perhaps anew; what was lent for it is read before."""
        lent = self._ear.take()
        if lent and self._catalog and self._own:
            touch = Touch(0, "", lent, lent=True)
            self.moments.append(Moment(step, self._read_ours([touch])(), [touch]))
        self._step, self._log = step, Log()

    def end(self) -> Callable[[], None]:
        """The step ended: ask for what it touched. What was not committed is gone.

        What this gives waits for the answer; until then our session is in use.
        """
        log, self._log, step = self._log, Log(), self._step
        log.ended()
        waiting = log.waiting()
        reading = self._read_ours(waiting) if waiting and self._catalog and self._own else None

        def ended() -> None:
            if self._catalog is None:  # nothing is recorded, or of no use by now
                return
            if reading:
                log.add(reading())
            self.moments += log.moments(step)

        return ended

    def whole(self) -> None:
        """Read everything there is."""
        if self._catalog and self._own:
            found = self._catalog.whole(self._own)
            self._families.learn(found.rows.get("tables", ()))
            self.moments.append(Moment(self._step, found, []))

    def before(self, connection: Connection, text: str) -> None:
        """Read in between, if ``text`` is about to touch what was touched since the last reading."""
        if self._catalog is None or not (waiting := self._log.waiting()) or not self._must_read(text, waiting):
            return
        if connection.info.transaction_status == pq.TransactionStatus.INTRANS:
            with _undisturbed(connection):
                self._log.add(self._read(connection, waiting)(), id(connection))
        elif self._own and connection.info.transaction_status == pq.TransactionStatus.IDLE:
            self._log.add(self._read_ours(waiting)())

    def ran(self, connection: Connection, text: str, order: int, status: str | None) -> None:
        """A statement ran."""
        told, ended = self._ear.take(), connection.info.transaction_status == pq.TransactionStatus.IDLE
        untold = is_untold(text) and self._catalog is not None
        if told or untold:
            touch = Touch(order, text, told, untold=untold, families=self._families)
            touch.notices = _of_relations(connection, touch)
            touch.notices += [Notice(CLASS, number, 0, "ALTER_TABLE") for number in self._families.left(touch)]
            self._log.add(touch, None if ended else id(connection))
        begins = text[first_token(text, 0) :]
        if found := _SAVEPOINT.match(begins):
            self._log.add(found["name"], id(connection))
        elif found := _BACK_TO.match(begins):
            self._log.back_to(found["name"], id(connection))
        elif ended and not connection.autocommit:
            self.over(connection, kept=status != "ROLLBACK")

    def forget(self) -> None:
        """A statement was refused, and all that it did undone."""
        self._ear.take()

    def lent(self, connection: Connection) -> None:
        """Something was lent on the connection, in between: that is told apart from what the chain does."""
        told = self._ear.take()
        if told and self._catalog:
            in_transaction = connection.info.transaction_status == pq.TransactionStatus.INTRANS
            self._log.add(Touch(0, "", told, lent=True), id(connection) if in_transaction else None)

    def over(self, connection: Connection, *, kept: bool) -> None:
        """A transaction was committed, or rolled back."""
        self._log.over(id(connection), kept=kept)

    def _must_read(self, text: str, waiting: list[Touch]) -> bool:
        if any(each.lent for each in waiting):
            return True
        now = reach(text, effects(text) if is_recorded(text) else (), self._families)
        return must_read(now, (each.reach for each in waiting), self._families)

    def _read_ours(self, waiting: list[Touch]) -> Reads:
        """On our own session, on another one where a revision brought that down with the server's processes."""
        own = self._own or self._connected()
        reading = self._read(own, waiting)

        def found() -> Reading:
            try:
                return reading()
            except psycopg.OperationalError:
                if not own.closed:
                    raise
            self._own = self._connected()
            return self._read(self._own, waiting)()

        return found

    def _read(self, connection: Connection, waiting: list[Touch]) -> Reads:
        assert self._catalog is not None
        notices = list(dict.fromkeys(notice for each in waiting for notice in each.notices))
        reading = self._catalog.read(connection, notices, whole=any(each.untold for each in waiting))

        def found() -> Reading:
            read = reading()
            self._families.learn(read.rows.get("tables", ()))
            return read

        return found


def _of_relations(connection: Connection, touch: Touch) -> list[Notice]:
    """Of GRANT and REVOKE the server tells no object; where the text names relations alone, it tells which these are.

    Without that, all there is would be read for each of the hundreds that a dump holds.
    """
    told, did = touch.notices, touch.effects if any(_is_silent(each) for each in touch.notices) else ()
    if not did or is_block(touch.text) or not all(each.of_relation and each.name for each in did):
        return told
    if connection.info.transaction_status == pq.TransactionStatus.IDLE and not connection.autocommit:
        return told  # a question would begin a transaction
    names = [sql.Identifier(*filter(None, (each.schema, each.name))).as_string(connection) for each in did]
    rows = connection.execute(
        "select pg_catalog.to_regclass(name)::pg_catalog.oid from pg_catalog.unnest(%s::pg_catalog.text[]) as name",
        [names],
    ).fetchall()
    if not all(number for (number,) in rows):
        return told
    return [each for each in told if not _is_silent(each)] + [
        Notice(CLASS, int(number), 0, _GIVEN) for (number,) in rows
    ]


def _is_silent(each: Notice) -> bool:
    return each.command in RIGHTS and not each.number


def _lives(connection: Connection) -> bool:
    with suppress(psycopg.OperationalError):
        told(connection, b"select 1")
    return not connection.closed


@contextmanager
def _undisturbed(connection: Connection) -> Iterator[None]:
    """Settings of ours for the time of a reading within the chain's transaction, which sees nothing of it."""
    told(connection, b"savepoint auditlib_reading")
    try:
        told(connection, SETTINGS.encode())
        yield
    finally:
        told(connection, b"rollback to savepoint auditlib_reading; release savepoint auditlib_reading")
