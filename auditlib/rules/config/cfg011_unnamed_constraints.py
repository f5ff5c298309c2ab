"""Constraints of a MetaData have no name.

## What it finds
Unique, foreign key and check constraints that neither a model nor a `naming_convention` names: the MetaData has none,
it has none for their kind, or it was set when they were made already.

## Why it matters
PostgreSQL makes their names up, other ways of making them give others, and a revision cannot drop one by name without
looking it up first.

## How to fix it
Give the MetaData a `naming_convention` before its first table, and name what exists by a revision.

## Example
```toml frames
[[metadata]]
metadata = "app.db.metadata"
file = "app/db.py"
line = 4
tables = 2
naming_convention = false
unnamed_constraints = 3
```

## Instead
```toml frames
[[metadata]]
metadata = "app.db.metadata"
file = "app/db.py"
line = 4
tables = 2
naming_convention = true
unnamed_constraints = 0
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.config.options import HABIT, place
from auditlib.rules.hit import Hit
from auditlib.wording import counted

SEVERITY = "note"


def check(metadata: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``metadata`` that is the project's and leaves constraints unnamed."""
    lacking = metadata["unnamed_constraints"].gt(0).fillna(False) & ~metadata["library"].eq(True).fillna(False)
    for row in records(metadata.loc[lacking.astype(bool)]):
        yield Hit(
            message=f"{row['metadata']}{place(row)} leaves {counted(row['unnamed_constraints'], 'constraint')} without "
            f"a name{_why(row)}.",
            cost="PostgreSQL makes up the names that a model leaves out, and other ways of making them give others.",
            remedy=f"Give {row['metadata']} a naming_convention before its first table, and name what exists by a "
            "revision.",
            object_kind="metadata",
            object=row["metadata"],
            wrong="settings",
            weight=HABIT,
            file=row["file"] or "",
            line=row["line"],
            evidence={"constraints": row["unnamed_constraints"], "naming_convention": row["naming_convention"]},
        )


def _why(row: dict[str, Any]) -> str:
    if row["naming_convention"]:
        return ": its naming convention has none for their kind, or was set when they were made already"
    return ": it has no naming convention"
