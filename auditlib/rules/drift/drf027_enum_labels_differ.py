"""The labels of an enum differ.

## What it finds
Enum types with missing or extra labels, or labels in another order.

## Why it matters
Inserts of a missing label fail; a label that the code does not know raises when a row is read. The same labels in
another order, a warning, sort and compare otherwise.

## How to fix it
Add labels with `ALTER TYPE … ADD VALUE` in an autocommit block; taking one away needs a new type.

## Example
```sql live
create type mood as enum ('sad', 'ok', 'happy');
create table users (id serial primary key, mood mood);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mood", Enum("sad", "happy", name="mood")),
)
```

## Instead
```sql live
create type mood as enum ('sad', 'happy');
create table users (id serial primary key, mood mood);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("mood", Enum("sad", "happy", name="mood")),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import in_another_order, of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Inserts of a missing label fail; an unknown label raises when a row is read."
OTHERWISE_SORTED = "Rows sort and compare by the order of the labels; no value is refused."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in labels of ``differences``, weighed by ``coverage``."""
    rows = of_kind(differences, "type", "labels")
    reordered = in_another_order(rows, "labels")
    yield from told(rows.loc[~reordered], coverage, cost=COST)
    for hit in told(rows.loc[reordered], coverage, cost=OTHERWISE_SORTED):
        yield replace(hit, severity=hit.severity or "warning")
