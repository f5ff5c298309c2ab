"""A unique constraint differs.

## What it finds
Unique constraints that are missing, extra or over other columns.

## Why it matters
Repeated values are accepted, and `ON CONFLICT` finds no constraint to infer.

## How to fix it
Remove repeated values, then write a revision: build the unique index concurrently and add the constraint with
it.

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
    Column("email", Text, unique=True),
)
```

## Instead
```sql live
create table users (id serial primary key, email text unique);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, unique=True),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import IN_ANOTHER_ORDER, in_another_order, of_constraints, told
from auditlib.rules.drift.unique_twins import constraint_or_index
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Repeated values are accepted, or values that the model allows are refused."


def check(
    differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame, indexes: pd.DataFrame
) -> Iterator[Hit]:
    """A hit a difference in a unique constraint of ``differences``; ``constraints`` tells the kind.

    Where a unique index of ``indexes`` stands for it elsewhere, it is a note.
    """
    rows = of_constraints(differences, constraints, "unique")
    reordered = in_another_order(rows)
    yield from constraint_or_index(told(rows.loc[~reordered], coverage, cost=COST), indexes, constraints)
    for hit in told(rows.loc[reordered], coverage, cost=IN_ANOTHER_ORDER):
        yield replace(hit, severity="warning")
