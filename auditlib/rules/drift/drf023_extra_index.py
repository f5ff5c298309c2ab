"""A live index that models or chain do not have.

## What it finds
Live indexes that no model declares or that no step of the chain makes.

## Why it matters
A new environment lacks it and is slow; autogenerate proposes to drop it.

## How to fix it
Adopt it in the model and by a revision with `if_not_exists=True`, or drop it.

## Example
```sql live
create table users (id serial primary key, email text);
create index by_hand on users (email);
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

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "A new environment lacks it, or autogenerate proposes to drop it."
REMEDIES = {
    "model": "Declare the index {name} in the model{at}, or write a revision that drops it.",
    "live": "Adopt the index {name} by a revision with if_not_exists=True, or drop it.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a extra index of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "index", change="extra"), coverage, cost=COST, remedies=REMEDIES)
