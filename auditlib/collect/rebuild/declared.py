"""Kinds whose queries give the SQL that makes their objects again: a record says in which of its columns."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.collect.rebuild.making import KINDS, Making, Source, making
from auditlib.frames.spec import Frame

# They would fire for what is made after them.
_LAST = "event trigger"
_DECLARED = [frame for frame in KINDS.values() if any(column.makes for column in frame.columns)]


def early(source: Source) -> Iterator[Making]:
    """What tables, views and functions may need, or do without; before it can stand it is refused."""
    for frame in _DECLARED:
        if "table" not in frame.key and frame.object_kind != _LAST:
            yield from _again(frame, source)


def of_tables(source: Source) -> Iterator[Making]:
    """What belongs to one table."""
    for frame in _DECLARED:
        if "table" in frame.key:
            yield from _again(frame, source)


def last(source: Source) -> Iterator[Making]:
    """What waits until everything else stands."""
    yield from _again(KINDS[_LAST], source)


def _again(frame: Frame, source: Source) -> Iterator[Making]:
    """The first of the columns makes the object, each other one what is left of it."""
    columns = [column.name for column in frame.columns if column.makes]
    for row in source.rows(frame.name):
        for place, name in enumerate(columns):
            if row[name]:
                yield making(frame, row, row[name], name if place else "")
