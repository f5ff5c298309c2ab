"""Columns stand in another order.

## What it finds
Tables whose common columns are in another order live than the chain makes them. Where those two differ, models say
who is wrong; by themselves they are asked only where no chain was replayed.

## Why it matters
`INSERT` without a column list, `SELECT *` and `COPY` put values into other columns.

## How to fix it
Name the columns in every statement. The order itself changes only with a new table.

## Example
```sql live
create table users (id integer primary key, name text, email text);
```
```sql chain
create table users (id integer primary key, email text, name text);
```

## Instead
```sql live
create table users (id integer primary key, email text, name text);
```
```sql chain
create table users (id integer primary key, email text, name text);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "INSERT without a column list, SELECT * and COPY mean other columns."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in column order of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "table", "column_order"), coverage, cost=COST)
