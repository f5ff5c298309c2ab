"""The default of a column differs.

## What it finds
Server defaults that are missing on one side or say something else.

## Why it matters
Rows written past the model, by SQL or by another service, get another value.

## How to fix it
Write a revision with `op.alter_column(…, server_default=…)`, or change the model's `server_default`.

## Example
```sql live
create table users (id serial primary key, active boolean default false);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("active", Boolean, server_default=true()),
)
```

## Instead
```sql live
create table users (id serial primary key, active boolean default true);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("active", Boolean, server_default=true()),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Rows written by anything but the model get another value."
REMEDIES = {
    "model": "Declare server_default {live} in the model{at}, or write a revision that makes it {models}.",
    "live": "Write a revision that sets the default of {table}.{name} to {meant}, or adopt {live} in chain and model.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in default of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", "default"), coverage, cost=COST, remedies=REMEDIES)
