"""Any PostgreSQL database into object frames, in one read-only transaction, one query a frame."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import pandas as pd
import psycopg

from auditlib.collect import connection as connections
from auditlib.collect.catalog_keys import Pairs
from auditlib.collect.catalog_reader import WHEN_LOCKED, Reader
from auditlib.collect.catalog_resolve import resolve
from auditlib.collect.version_tables import read_version_tables
from auditlib.config.database import Database
from auditlib.config.target import ScriptLocation
from auditlib.frames.history import WITNESSES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.spec import TEXT
from auditlib.wording import counted

TESTED_MAJORS = range(15, 19)


def read(
    connection: psycopg.Connection[Any] | Database | str,
    source: str,
    *,
    version_tables: Iterable[ScriptLocation] | None = None,
    sizes: bool = True,
) -> dict[str, pd.DataFrame]:
    """All object frames of a database, ``source`` filled in, and ``witnesses``: what could not be seen.

    A connection must be one of ``connection.reading``; an address is opened for the time of the call. Where
    ``version_tables`` gives script locations (none will do), ``version_tables`` and ``applied_revisions`` are read too.
    Sizes are in bytes; without ``sizes`` that frame is empty.

    Raises ``DatabaseError`` where the database cannot be opened or read.
    """
    with _opened(connection) as session:
        found = Answers.of(session, sizes=sizes).frames(source)
        if version_tables is not None:
            versions, unread = read_version_tables(session, found["columns"], version_tables)
            found |= {**versions, "witnesses": WITNESSES.conform([*records(found["witnesses"]), *unread])}
    return found


@dataclass(frozen=True)
class Answers:
    """What a server said to the queries of the catalog; it is not needed for what is made of them."""

    reader: Reader
    rows: dict[str, pd.DataFrame]
    needs: tuple[Pairs, str]
    major: int

    @classmethod
    def of(cls, connection: psycopg.Connection[Any] | Database | str, *, sizes: bool = True) -> Answers:
        """The answers of a database; as ``read``, which makes frames of them at once."""
        with _opened(connection) as session:
            reader = Reader(session)
            rows = reader.read(sizes=sizes)
            return cls(reader, rows, reader.needs(), session.info.server_version // 10_000)

    def frames(self, source: str) -> dict[str, pd.DataFrame]:
        """All object frames, ``source`` filled in, and ``witnesses``."""
        resolved = resolve(self.rows, self.needs)
        unread = self.reader.unread()
        resolved["unread"] = pd.DataFrame(unread, columns=["frame", "schema", "name", "reason"], dtype=TEXT)
        frames = {name: _frame(name, rows, source) for name, rows in resolved.items()}
        witnesses = [_seen(source, frames), *_unseen(source, self.reader), *_untested(source, self.major)]
        return {**frames, "witnesses": WITNESSES.conform(witnesses)}


def _opened(
    connection: psycopg.Connection[Any] | Database | str,
) -> AbstractContextManager[psycopg.Connection[Any]]:
    return nullcontext(connection) if isinstance(connection, psycopg.Connection) else connections.reading(connection)


def _frame(name: str, rows: pd.DataFrame, source: str) -> pd.DataFrame:
    if rows.empty:
        return OBJECT_FRAMES[name].empty()
    return OBJECT_FRAMES[name].conform(rows.assign(source=pd.Series(source, index=rows.index, dtype=TEXT)))


def _seen(source: str, frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    held = ", ".join(counted(len(frames[f"{kind}s"]), kind) for kind in ("table", "column", "constraint"))
    held += f", {counted(len(frames['indexes']), 'index')}"
    detail = f"{held}; members of {counted(len(frames['extensions']), 'extension')} left out"
    return _witness(source, "catalog", "seen", detail)


def _unseen(source: str, reader: Reader) -> list[dict[str, str]]:
    locked = "another session holds it locked: its definitions and sizes were not read"
    return [
        _witness(source, label, "partly", locked, next_step=WHEN_LOCKED)
        for label in sorted({each.label for each in reader.locked.values()})
    ] + [
        _witness(
            source,
            f"catalog query {name}",
            "not seen",
            f"the server refused it: {message}",
            next_step="Grant the role what the message names.",
        )
        for name, message in sorted(reader.refused.items())
    ]


def _untested(source: str, major: int) -> list[dict[str, str]]:
    if major in TESTED_MAJORS:
        return []
    tested = f"auditlib is tested on {min(TESTED_MAJORS)} to {max(TESTED_MAJORS)}"
    return [
        _witness(
            source,
            "server version",
            "partly",
            f"PostgreSQL {major} is an untested version: {tested}",
            next_step="Look twice at what differs, and say what is wrong here to the authors of auditlib.",
        )
    ]


def _witness(source: str, subject: str, status: str, detail: str, *, next_step: str | None = None) -> dict[str, Any]:
    of = "" if source == "live" else f" of {source}"
    return {
        "witness": source.partition(":")[0],
        "subject": subject + of,
        "status": status,
        "detail": detail,
        "next_step": next_step,
    }
