"""A schema is missing or extra.

## What it finds
Schemas that only the live database or only the chain has. What is in them folds under them.

## Why it matters
Names are found in another schema, or not at all.

## How to fix it
Write a revision with `CREATE SCHEMA IF NOT EXISTS …`, or drop it.

## Example
```sql live
create schema archive;
```
```sql chain
select 1;
```

## Instead
```sql live
select 1;
```
```sql chain
select 1;
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Names are found in another schema, or not at all."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a schema of ``differences``."""
    return told(of_kinds(differences, "schema"), coverage, cost=COST)
