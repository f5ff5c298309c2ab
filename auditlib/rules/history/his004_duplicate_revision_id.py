"""Two files have one revision id.

## What it finds
Version files of one script location with the same `revision`.

## Why it matters
Alembic only warns and takes the file it loads last: the other one never runs, and nobody is told.

## How to fix it
Give the later one an id of its own and put it behind the other, or delete the copy.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```python versions/copy_of_a.py
revision = "a"
down_revision = None
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

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(version_files: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit an id that several loaded files of ``version_files`` have; ``revisions`` tells which one Alembic takes."""
    loaded = version_files[version_files["status"] == "loaded"]
    taken = {(row["script_location"], row["revision"]): row["file"] for row in records(revisions)}
    for (location, revision), files in loaded.groupby(["script_location", "revision"], sort=True):
        if len(files) < 2:
            continue
        winner = taken[str(location), str(revision)]
        loser = records(files[files["file"] != winner])[0]
        yield Hit(
            message=f"Revision id {revision} stands in {len(files)} files: {', '.join(files['file'])}.",
            cost=f"Alembic only warns and takes {winner}: what the other holds never runs.",
            remedy=f"Give {loser['file']} an id of its own behind {revision}, or delete it if it is a copy.",
            object_kind="revision",
            object=str(revision),
            wrong="script",
            revision=str(revision),
            file=loser["file"],
            line=loser["line"],
            evidence={"files": list(files["file"]), "taken": winner},
        )
