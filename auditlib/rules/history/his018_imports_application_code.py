"""A revision imports the application.

## What it finds
A version file that imports modules of the application, at any depth of its text.

## Why it matters
The models are of today and the revision of its day: once a class is renamed or gains a column, an old step fails or
does something else, and a new database cannot be built. Loading it may read configuration, connect, or take seconds.

## How to fix it
Write the tables that the step needs into the revision with `sa.table` and `sa.column`; move helpers beside env.py.

## Example
```python versions/a.py
from shop.models import User
revision = "a"
down_revision = None
```
```python ../shop/models.py
class User: ...
```

## Instead
```python versions/a.py
import sqlalchemy as sa
revision = "a"
down_revision = None
users = sa.table("users", sa.column("id"))
```
```python ../shop/models.py
class User: ...
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"
POPULATION = "revisions"


def check(revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``revisions`` that imports the application."""
    rows = records(revisions[revisions["application_imports"].notna()])
    counts = Counter(module for row in rows for module in row["application_imports"].split(", "))
    for row in rows:
        modules = row["application_imports"].split(", ")
        yield Hit(
            message=f"Revision {row['revision']} imports {row['application_imports']} of the application.",
            cost="When that code changes, the old step fails or does another thing: no new database can be built.",
            remedy="Write the tables it needs into the revision with sa.table and sa.column.",
            object_kind="revision",
            object=row["revision"],
            wrong="script",
            revision=row["revision"],
            file=row["file"],
            line=row["line"],
            evidence={"modules": modules},
            cause=f"each imports {max(modules, key=lambda name: (counts[name], name))}",
        )
