"""A publication differs.

## What it finds
Publications that are missing, extra, or publish other tables, columns, rows or operations than the chain's.

## Why it matters
Subscribers miss changes without an error, or get data that they should not have.

## How to fix it
Write a revision with `CREATE PUBLICATION …` or `ALTER PUBLICATION …`, and refresh the subscriptions.

## Example
```sql live
create table users (id integer);
create publication feed for table users;
```
```sql chain
create table users (id integer);
create publication feed;
```

## Instead
```sql live
create table users (id integer);
create publication feed;
```
```sql chain
create table users (id integer);
create publication feed;
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Subscribers miss changes without an error, or get what they should not have."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "publication"), coverage, cost=COST)
