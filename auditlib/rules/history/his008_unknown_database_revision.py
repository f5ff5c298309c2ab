"""The database names a revision that has no file.

## What it finds
A row of a version table whose id no version file has.

## Why it matters
Alembic stops with "Can't locate revision": neither upgrade nor downgrade runs, and what that revision did to the
schema is not known from the files.

## How to fix it
Check out the branch that holds the file, or, when its effect is known, stamp the database with the revision that
stands for it.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```text version rows
deleted_one
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
```
```text version rows
a
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(state: pd.DataFrame, version_files: pd.DataFrame) -> Iterator[Hit]:
    """A hit an unknown row of ``state``; ``version_files`` may hold its file unread."""
    for row in records(state[state["status"] == "unknown row"]):
        name, location = row["revision"], row["script_location"]
        own = state[(state["script_location"] == location) & (state["status"] != "unknown row")]
        near = difflib.get_close_matches(name, list(own["revision"]), n=1, cutoff=0.8)
        unread = version_files[version_files["status"].isin(["unreadable", "stray"])]
        holds = unread[unread["file"].str.contains(name, regex=False) | (unread["revision"] == name)]
        hint = f" {near[0]} has a similar id." if near else ""
        hint += f" {holds['file'].iloc[0]} is not loaded and may be it." if len(holds) else ""
        yield Hit(
            message=f"The version table of {location} names {name}, and no version file has it.{hint}",
            cost='Alembic stops with "Can\'t locate revision"; how the rest of the history stands cannot be told.',
            remedy=f"Bring the file of {name} back, or stamp the revision that stands for its effect.",
            object_kind="revision",
            object=name,
            wrong="live",
            stops="deploy",
            revision=name,
            evidence={"row": name, "similar": near, "not_loaded": list(holds["file"])},
        )
