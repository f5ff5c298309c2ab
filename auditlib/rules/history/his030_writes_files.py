"""A revision writes files.

## What it finds
Revisions that wrote files below the project's folder, or the current one, while the chain was replayed. Replay runs in
a copy: the project's own files are as they were.

## Why it matters
Where the upgrade runs in a container, or as a user who may not write there, the step fails, or the file is lost.

## How to fix it
Keep what must be kept in a table; give a path from the configuration where a file is really meant.

## Example
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
file = "alembic/versions/a1.py"
files_written = "dump.json"
```

## Instead
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(steps: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``steps`` that wrote files; ``revisions`` tell where it stands."""
    places = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    for row in records(steps[steps["files_written"].notna()]):
        place = places.get((row["script_location"], row["revision"]), {})
        yield Hit(
            message=f"Revision {row['revision']} writes files into the project's folder: {row['files_written']}.",
            cost="Where the upgrade runs in a container, or as a user who may not write there, it fails, or they are "
            "lost.",
            remedy="Keep what must be kept in a table, or take the path from the configuration.",
            object_kind="revision",
            object=row["revision"],
            subject="files",
            wrong="script",
            revision=row["revision"],
            file=row["file"] or place.get("file") or "",
            line=place.get("upgrade_line"),
            evidence={"files": row["files_written"].split(", ")},
        )
