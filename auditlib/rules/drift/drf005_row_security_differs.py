"""Row level security of a table differs.

## What it finds
Row level security that is on, off or forced on one side only.

## Why it matters
Off where it should be on, every role reads every row. On where it should be off, queries return nothing.

## How to fix it
Write a revision with `ALTER TABLE … ENABLE ROW LEVEL SECURITY` or `DISABLE`, and its policies.

## Example
```sql live
create table users (id serial primary key);
alter table users enable row level security;
```
```sql chain
create table users (id serial primary key);
```

## Instead
```sql live
create table users (id serial primary key);
```
```sql chain
create table users (id serial primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Rows are visible to roles that should not see them, or hidden from those that should."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in such an attribute of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "table", "row_security", "row_security_forced"), coverage, cost=COST)
