"""An index is not live.

## What it finds
Indexes that a model declares or the chain makes, on a live table that lacks them.

## Why it matters
Queries that relied on the index read the whole table; a unique index no longer refuses repeats.

## How to fix it
Write a revision that creates it concurrently, or take it out of the model.

## Example
```sql live
create table users (id serial primary key, email text);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, index=True),
)
```

## Instead
```sql live
create table users (id serial primary key, email text);
create index ix_users_email on users (email);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, index=True),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.drift.unique_twins import constraint_or_index
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Queries that rely on it read the whole table."


def check(
    differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame, indexes: pd.DataFrame
) -> Iterator[Hit]:
    """A hit a missing index of ``differences``, weighed by ``coverage``.

    Where a unique one of ``constraints`` stands for one of ``indexes``, it is a note.
    """
    hits = told(of_kind(differences, "index", change="missing"), coverage, cost=COST)
    return constraint_or_index(hits, indexes, constraints)
