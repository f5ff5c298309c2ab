"""A rewrite rule differs.

## What it finds
Rules on tables and views that are missing, extra, disabled, or do something else than the chain's.

## Why it matters
A statement does something else than it says: rows go elsewhere, or nowhere.

## How to fix it
Write a revision with `CREATE OR REPLACE RULE …` or `DROP RULE …`.

## Example
```sql live
create table users (id integer);
create rule quiet as on delete to users do instead nothing;
```
```sql chain
create table users (id integer);
```

## Instead
```sql live
create table users (id integer);
```
```sql chain
create table users (id integer);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Statements on the table do something else than they say."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "rule"), coverage, cost=COST)
