"""Extended statistics differ.

## What it finds
Statistics objects that are missing, extra, or about other columns than the chain's.

## Why it matters
The planner guesses the number of rows otherwise: a query that is quick here is slow there.

## How to fix it
Write a revision with `CREATE STATISTICS …` and `ANALYZE` the table.

## Example
```sql live
create table users (id integer, code integer);
create statistics related on id, code from users;
```
```sql chain
create table users (id integer, code integer);
```

## Instead
```sql live
create table users (id integer, code integer);
```
```sql chain
create table users (id integer, code integer);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "The planner takes other plans in the other environment."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "statistics object"), coverage, cost=COST)
