"""A revision succeeds although PostgreSQL refused a statement of it.

## What it finds
Revisions that end well in replay and have caught an error of PostgreSQL's on the way: an `except` that prints, or
passes. A refused question (`SELECT`, `SHOW`) is a note: nothing was lost by it.

## Why it matters
What the statement was to do is not done, the version row says that it is, and the next revision builds on it.

## How to fix it
Let the error be raised, or ask the catalog before the statement.

## Example
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
message = 'column "name" does not exist'
file = "alembic/versions/a1.py"
line = 12
statement = "CREATE INDEX ix_name ON users (name)"
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

SEVERITY = "warning"
_QUESTIONS = ("select", "show", "with", "table", "values")


def check(steps: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``steps`` that is done and has a message of PostgreSQL's all the same."""
    for row in records(steps[(steps["status"] == "done") & steps["message"].notna()]):
        asked = (row["statement"] or "").lstrip("( \n").lower().startswith(_QUESTIONS)
        yield Hit(
            message=f"Revision {row['revision']} runs to its end although PostgreSQL refuses a statement of it: "
            f"“{row['message']}”.",
            cost="The step goes on as if the answer were no."
            if asked
            else "What the statement was to do is not done, and the version row says that it is.",
            remedy=f"Let the error at {row['file']}:{row['line']} be raised, or ask the catalog first.",
            object_kind="revision",
            object=row["revision"],
            subject="replay",
            severity="note" if asked else None,
            wrong="script",
            revision=row["revision"],
            file=row["file"],
            line=row["line"],
            evidence={"message": row["message"], "sqlstate": row["sqlstate"], "statement": row["statement"]},
        )
