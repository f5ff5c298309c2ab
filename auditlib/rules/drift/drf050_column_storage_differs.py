"""Storage or statistics of a column differ.

## What it finds
Columns with another storage, compression, statistics target or attribute option than the chain's.

## Why it matters
Tuning made by hand is lost with the next environment; the planner or the disk behave otherwise there.

## How to fix it
Write a revision with `ALTER TABLE … ALTER COLUMN … SET STORAGE`, `SET COMPRESSION` or `SET STATISTICS`.

## Example
```sql live
create table users (name text);
alter table users alter name set statistics 500;
```
```sql chain
create table users (name text);
```

## Instead
```sql live
create table users (name text);
```
```sql chain
create table users (name text);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "Tuning made by hand is lost with the next environment."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(
        of_kind(differences, "column", "storage", "compression", "statistics_target", "options"), coverage, cost=COST
    )
