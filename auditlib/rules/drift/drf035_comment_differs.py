"""A comment differs.

## What it finds
Comments on tables, columns and other objects that are missing, extra, or say something else.

## Why it matters
Readers of the schema are told something else than readers of the code.

## How to fix it
Write a revision with `COMMENT ON …`, or change the model's `comment`.

## Example
```sql live
create table users (id serial primary key);
comment on table users is 'People';
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    comment="Customers",
)
```

## Instead
```sql live
create table users (id serial primary key);
comment on table users is 'Customers';
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    comment="Customers",
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "Readers of the schema are told something else than readers of the code."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a comment of ``differences``."""
    return told(of_kinds(differences, "comment"), coverage, cost=COST)
