"""One session's queries into frames, going around what other sessions have locked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import psycopg
from psycopg import errors

from auditlib.collect.catalog_copy import query, rows
from auditlib.collect.catalog_definitions import index_columns
from auditlib.collect.catalog_keys import QUERIES, Names
from auditlib.errors import DatabaseError
from auditlib.frames.objects import COMMENTS, DEPENDENCIES
from auditlib.frames.spec import TEXT, Frame

TRIES = 4
NOT_IN_QUERY = {"indexes": ("columns", "included")}
WHEN_LOCKED = "Run the audit again when that session has ended its transaction."


@dataclass
class Reader:
    """Reads frames of one source in one session, and remembers what was locked and what was refused."""

    session: psycopg.Connection[Any]
    source: str
    locked: dict[int, str] = field(default_factory=dict)
    partly: list[Frame] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)

    def frame(self, frame: Frame) -> pd.DataFrame:
        """A frame; what is locked by others has null where the server would wait.

        Raises ``DatabaseError`` where new locks keep coming.
        """
        for _ in range(TRIES):
            try:
                read = self._read(frame)
            except errors.LockNotAvailable:
                self.locked |= self._locked()
                continue
            except errors.InsufficientPrivilege as error:
                self.refused[frame.name] = str(error.diag.message_primary)
                return frame.empty()
            if self.locked:
                self.partly.append(frame)
            return read
        raise DatabaseError(
            f"The {frame.name} could not be read: other sessions keep locking relations of this database.",
            "Run the audit again when the migration that locks them is done.",
        )

    def again(self) -> dict[str, pd.DataFrame]:
        """The frames that were read around locks, read again; still around what is locked now."""
        partly, self.partly = self.partly, []
        if partly:
            self.locked = self._locked()
        return {frame.name: self.frame(frame) for frame in partly}

    def witnesses(self) -> list[dict[str, str]]:
        """Rows of ``witnesses`` for what this session could not see."""
        witness = self.source.partition(":")[0]
        of = "" if self.source == "live" else f" of {self.source}"
        return [
            {
                "witness": witness,
                "subject": f"{label}{of}",
                "status": "partly",
                "detail": "another session holds it locked: its definitions and sizes were not read",
                "next_step": WHEN_LOCKED,
            }
            for label in sorted(self.locked.values())
        ] + [
            {
                "witness": witness,
                "subject": f"{name}{of}",
                "status": "not seen",
                "detail": f"the server refused the role: {message}",
                "next_step": "Grant the role what the message names.",
            }
            for name, message in sorted(self.refused.items())
        ]

    def comments_and_dependencies(self) -> dict[str, pd.DataFrame]:
        """The two frames whose objects are of every kind."""
        raw = {name: self._rows(f"raw/{name}", dtypes) for name, dtypes in QUERIES.items()}
        names = Names.of(raw["names"], raw["members"])
        return {
            "comments": self._conform(COMMENTS, names.comments(raw["descriptions"])),
            "dependencies": self._conform(DEPENDENCIES, names.dependencies(raw["needs"])),
        }

    def _read(self, frame: Frame) -> pd.DataFrame:
        apart = NOT_IN_QUERY.get(frame.name, ())
        dtypes = {column.name: column.dtype for column in frame.columns if column.name not in ("source", *apart)}
        read = self._rows(frame.name, dtypes)
        if apart:
            read = pd.concat([read, index_columns(read["definition"])], axis="columns")
        return self._conform(frame, read)

    def _rows(self, name: str, dtypes: dict[str, str]) -> pd.DataFrame:
        text = query(name, self.session.info.server_version // 10_000, list(self.locked))
        with self.session.transaction():
            return rows(self.session, text, dtypes)

    def _conform(self, frame: Frame, read: pd.DataFrame) -> pd.DataFrame:
        return frame.conform(read.assign(source=pd.Series(self.source, index=read.index, dtype=TEXT)))

    def _locked(self) -> dict[int, str]:
        with self.session.transaction():
            found = self.session.execute(query("locked", 0, []).encode()).fetchall()
        return {int(number): str(label) for number, label in found}
