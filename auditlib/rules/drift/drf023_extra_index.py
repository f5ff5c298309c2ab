"""A live index that models or chain do not have.

## What it finds
Live indexes that no model declares or that no step of the chain makes. One that the chain makes and that is not
unique is worth a note.

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
from dataclasses import replace

import pandas as pd

from auditlib.rules.coverage.tables import is_true
from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "{lacking}."
REMEDIES = {
    "model": "Declare the index {name} in the model{at}, or write a revision that drops it.",
    "live": "Adopt the index {name} by a revision with if_not_exists=True, or drop it.",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame, indexes: pd.DataFrame) -> Iterator[Hit]:
    """A hit an extra index of ``differences``, weighed by ``coverage``.

    One that the chain makes and only the models lack is worth a note, unless ``indexes`` say that it is unique.
    """
    rows = indexes.loc[is_true(indexes["unique"]), ["schema", "table", "index"]]
    unique = set(rows.itertuples(index=False, name=None))
    for hit in told(of_kind(differences, "index", change="extra"), coverage, cost=COST, remedies=REMEDIES):
        harmless = hit.wrong == "model" and (hit.schema, hit.table, hit.object) not in unique
        yield replace(hit, severity="note") if harmless else hit
