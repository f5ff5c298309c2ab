"""From what was read between statements to what each of them made, changed and dropped: rows of ``object_changes``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from auditlib.collect.replay_blaming import Blamed, Touches, blamed
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_log import Moment
from auditlib.collect.replay_reading import Reading
from auditlib.collect.replay_resolving import Group, Object, from_frame, objects
from auditlib.frames.lineage import LINEAGE_FRAMES, POSITION, identity_words
from auditlib.frames.quoted import parts

Identity = tuple[str, str, str, str]


@dataclass(frozen=True)
class Change:
    """What became of an object, or of one attribute of it; ``by`` is none where no statement is known."""

    step: int
    object: Object
    action: str
    attribute: str = ""
    old: str | None = None
    new: str | None = None
    by: Blamed | None = None


@dataclass
class State:
    """The objects as last read."""

    known: dict[tuple[Any, ...], Object] = field(default_factory=dict)
    groups: dict[Group, dict[tuple[Any, ...], None]] = field(default_factory=dict)
    numbered: dict[tuple[int, int], dict[tuple[Any, ...], None]] = field(default_factory=dict)
    relations: dict[int, Group] = field(default_factory=dict)
    homes: dict[Group, tuple[int, int]] = field(default_factory=dict)

    def put(self, each: Object) -> None:
        """An object more."""
        self.known[each.numbers] = each
        self.groups.setdefault(each.group, {})[each.numbers] = None
        self.numbered.setdefault((each.catalog, each.number), {})[each.numbers] = None
        if each.frame in ("tables", "views", "sequences"):
            self.relations[each.number] = each.group
            self.homes[each.group] = (each.catalog, each.number)

    def take(self, numbers: tuple[Any, ...]) -> Object:
        """An object less."""
        gone = self.known.pop(numbers)
        self.groups[gone.group].pop(numbers, None)
        self.numbered[gone.catalog, gone.number].pop(numbers, None)
        return gone

    def around(self, group: Group) -> dict[tuple[int, int], Group]:
        """The relation of a group, and those that it is a partition of or inherits from."""
        found: dict[tuple[int, int], Group] = {}
        waiting = [group]
        while waiting:
            home = self.homes.get(waiting[0])
            if home is not None and home not in found:
                found[home] = waiting[0]
                waiting += self._parents(home)
            waiting.pop(0)
        return found

    def _parents(self, relation: tuple[int, int]) -> Iterator[Group]:
        for numbers in self.numbered.get(relation, ()):
            of = self.known[numbers].said.get("partition_of") if numbers in self.known else None
            yield from (parts(each) for each in of.split(", ")) if of else ()

    def of(self, reading: Reading) -> list[tuple[Any, ...]]:
        """Those of which a reading tells what became."""
        if reading.whole:
            return list(self.known)
        groups = [self.relations[number] for number in reading.relations if number in self.relations]
        groups += [("", *each) for each in reading.objects]
        found = dict.fromkeys(numbers for group in groups for numbers in self.groups.get(group, ()))
        return list(found | dict.fromkeys(each for gone in reading.gone for each in self.numbered.get(gone, ())))

    def read(self, reading: Reading, found: list[Object]) -> tuple[list[Object], list[Object]]:
        """Take in a reading, whose objects are ``found``: what it tells of as it was, and as it is."""
        before = [self.take(numbers) for numbers in self.of(reading)]
        after = found if reading.whole else list(_told(reading, found))
        for each in after:
            self.put(each)
        return before, after


def changes(record: Changes, role: str, known: Mapping[int, Mapping[str, pd.DataFrame]]) -> Iterator[Change]:
    """Every change in order. ``known`` are object frames read whole after a step, by its number: what event triggers
    did not tell of and no reading saw is taken from there, without a statement.
    """
    if record.catalog is None:
        return
    read = objects([each.reading for each in record.moments], record.catalog.classes, role)
    state, waiting = State(), sorted(known)
    for moment, found in zip(record.moments, read, strict=True):
        while waiting and waiting[0] < moment.step:
            yield from _settled(state, waiting[0], known[waiting.pop(0)])
        yield from _at(moment, found, state)
    for step in waiting:
        yield from _settled(state, step, known[step])


def _at(moment: Moment, found: list[Object], state: State) -> Iterator[Change]:
    touches = Touches(moment.touches)
    for old, new in _paired(*state.read(moment.reading, found), by_numbers=True):
        for change in _between(moment.step, old, new):
            homes = state.around(change.object.group)
            yield Change(**{**vars(change), "by": blamed(change.object, change.action, touches, homes)})


def _told(reading: Reading, found: list[Object]) -> Iterator[Object]:
    """Without what was read along for its name alone."""
    relations = {each.number: each.group for each in found if each.frame in ("tables", "views", "sequences")}
    groups = {relations[number] for number in reading.relations if number in relations}
    groups |= {("", *each) for each in reading.objects}
    return (each for each in found if each.group in groups)


def _paired(
    before: list[Object], after: list[Object], *, by_numbers: bool
) -> Iterator[tuple[Object | None, Object | None]]:
    """What is one object: the same in the server, else of the same name."""
    numbered = {each.numbers: each for each in before} if by_numbers else {}
    same = [(numbered.pop(each.numbers, None), each) for each in after]
    taken = {id(old) for old, _new in same if old is not None}
    named = {each.identity: each for each in before if id(each) not in taken}
    for old, new in same:
        yield old or named.pop(new.identity, None), new
    for old in named.values():
        yield old, None


def _between(step: int, old: Object | None, new: Object | None) -> Iterator[Change]:
    if new is None:
        if old is not None:
            yield Change(step, old, "dropped")
        return
    if old is None:
        yield Change(step, new, "created", new=json.dumps(new.said))
        return
    names = zip(identity_words(LINEAGE_FRAMES[new.frame]), old.named, new.named, strict=True)
    said = [(name, old.said.get(name), new.said.get(name)) for name in {**old.said, **new.said} if name != POSITION]
    for name, was, now in [*names, *said]:
        if was != now:
            yield Change(step, new, "altered", name, was, now)


def _settled(state: State, step: int, frames: Mapping[str, pd.DataFrame]) -> Iterator[Change]:
    """What no statement accounts for."""
    after = [
        each for name, frame in LINEAGE_FRAMES.items() if name in frames for each in from_frame(frame, frames[name])
    ]
    pairs = list(_paired(list(state.known.values()), after, by_numbers=False))
    for old, new in pairs:
        yield from _between(step, old, new)
        if old is not None and (new is None or old.said != new.said):
            state.take(old.numbers)
        if new is not None and (old is None or old.said != new.said):
            kept = old or new
            numbers = kept.numbers or ("", *new.identity)
            state.put(Object(new.frame, kept.group, numbers, kept.catalog, kept.number, new.named, new.said))
