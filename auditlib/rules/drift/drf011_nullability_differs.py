"""Whether a column accepts NULL differs.

## What it finds
Columns that are NOT NULL on one side and nullable on another.

## Why it matters
NULL arrives where the code does not expect it, or an insert that the model allows is refused.

## How to fix it
Fill the gaps first, then `ALTER COLUMN … SET NOT NULL` in a revision; or change the model.

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
    Column("email", Text, nullable=False),
)
```

## Instead
```sql live
create table users (id serial primary key, email text not null);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", Text, nullable=False),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "NULL arrives where code does not expect it, or an insert that the model allows is refused."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in nullable of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", "nullable"), coverage, cost=COST)
