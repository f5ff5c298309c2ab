"""Revisions need each other in a circle.

## What it finds
Revisions that come before themselves by `down_revision` or `depends_on`.

## Why it matters
Alembic refuses the whole history: no command runs.

## How to fix it
Correct the `down_revision` that was turned around, usually the last one edited.

## Example
```python versions/a.py
revision = "a"
down_revision = "b"
```
```python versions/b.py
revision = "b"
down_revision = "a"
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
```
```python versions/b.py
revision = "b"
down_revision = "a"
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(revision_edges: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a circle in ``revision_edges``, at the file that ``revisions`` names."""
    places = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    for location, edges in revision_edges.groupby("script_location", sort=True):
        parents: dict[str, set[str]] = defaultdict(set)
        for edge in records(edges[edges["parent_exists"].astype(bool)]):
            parents[edge["revision"]].add(edge["parent"])
        for circle in _circles(parents):
            place = places[str(location), circle[0]]
            yield Hit(
                message=f"Revisions {', '.join(circle)} need each other in a circle."
                if len(circle) > 1
                else f"Revision {circle[0]} names itself as its parent.",
                cost="Alembic refuses the whole history: no command runs.",
                remedy="Correct the down_revision or depends_on that was turned around.",
                object_kind="revision",
                object=circle[0],
                wrong="script",
                stops="deploy",
                revision=circle[0],
                file=place["file"],
                line=place["line"],
                evidence={"circle": circle},
            )


def _circles(parents: dict[str, set[str]]) -> list[list[str]]:
    """Sets of revisions that reach each other, each sorted; a revision that reaches itself counts."""
    left = _trimmed(parents)
    reach = {name: _reached(name, left) for name in left}
    circular = [name for name in left if name in reach[name]]
    found = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in circular}
    return [list(circle) for circle in sorted(found)]


def _trimmed(parents: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without the revisions that lead to no circle, so that a healthy history costs nothing."""
    left = {name: set(found) for name, found in parents.items()}
    while True:
        ends = {name for name, found in left.items() if not found & left.keys()}
        if not ends:
            return left
        left = {name: found - ends for name, found in left.items() if name not in ends}


def _reached(name: str, parents: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = list(parents.get(name, ()))
    while waiting:
        each = waiting.pop()
        if each not in reached:
            reached.add(each)
            waiting += parents.get(each, ())
    return reached
