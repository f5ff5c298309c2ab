"""A line of the history was never taken by the database.

## What it finds
Revisions that no edge ties to those the database has run, and that a branch label or version folders of their own set
apart: another product's history, or an abandoned generation. They are not called pending, and are not replayed.

## Why it matters
`alembic upgrade heads` would run them all, also where they are of a product that is not installed here.

## How to fix it
Deploy with the head that is meant. If the line is to come here, upgrade to its own head; if it is abandoned, say so
in its first revision or move its files away.

## Example
```python versions/a.py
revision = "a"
down_revision = None
branch_labels = ("main",)
```
```python versions/old.py
revision = "old"
down_revision = None
branch_labels = ("old",)
```
```text version rows
a
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
branch_labels = ("main",)
```
```python versions/old.py
revision = "old"
down_revision = None
branch_labels = ("old",)
```
```text version rows
a
old
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.wording import agreed, counted

SEVERITY = "note"


def check(state: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a script location of ``state`` with revisions that are not taken; their files stand in ``revisions``."""
    for location, own in state[state["status"] == "not taken"].groupby("script_location", sort=True):
        here = state[state["script_location"] == location]
        heads = list(own.loc[own["is_head"].fillna(False).astype(bool), "revision"])
        used = here[here["is_head"].fillna(False).astype(bool) & (here["status"] != "not taken")]
        kept = " ".join(used["revision"])
        names = list(own["revision"])
        first = records(revisions[(revisions["script_location"] == location) & (revisions["revision"] == names[0])])[0]
        yield Hit(
            message=f"{counted(len(names), 'revision')} of {location}, {names[0]} to {', '.join(heads)}, "
            f"{agreed(len(names), 'stands', 'stand')} on a line that this database never took.",
            cost="`alembic upgrade heads` would run them all; they were not replayed, and count neither as applied "
            "nor as pending.",
            remedy=f"Deploy with `alembic upgrade {kept}`; upgrade to the line's own head if it is meant to come here.",
            object_kind="script location",
            object=str(location),
            wrong="undecided",
            weight=len(names),
            revision=names[0],
            file=first["file"],
            line=first["line"],
            evidence={"revisions": names, "heads": heads},
        )
