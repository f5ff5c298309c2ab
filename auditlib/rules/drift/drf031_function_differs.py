"""A function differs.

## What it finds
Functions, procedures and aggregates that are missing, extra, or do something else than the chain's.

## Why it matters
Triggers, defaults and queries that call it do something else.

## How to fix it
Write a revision with `CREATE OR REPLACE FUNCTION …`.

## Example
```sql live
create function one() returns integer language sql as 'select 2';
```
```sql chain
create function one() returns integer language sql as 'select 1';
```

## Instead
```sql live
create function one() returns integer language sql as 'select 1';
```
```sql chain
create function one() returns integer language sql as 'select 1';
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Triggers, defaults and queries that call it do something else."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a function of ``differences``."""
    return told(of_kinds(differences, "function"), coverage, cost=COST)
