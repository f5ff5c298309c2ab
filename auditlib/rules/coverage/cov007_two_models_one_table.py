"""Two classes are mapped to one table.

## What it finds
Tables to which one MetaData maps several classes. Single-table inheritance has this shape on purpose.

## Why it matters
Where it is no inheritance, a row loaded by one class is not refreshed by a change through the other.

## How to fix it
Map the table once, or make one class inherit from the other with a discriminator.

## Example
```toml frames
[[models]]
metadata = "app.metadata"
schema = "public"
table = "users"
class = "User, Account"
```

## Instead
```toml frames
[[models]]
metadata = "app.metadata"
schema = "public"
table = "users"
class = "User"
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import place, short_name
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(models: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``models`` with several classes."""
    for row in records(models.loc[models["class"].fillna("").str.contains(", ", regex=False)]):
        classes = str(row["class"]).split(", ")
        yield Hit(
            message=f"{len(classes)} classes are mapped to {short_name(row)}{place(row)}: {', '.join(classes)}.",
            cost="Unless it is single-table inheritance, a row loaded by one class misses changes through the other.",
            remedy=f"Map {short_name(row)} once, or let the classes inherit from one another with a discriminator.",
            object_kind="model",
            schema=row["schema"],
            table=row["table"],
            object=row["class"],
            subject=row["metadata"],
            wrong="model",
            weight=row["references"] or 0,
            file=row["file"] or "",
            line=row["line"],
            evidence={"classes": classes, "metadata": row["metadata"]},
        )
