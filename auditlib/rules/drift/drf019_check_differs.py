"""A check constraint differs.

## What it finds
Checks that are missing, extra, or say something else.

## Why it matters
Values that the code relies on never to come do come, or good ones are refused.

## How to fix it
Mend the rows, then write a revision: add the check `NOT VALID` and validate it in a second step.

## Example
```sql live
create table users (id serial primary key, age integer constraint adult check (age > 16));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("age", Integer),
    CheckConstraint("age > 18", name="adult"),
)
```

## Instead
```sql live
create table users (id serial primary key, age integer constraint adult check (age > 18));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("age", Integer),
    CheckConstraint("age > 18", name="adult"),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_constraints, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Values come that the code relies on never to come, or good ones are refused."


def check(differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a check constraint of ``differences``; ``constraints`` tells the kind."""
    rows = of_constraints(differences, constraints, "check")
    return told(rows, coverage, cost=COST)
