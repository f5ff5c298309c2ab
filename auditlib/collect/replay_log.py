"""The log of a step: what its statements touched, what was read, and what a transaction or a savepoint takes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from auditlib.collect.replay_between import Families, Reach, reach
from auditlib.collect.replay_hearing import Notice
from auditlib.collect.replay_reading import Reading
from auditlib.collect.replay_record import effects
from auditlib.collect.sqltext.effect import Effect


@dataclass
class Touch:
    """A statement that touched objects: its place in the step and what was told; ``lent``: it is not the chain's."""

    order: int
    text: str
    notices: list[Notice]
    lent: bool = False
    untold: bool = False
    families: Families = field(default_factory=Families, repr=False)

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What it does, by its text; most are looked at only when the chain has run."""
        return () if self.lent else effects(self.text)

    @cached_property
    def reach(self) -> Reach:
        """What it may have changed, by its text."""
        return reach(self.text, self.effects, self.families)


@dataclass
class Moment:
    """A reading, and the touches since the one before."""

    step: int
    reading: Reading
    touches: list[Touch]


@dataclass
class _Entry:
    """A touch, a reading or a savepoint, and the transaction that it hangs on."""

    what: Touch | Reading | str
    connection: int | None


class Log:
    """The entries of one step, in order. A ``connection`` is its ``id``; none where what was done is committed."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []

    def add(self, what: Touch | Reading | str, connection: int | None = None) -> None:
        """A touch or a reading happened, or a savepoint was set, by its name."""
        self._entries.append(_Entry(what, connection))

    def over(self, connection: int, *, kept: bool) -> None:
        """A transaction was committed, or rolled back."""
        if not kept:
            self._entries = [each for each in self._entries if each.connection != connection]
        for each in self._entries:
            if each.connection == connection:
                each.connection = None

    def back_to(self, savepoint: str, connection: int) -> None:
        """The transaction went back to a savepoint."""
        mine = enumerate(self._entries)
        marks = [place for place, each in mine if each.connection == connection and each.what == savepoint]
        if marks:
            later = self._entries[marks[-1] + 1 :]
            kept = [each for each in later if each.connection != connection]
            self._entries = self._entries[: marks[-1] + 1] + kept

    def ended(self) -> None:
        """The step ended: what was not committed is gone."""
        self._entries = [each for each in self._entries if each.connection is None]

    def waiting(self) -> list[Touch]:
        """The touches since the last reading."""
        found: list[Touch] = []
        for each in self._entries:
            if isinstance(each.what, Reading):
                found = []
            elif isinstance(each.what, Touch):
                found.append(each.what)
        return found

    def moments(self, step: int) -> Iterator[Moment]:
        """Each reading with the touches before it."""
        waiting: list[Touch] = []
        for each in self._entries:
            if isinstance(each.what, Touch):
                waiting.append(each.what)
            elif isinstance(each.what, Reading):
                yield Moment(step, each.what, waiting)
                waiting = []
