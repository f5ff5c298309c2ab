"""A statement that a revision sent, and what came of it: what it did to relations, and whether that was committed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import psycopg


class Text(NamedTuple):
    """A statement in the text that the revision sent: the whole text, where the statement begins, and itself."""

    whole: str
    start: int
    own: str


@dataclass
class Lock:
    """What a statement did to a relation that stood before its transaction."""

    schema: str
    relation: str
    kind: str
    mode: str | None
    masked: bool = False
    rewritten: bool = False
    scans: int = 0
    known_by: str = "run"


@dataclass
class Statement:
    """A statement that a revision sent, and what came of it."""

    text: Text
    place: Mapping[str, Any]  # what the probe says of the lines that sent it
    session: int
    alone: bool  # outside a transaction: when it ended, its locks were gone
    duration_ms: float = 0.0
    rows: int | None = None
    message: str | None = None
    sqlstate: str | None = None
    notice: str | None = None
    undone: bool = False  # its transaction was rolled back after it
    locks: list[Lock] = field(default_factory=list)


class Uncommitted:
    """What each session did since it last committed."""

    def __init__(self) -> None:
        self._done: defaultdict[int, list[Statement]] = defaultdict(list)

    def add(self, connection: psycopg.Connection[Any], statement: Statement) -> None:
        """A statement ran; outside a transaction it stays whatever comes."""
        if not statement.alone:
            self._done[id(connection)].append(statement)

    def over(self, connection: psycopg.Connection[Any], *, kept: bool) -> None:
        """The transaction was committed, or rolled back."""
        for each in self._done.pop(id(connection), ()):
            each.undone = not kept
