"""The primary key of a table differs.

## What it finds
Primary keys that are missing, extra or over other columns.

## Why it matters
Rows repeat, foreign keys cannot name the table, and the ORM's identity map is wrong.

## How to fix it
Remove repeated rows, then write a revision with `op.create_primary_key`.

## Example
```sql live
create table users (id serial not null);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
)
```

## Instead
```sql live
create table users (id serial primary key);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import IN_ANOTHER_ORDER, in_another_order, of_constraints, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Rows may repeat, and the ORM takes two rows for one."


def check(differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a primary key constraint of ``differences``; ``constraints`` tells the kind."""
    rows = of_constraints(differences, constraints, "primary key")
    reordered = in_another_order(rows)
    yield from told(rows.loc[~reordered], coverage, cost=COST)
    for hit in told(rows.loc[reordered], coverage, cost=IN_ANOTHER_ORDER):
        yield replace(hit, severity="warning")
