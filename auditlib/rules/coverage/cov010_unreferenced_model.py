"""Nothing in the code refers to a model.

## What it finds
Mapped classes that no other place in the project's code names. Of those without a live table COV002 tells it.

## Why it matters
Readers, reviewers and this audit spend time on it; it may be the rest of a feature that was given up.

## How to fix it
Delete it and drop its table by a revision, or say in its docstring who uses it.

## Example
```toml frames
[[models]]
metadata = "m"
schema = "public"
table = "old"
class = "Old"
references = 0
```

## Instead
```toml frames
[[models]]
metadata = "m"
schema = "public"
table = "old"
class = "Old"
references = 2
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import is_false, libraries, place, short_name
from auditlib.rules.hit import Hit

SEVERITY = "note"
POPULATION = "models"


def check(models: pd.DataFrame, coverage: pd.DataFrame, metadata: pd.DataFrame) -> Iterator[Hit]:
    """A hit a class of ``models`` that nothing refers to; COV002 tells it of those without a live table."""
    gone = coverage.loc[is_false(coverage["in_live"]), ["schema", "table"]]
    not_live = set(gone.itertuples(index=False, name=None))
    shared = models.loc[models.duplicated(["schema", "table"], keep=False), ["schema", "table"]]
    declared_again = set(shared.itertuples(index=False, name=None))
    own = models.loc[~models["metadata"].isin(libraries(metadata)) & models["class"].fillna("").ne("")]
    for row in records(own.loc[own["references"].eq(0).fillna(False).astype(bool)]):
        if (row["schema"], row["table"]) in not_live:
            continue
        yield Hit(
            message=f"Nothing in the code names {row['class']}{place(row)}, the model of {short_name(row)}.",
            cost="Whoever reads the code takes it for used.",
            remedy=_remedy(row, (row["schema"], row["table"]) in declared_again),
            object_kind="model",
            schema=row["schema"],
            table=row["table"],
            object=row["class"],
            subject=row["metadata"],
            wrong="model",
            file=row["file"] or "",
            line=row["line"],
            evidence={"metadata": row["metadata"]},
        )


def _remedy(row: dict[str, Any], declared_again: bool) -> str:
    used = "or say in its docstring who uses it"
    if declared_again:
        return f"Delete {row['class']}, {used}; {short_name(row)} stays, for another model declares it too."
    return f"Delete {row['class']} and drop {short_name(row)} by a revision, {used}."
