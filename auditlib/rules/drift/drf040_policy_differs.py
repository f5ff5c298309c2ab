"""A row level security policy differs.

## What it finds
Policies that are missing, extra, or let other roles see or write other rows than the chain's.

## Why it matters
Where it is looser, people read rows of others. Where it is tighter, queries find nothing and nobody is told why.

## How to fix it
Write a revision with `CREATE POLICY …` or `ALTER POLICY …`.

## Example
```sql live
create table users (id integer);
create policy own on users using (true);
```
```sql chain
create table users (id integer);
create policy own on users using (id > 0);
```

## Instead
```sql live
create table users (id integer);
create policy own on users using (id > 0);
```
```sql chain
create table users (id integer);
create policy own on users using (id > 0);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Roles see or write other rows than they are meant to."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "policy"), coverage, cost=COST)
