"""An index is built in another way.

## What it finds
Indexes of one name that differ in method, columns, order, operator class, included columns, predicate or
uniqueness.

## Why it matters
The planner does not use it where it is expected to, or repeats are accepted.

## How to fix it
Write a revision that builds the right one concurrently under a new name, drops the old one and renames.

## Example
```sql live
create table users (id serial primary key, email text);
create index ix_users_email on users using hash (email);
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
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "The planner does not use it where expected, or repeats are accepted."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in such an attribute of ``differences``, weighed by ``coverage``."""
    return told(
        of_kind(
            differences,
            "index",
            "method",
            "columns",
            "included",
            "predicate",
            "unique",
            "nulls_not_distinct",
            "storage_options",
            "tablespace",
            "statistics_targets",
        ),
        coverage,
        cost=COST,
    )
