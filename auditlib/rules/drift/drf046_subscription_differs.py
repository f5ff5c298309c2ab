"""A subscription differs.

## What it finds
Subscriptions that are missing, extra, disabled, or apply changes in another way than the chain's. Where they connect
to is never read.

## Why it matters
Changes are not applied, and the publisher keeps its log until the disk is full.

## How to fix it
Write down who makes subscriptions: a revision with `connect = false`, or the operators. Then bring the other in line.

## Example
```sql live
create subscription feed connection 'dbname=elsewhere' publication feed with (connect = false, slot_name = none);
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
COST = "Changes are not applied, and the publisher keeps its log until the disk is full."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "subscription"), coverage, cost=COST)
