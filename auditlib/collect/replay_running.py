"""The step under way, as far as its statements have come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import psycopg

from auditlib.collect.replay_sent import Statement, Text

Refused = tuple[Text, psycopg.Error, int | None]  # the statement, PostgreSQL's words, the line of the call


@dataclass
class Running:
    """The step under way: what it sent, what PostgreSQL refused first and last, and the files that it wrote.

    ``stamps`` are the texts with which Alembic would note it down, ``outward`` those that no revision sent and that ask
    the server to connect: env.py did. ``stamped`` are the stamps that ran, ``ended`` is where the revision last
    called commit() or rollback() on a session.
    """

    number: int
    applied: bool
    statements: int = 0
    silenced: bool = False  # notices of some statement may not have been sent
    refused: Refused | None = field(default=None, repr=False)
    refused_first: Refused | None = field(default=None, repr=False)
    files: dict[str, None] = field(default_factory=dict)
    stamps: Collection[str] = ()
    outward: dict[str, None] = field(default_factory=dict)
    stamped: list[Statement] = field(default_factory=list)
    ended: dict[int, int] = field(default_factory=dict)
