"""What is another after a step was taken up and down, from what event triggers told of the objects that it touched.

The catalog is read whole once; afterwards only what was touched is read, or all of it where nothing tells what was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_lineage import State
from auditlib.collect.replay_resolving import Object, objects
from auditlib.collect.reversing_catalog import LEFT_OUT, NO_OBJECTS, Deviation, Standing, deviation_of
from auditlib.frames.objects import OBJECT_FRAMES

Identity = tuple[str, str, str, str]


class Phase(NamedTuple):
    """A time in the pass: the readings from the one of that number on belong to a step, as it goes a way."""

    begins: int
    step: int
    way: str


def deviations(record: Changes, role: str, phases: list[Phase], there: str, back: str) -> dict[int, Deviation]:
    """By step, what is not as it was ``there`` and ``back`` again; ``role`` ran the chain.

    A phase that goes neither way, and is of step 0, tells under 0 what a reading of all shows that none before it did.
    """
    if record.catalog is None:
        return {}
    read = objects([each.reading for each in record.moments], record.catalog.classes, role)
    state, found, ends = State(), {}, [*(each.begins for each in phases[1:]), len(record.moments)]
    _Step().follow(record, read, range(phases[0].begins if phases else len(record.moments)), state)
    step = _Step()
    for phase, end in zip(phases, ends, strict=True):
        step = _Step() if phase.way == there or not phase.step else step
        step.follow(record, read, range(phase.begins, end), state)
        if phase.way == back or not phase.step:
            found[phase.step] = deviation_of(step.before, step.after)
    return found


class _Step:
    """The objects that a step touched, as they were before it and as they are now."""

    def __init__(self) -> None:
        self._first: dict[Identity, Object | None] = {}
        self._now: dict[Identity, Object | None] = {}

    @property
    def before(self) -> Mapping[tuple[str, str, str, str], Standing]:
        """What was touched and stood before."""
        return dict(_standing(self._first))

    @property
    def after(self) -> Mapping[tuple[str, str, str, str], Standing]:
        """What was touched and stands."""
        return dict(_standing(self._now))

    def follow(self, record: Changes, read: list[list[Object]], moments: range, state: State) -> None:
        """Take in readings; what was only lent was there before."""
        for place in moments:
            moment = record.moments[place]
            gone, come = state.read(moment.reading, read[place])
            if moment.touches and all(touch.lent for touch in moment.touches):
                continue
            for each in gone:
                self._first.setdefault(each.identity, each)
                self._now[each.identity] = None
            for each in come:
                self._first.setdefault(each.identity, None)
                self._now[each.identity] = each


def _standing(found: Mapping[Identity, Object | None]) -> Iterator[tuple[tuple[str, str, str, str], Standing]]:
    for each in found.values():
        if each is not None and each.frame not in LEFT_OUT:
            frame = OBJECT_FRAMES[each.frame]
            schema, table, name = each.named
            compared = {column.name for column in frame.compared} - NO_OBJECTS
            said = {word: value for word, value in each.said.items() if word in compared}
            yield (frame.object_kind, schema, table or each.said.get("table", ""), name), said
