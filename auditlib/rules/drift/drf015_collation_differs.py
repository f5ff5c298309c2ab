"""The collation of a column differs.

## What it finds
Columns that sort and compare by another collation.

## Why it matters
Order, uniqueness and prefix searches change; an index serves other comparisons.

## How to fix it
Write a revision with `ALTER COLUMN … TYPE … COLLATE …`, which rebuilds its indexes.

## Example
```sql live
create table users (id serial primary key, name text);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text(collation="C")),
)
```

## Instead
```sql live
create table users (id serial primary key, name text collate "C");
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text(collation="C")),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Order, comparison and use of indexes change."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in collation of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", "collation"), coverage, cost=COST)
