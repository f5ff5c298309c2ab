"""A default privilege differs.

## What it finds
What a role grants or revokes on tables, sequences, functions, types and schemas that it will make, in one database
only.

## Why it matters
Tables of the next revision are readable for other roles than expected, or for none.

## How to fix it
Write a revision with `ALTER DEFAULT PRIVILEGES …`.

## Example
```sql live
alter default privileges grant select on tables to pg_monitor;
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

SEVERITY = "note"
COST = "What the next revision makes is open to other roles than expected, or to none."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in the default privileges of ``differences``."""
    return told(of_kinds(differences, "default privilege"), coverage, cost=COST)
