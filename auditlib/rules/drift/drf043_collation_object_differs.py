"""A collation that the database defines differs.

## What it finds
Collations that are missing, extra, or of another provider or locale than the chain's.

## Why it matters
Columns sort in another order; indexes and unique constraints over them see other rows as equal.

## How to fix it
Write a revision with `CREATE COLLATION …` under a new name and alter the columns to it.

## Example
```sql live
create collation plain from "C";
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
COST = "Columns that use it sort in another order, or other rows count as equal."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "collation"), coverage, cost=COST)
