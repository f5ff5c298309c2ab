"""One session's queries, going around what other sessions have locked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import pandas as pd
import psycopg
from psycopg import errors, pq

from auditlib.collect.catalog_copy import SQL, copied, parsed, query
from auditlib.collect.catalog_keys import NAMED, OF_INDEX, Pairs, array
from auditlib.errors import DatabaseError
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import INTEGER, TEXT, Frame

TRIES = 4
WHEN_LOCKED = "Run the audit again when that session has ended its transaction."

# What a query gives beside the columns of its frame and its oid, and what the frame gets from elsewhere.
BESIDE = {
    "schemas": {"quoted": TEXT},
    "tables": {"quoted": TEXT},
    "columns": {"number": INTEGER, "quoted": TEXT},
    "constraints": {
        "relation": INTEGER,
        "numbers": TEXT,
        "referenced_relation": INTEGER,
        "referenced_numbers": TEXT,
    },
    "indexes": {"constraint_oid": INTEGER},
}
ELSEWHERE = {
    "columns": {"position"},
    "constraints": {"columns", "referenced_columns", *OF_INDEX},
    "indexes": {"columns", "included", "predicate"},
    "sequences": {"owned_by"},
}
RAW = {
    "raw/view_columns": {"oid": INTEGER, "number": INTEGER, **dict.fromkeys(("schema", "table", "column"), TEXT)},
    "raw/outside_columns": {"oid": INTEGER, "number": INTEGER, "quoted": TEXT},
    "raw/members": {"key": INTEGER, "extension": TEXT},
    "raw/catalogs": {"catalog": TEXT, "class": INTEGER},
}
# Frames put together from other queries than their own: what refuses one of those leaves them with holes.
_FED_BY = {
    "constraints": {"columns", "indexes", "raw/outside_columns"},
    "indexes": {"columns", "constraints"},
    "sequences": {"columns", "tables", "schemas", "raw/needs"},
    **{name: {*NAMED} for name, frame in OBJECT_FRAMES.items() if frame.about_objects},
    "dependencies": {"raw/needs", "raw/aliases", *NAMED},
}
# Members of extensions are left out of every kind: where they are unknown, any kind may hold what is nobody's.
FED_BY = {name: {"raw/members"} | _FED_BY.get(name, set()) for name in OBJECT_FRAMES}


class Locked(NamedTuple):
    """A relation or function that another session holds locked: how the server identifies it, and its name."""

    label: str
    schema: str
    name: str


def _dtypes(frame: Frame) -> dict[str, str]:
    """The columns that the query of a frame gives: an object is told by its oid, what is about another by its key."""
    words = set(frame.key[1:5]) if frame.about_objects else set()
    left_out = {"source", *words, *ELSEWHERE.get(frame.name, ())}
    kept = {column: dtype for column, dtype in frame.dtypes.items() if column not in left_out}
    numbers = {"key": INTEGER} if words else {"oid": INTEGER} if frame.catalog else {}
    return {**kept, **numbers, **BESIDE.get(frame.name, {})}


QUERIES: dict[str, dict[str, str]] = RAW | {
    name: _dtypes(frame) for name, frame in OBJECT_FRAMES.items() if (SQL / f"{name}.sql").exists()
}
RARE = {name: frame.catalog for name, frame in OBJECT_FRAMES.items() if frame.rare}


@dataclass
class Reader:
    """Runs the queries of one session, and remembers what was locked and what was refused."""

    session: psycopg.Connection[Any]
    locked: dict[int, Locked] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def read(self, *, sizes: bool = True) -> dict[str, pd.DataFrame]:
        """The rows of every query by name; what is locked by others has null where the server would wait.

        Raises ``DatabaseError`` where new locks keep coming.
        """
        absent = self._absent()
        names = [name for name in QUERIES if name not in absent and (sizes or name != "sizes")]
        with ThreadPoolExecutor(1) as pool:
            # The answer to one query is parsed while the server works on the next.
            found, partly = {}, []
            for name in names:
                found[name] = pool.submit(parsed, self._copied(name), QUERIES[name])
                if self.locked:
                    partly.append(name)
            if partly:
                # By now the others may be done.
                self.locked = self._locked()
                found |= {name: pool.submit(parsed, self._copied(name), QUERIES[name]) for name in partly}
            rows = {name: answer.result() for name, answer in found.items()}
        return {name: _without_rows(name) for name in QUERIES if name not in rows} | rows

    def unread(self) -> list[dict[str, str]]:
        """Rows of ``unread``, but for the source: frames that have holes, and what is locked."""
        holed = {*self.refused, *(name for name, fed in FED_BY.items() if fed & {*self.refused})} & {*OBJECT_FRAMES}
        whole = [{"frame": name, "schema": "", "name": "", "reason": "refused"} for name in sorted(holed)]
        names = sorted({(each.schema, each.name) for each in self.locked.values()})
        return [*whole, *({"frame": "", "schema": s, "name": name, "reason": "locked"} for s, name in names)]

    def needs(self) -> tuple[Pairs, str]:
        """Who needs whom by key, and a letter for the kind of each."""
        keys, referenced, letters = self._one("raw/needs", 3)
        aliases, stands_for = self._one("raw/aliases", 2)
        pairs = Pairs(array(keys), array(referenced))
        return pairs.known_as(Pairs(array(aliases), array(stands_for))), (letters or b"").decode()

    def _absent(self) -> set[str]:
        """The kinds of which this database has none, asked of the server at once: an empty query has its price too.

        None of them is left out where the role may not ask for all: their own queries then say which it may not read.
        """
        found = " union all ".join(
            f"select '{catalog}' where exists (select from pg_catalog.{catalog} where oid >= 16384)"
            for catalog in sorted(set(RARE.values()))
        )
        try:
            with self._apart():
                present = {row[0] for row in self.session.execute(found.encode())}
        except errors.InsufficientPrivilege:
            return set()
        return {name for name, catalog in RARE.items() if catalog not in present}

    def _copied(self, name: str) -> bytes:
        for _ in range(TRIES):
            try:
                with self._apart():
                    return copied(self.session, self._query(name))
            except errors.LockNotAvailable:
                self.locked |= self._locked()
            except errors.InsufficientPrivilege as error:
                self.refused[name] = str(error.diag.message_primary)
                return f"{','.join(QUERIES[name])}\n".encode()
        raise DatabaseError(
            f"The catalog ({name}) could not be read: other sessions keep locking relations of this database.",
            "Run the audit again when the migration that locks them is done.",
        )

    def _apart(self) -> AbstractContextManager[Any]:
        """A refusal spoils nothing: a transaction within another one is a savepoint, and needless outside of any."""
        idle = self.session.info.transaction_status == pq.TransactionStatus.IDLE
        return nullcontext() if self.session.autocommit and idle else self.session.transaction()

    def _one(self, name: str, width: int) -> tuple[Any, ...]:
        """The only row of a query of so many columns; nulls where the server refuses it."""
        try:
            with self._apart():
                row = self.session.execute(self._query(name).encode(), binary=True).fetchone()
        except errors.InsufficientPrivilege as error:
            self.refused[name] = str(error.diag.message_primary)
            return (None,) * width
        assert row is not None
        return tuple(value.encode() if isinstance(value, str) else value for value in row)

    def _query(self, name: str) -> str:
        return query(name, self.session.info.server_version // 10_000, list(self.locked))

    def _locked(self) -> dict[int, Locked]:
        with self._apart():
            found = self.session.execute(self._query("locked").encode()).fetchall()
        return {int(number): Locked(*map(str, named)) for number, *named in found}


@cache
def _without_rows(name: str) -> pd.DataFrame:
    """The answer to a query that finds nothing; nobody changes it."""
    return pd.DataFrame({column: pd.Series([], dtype=dtype) for column, dtype in QUERIES[name].items()})
