"""Many hits of one cause as one finding, under which each of them folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from auditlib.frames.results import identity
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

MANY = 5  # fewer hits of one cause are told one by one


def gathered(
    hits: Iterable[Hit], cause: Callable[[Hit], str], message: Callable[[str, list[Hit]], str]
) -> Iterator[Hit]:
    """The hits, those of one ``cause`` led by a hit of their own where they are many.

    The leader has what ``message`` says of the cause and its hits; cost, remedy and verdict are those of the first.
    """
    by_cause: dict[str, list[Hit]] = {}
    for hit in hits:
        by_cause.setdefault(cause(hit), []).append(hit)
    for common, own in by_cause.items():
        if len(own) < MANY:
            yield from own
            continue
        leader = _leader(common, own, message(common, own))
        yield leader
        root = identity(leader.object_kind, leader.schema, leader.table, leader.object)
        yield from (replace(hit, root=root) for hit in own)


def _leader(cause: str, hits: list[Hit], message: str) -> Hit:
    return replace(
        hits[0],
        message=message,
        object_kind="cause",
        schema="",
        table="",
        object=cause,
        subject="all",
        revision="",
        file="",
        line=None,
        weight=sum(hit.weight for hit in hits),
        evidence={**hits[0].evidence, "all": [hit.object for hit in hits]},
    )


def named(hits: list[Hit]) -> str:
    """The objects of hits, a few by name."""
    return listed([".".join(filter(None, (hit.table if hit.table != hit.object else "", hit.object))) for hit in hits])
