"""The generation expression of a column differs.

## What it finds
Columns that are computed on one side only, or by another expression.

## Why it matters
The column holds stale or other values, and writes to it are refused or needed.

## How to fix it
Write a revision that drops and adds the column: an expression cannot be changed in place before PostgreSQL 17.

## Example
```sql live
create table users (id serial primary key, a integer, b integer);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("a", Integer),
    Column("b", Integer, Computed("a * 2", persisted=True)),
)
```

## Instead
```sql live
create table users (id serial primary key, a integer, b integer generated always as (a * 2) stored);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("a", Integer),
    Column("b", Integer, Computed("a * 2", persisted=True)),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "The column holds other values than its expression says."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in generated of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", "generated"), coverage, cost=COST)
