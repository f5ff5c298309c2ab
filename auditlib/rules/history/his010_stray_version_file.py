"""A file lies among the version files and Alembic does not load it.

## What it finds
Backups, editor leftovers and other files in the version folders and beside `env.py`; revisions in subfolders that
Alembic is not told to enter.

## Why it matters
A reader takes it for part of the history. A revision that is never loaded never runs.

## How to fix it
Delete it (version control keeps it), or rename it so that it is loaded if it was meant to be.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```text versions/a.py.backup
revision = "a"
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(version_files: pd.DataFrame) -> Iterator[Hit]:
    """A hit a stray of ``version_files``."""
    for row in records(version_files[version_files["status"] == "stray"]):
        file, problem = row["file"], row["problem"]
        unloaded = "recursive_version_locations" in problem
        yield Hit(
            message=f"{file} is {problem}.",
            cost="A revision that is never loaded never runs."
            if unloaded
            else "A reader may take it for part of the history.",
            remedy="Set recursive_version_locations, or move the file up." if unloaded else "Delete it.",
            object_kind="version file",
            object=file,
            severity="warning" if unloaded else None,
            wrong="script",
            file=file,
            evidence={"reason": problem},
        )
