"""A live column that models or chain do not have.

## What it finds
Live columns that no model declares or that no step of the chain makes.

## Why it matters
Autogenerate proposes to drop it with its data; a new environment lacks it.

## How to fix it
Declare it in the model and write a revision that adds it where it does not exist, or drop it by a revision.

## Example
```sql live
create table users (id serial primary key, nickname text);
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

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "{lacking}."
REMEDIES = {
    "model": "Declare {name} ({live}) in the model{at}, or write a revision that drops it.",
    "live": "Adopt {table}.{name} ({live}) by a revision, or drop it.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a extra column of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "column", change="extra"), coverage, cost=COST, remedies=REMEDIES)
