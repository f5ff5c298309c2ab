"""A version file cannot be read.

## What it finds
A file that Alembic would load and that does not parse (a syntax error, merge conflict markers, a wrong encoding), has
no `revision` or `down_revision`, or computes them.

## Why it matters
Alembic loads every file before any command: one that does not load stops them all.

## How to fix it
Mend the line named. A helper module belongs outside the version folders.

## Example
```python versions/a.py
revision = "a"
down_revision = None
def upgrade(:
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
def upgrade():
    pass
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(version_files: pd.DataFrame) -> Iterator[Hit]:
    """A hit a file of ``version_files`` that is unreadable, or whose place in the graph text cannot tell."""
    computed = version_files["problem"].fillna("").str.contains("is computed")
    for row in records(version_files[(version_files["status"] == "unreadable") | computed]):
        file, problem = row["file"], row["problem"]
        runs = "is computed" in problem or "compiled only" in problem
        yield Hit(
            message=f"{file}: {problem}.",
            cost="Alembic may run it; this audit cannot say what it does or where it stands in the graph."
            if runs
            else "Alembic loads every file before any command, so this one stops them all.",
            remedy="Write the value out as a plain string." if runs else "Mend the file, or move it out of the folder.",
            object_kind="version file",
            object=file,
            severity="warning" if runs else None,
            wrong="script",
            stops="" if runs else "deploy",
            revision=row["revision"] or "",
            file=file,
            line=row["line"],
            evidence={"problem": problem},
        )
