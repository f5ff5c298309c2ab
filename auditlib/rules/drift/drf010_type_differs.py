"""The type of a column differs.

## What it finds
Columns of another type, length, precision or array depth in one of the witnesses.

## Why it matters
Values are cut, refused or compared with casts that no index serves.

## How to fix it
Change the model, or write a revision with `op.alter_column(…, type_=…)`.

## Example
```sql live
create table users (id serial primary key, email varchar(50));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(100)),
)
```

## Instead
```sql live
create table users (id serial primary key, email varchar(100));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(100)),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Values are refused, cut, or compared by casts that no index serves."
REMEDIES = {
    "model": "Declare {live} in the model{at}, or write a revision that alters {table}.{name} to {models}.",
    "live": "Write a revision that alters {table}.{name} from {live} to {meant}, or adopt {live} in chain and model.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in type of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", "type"), coverage, cost=COST, remedies=REMEDIES)
