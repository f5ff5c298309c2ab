"""A revision is dated before its parent.

## What it finds
A revision whose date (of its header, else of its id, else of its file's name) is earlier than its parent's. Where five
and more of a history are, one finding tells of them all.

## Why it matters
It was put behind a later one after the fact: on a database that had already passed this point it was applied in
another order, or edited in place.

## How to fix it
Usually nothing; check that no database was upgraded before the revision was moved.

## Example
```python versions/20250105_a.py
revision = "20250105_a"
down_revision = None
```
```python versions/20250101_b.py
revision = "20250101_b"
down_revision = "20250105_a"
```

## Instead
```python versions/20250101_a.py
revision = "20250101_a"
down_revision = None
```
```python versions/20250105_b.py
revision = "20250105_b"
down_revision = "20250101_a"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "note"
POPULATION = "revisions"


def check(revisions: pd.DataFrame, revision_edges: pd.DataFrame) -> Iterator[Hit]:
    """A hit an edge of ``revision_edges`` whose child is dated before its parent in ``revisions``."""
    by_id = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    edges = revision_edges[(revision_edges["edge"] == "down_revision") & revision_edges["parent_exists"].astype(bool)]
    for edge in records(edges):
        child = by_id[edge["script_location"], edge["revision"]]
        parent = by_id[edge["script_location"], edge["parent"]]
        dates = next(_dates(child, parent), None)
        if dates and dates[0] < dates[1]:
            yield Hit(
                message=f"{child['revision']} is dated {dates[0]}, before its parent {parent['revision']}, {dates[1]}.",
                cost="It was put behind a later revision: databases may have passed this point in another order.",
                remedy="Check that no database was upgraded before the revision was moved.",
                object_kind="revision",
                object=child["revision"],
                subject=parent["revision"],
                wrong="script",
                revision=child["revision"],
                file=child["file"],
                line=child["line"],
                cause=f"each of {child['script_location']} was put behind a later one",
                evidence={"date": dates[0], "parent": parent["revision"], "parent_date": dates[1]},
            )


def _dates(child: dict[str, Any], parent: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The two dates of the first kind that both have."""
    if child["created_at"] is not None and parent["created_at"] is not None:
        yield f"{child['created_at']:%Y-%m-%d %H:%M}", f"{parent['created_at']:%Y-%m-%d %H:%M}"
    for kind in ("id_date", "file_date"):
        if child[kind] and parent[kind]:
            yield child[kind], parent[kind]
