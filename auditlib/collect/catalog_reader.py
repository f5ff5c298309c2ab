"""One session's queries, going around what other sessions have locked."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
import psycopg
from psycopg import errors

from auditlib.collect.catalog_copy import copied, parsed, query
from auditlib.collect.catalog_keys import NAMED, Pairs, array
from auditlib.errors import DatabaseError
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import INTEGER, TEXT

TRIES = 4
WHEN_LOCKED = "Run the audit again when that session has ended its transaction."

# What a query gives beside the columns of its frame, and what the frame gets from elsewhere.
BESIDE = {
    "schemas": {"oid": INTEGER, "quoted": TEXT},
    "tables": {"oid": INTEGER, "quoted": TEXT},
    "columns": {"oid": INTEGER, "number": INTEGER, "quoted": TEXT},
    "constraints": {
        "oid": INTEGER,
        "relation": INTEGER,
        "numbers": TEXT,
        "referenced_relation": INTEGER,
        "referenced_numbers": TEXT,
    },
    "indexes": {"oid": INTEGER, "constraint_oid": INTEGER},
    **{name: {"oid": INTEGER} for name in ("types", "sequences", "views", "functions", "triggers")},
}
ELSEWHERE = {
    "columns": {"position"},
    "constraints": {"columns", "referenced_columns"},
    "indexes": {"columns", "included", "predicate"},
    "sequences": {"owned_by"},
}
RAW = {
    "raw/view_columns": {"oid": INTEGER, "number": INTEGER, **dict.fromkeys(("schema", "table", "column"), TEXT)},
    "raw/outside_columns": {"oid": INTEGER, "number": INTEGER, "quoted": TEXT},
    "raw/members": {"key": INTEGER, "extension": TEXT},
    "raw/descriptions": {"key": INTEGER, "comment": TEXT},
}
# Frames put together from other queries than their own: what refuses one of those leaves them with holes.
FED_BY = {
    "constraints": {"columns", "raw/outside_columns"},
    "indexes": {"columns", "constraints"},
    "sequences": {"columns", "tables", "schemas", "raw/needs"},
    "comments": {"raw/descriptions", *NAMED},
    "dependencies": {"raw/needs", "raw/aliases", "raw/members", *NAMED},
}


class Locked(NamedTuple):
    """A relation or function that another session holds locked: how the server identifies it, and its name."""

    label: str
    schema: str
    name: str


def _dtypes(name: str) -> dict[str, str]:
    own = {column: dtype for column, dtype in OBJECT_FRAMES[name].dtypes.items() if column != "source"}
    kept = {column: dtype for column, dtype in own.items() if column not in ELSEWHERE.get(name, ())}
    return {**kept, **BESIDE.get(name, {})}


QUERIES: dict[str, dict[str, str]] = RAW | {
    name: _dtypes(name) for name in OBJECT_FRAMES if name not in {"comments", "dependencies", "unread"}
}


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
        names = [name for name in QUERIES if sizes or name != "sizes"]
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
        return {"sizes": OBJECT_FRAMES["sizes"].empty().drop(columns="source"), **rows}

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

    def _copied(self, name: str) -> bytes:
        for _ in range(TRIES):
            try:
                with self.session.transaction():
                    return copied(self.session, self._query(name))
            except errors.LockNotAvailable:
                self.locked |= self._locked()
            except errors.InsufficientPrivilege as error:
                self.refused[name] = str(error.diag.message_primary)
                return (",".join(QUERIES[name]) + "\n").encode()
        raise DatabaseError(
            f"The catalog ({name}) could not be read: other sessions keep locking relations of this database.",
            "Run the audit again when the migration that locks them is done.",
        )

    def _one(self, name: str, width: int) -> tuple[Any, ...]:
        """The only row of a query of so many columns; nulls where the server refuses it."""
        try:
            with self.session.transaction():
                row = self.session.execute(self._query(name).encode(), binary=True).fetchone()
        except errors.InsufficientPrivilege as error:
            self.refused[name] = str(error.diag.message_primary)
            return (None,) * width
        assert row is not None
        return tuple(value.encode() if isinstance(value, str) else value for value in row)

    def _query(self, name: str) -> str:
        return query(name, self.session.info.server_version // 10_000, list(self.locked))

    def _locked(self) -> dict[int, Locked]:
        with self.session.transaction():
            found = self.session.execute(self._query("locked").encode()).fetchall()
        return {int(number): Locked(*map(str, named)) for number, *named in found}
