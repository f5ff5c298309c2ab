"""A column is not live.

## What it finds
Columns that a model declares or the chain makes, in a live table that lacks them.

## Why it matters
Every query of the model names all its columns, so every query on the table fails.

## How to fix it
Write a revision that adds the column, or take it out of the model. Where live has it under another name, rename it
back or record the new name by a revision: another column would be empty.

## Example
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
    Column("email", Text),
)
```

## Instead
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
    Column("email", Text),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.other_names import with_remedies
from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Every query of a model that names the column fails, and a model names all its columns."
REMEDIES = {
    "model": "Write a revision with op.add_column for {table}.{name}, or take the column out of the model{at}.",
    "live": "Add {table}.{name} again as the chain makes it ({meant}), or write a revision that drops it.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a missing column of ``differences``, weighed by ``coverage``; one under another name is to be renamed."""
    rows = with_remedies(of_kind(differences, "column", change="missing"), differences)
    return told(rows, coverage, cost=COST, remedies=REMEDIES)
