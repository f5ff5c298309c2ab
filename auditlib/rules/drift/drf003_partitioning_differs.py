"""Kind, partitioning or inheritance of a table differs.

## What it finds
A table that is partitioned on one side only or in another way, a partition with another bound, another parent.

## Why it matters
Rows go elsewhere than the code and the retention jobs expect.

## How to fix it
Tables cannot be made partitioned in place: write a revision that builds the new table and moves the rows.

## Example
```sql live
create table events (id integer, day date);
```
```sql chain
create table events (id integer, day date) partition by range (day);
```

## Instead
```sql live
create table events (id integer, day date) partition by range (day);
```
```sql chain
create table events (id integer, day date) partition by range (day);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Rows go elsewhere than code and retention jobs expect."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in such an attribute of ``differences``, weighed by ``coverage``."""
    return told(
        of_kind(differences, "table", "table_kind", "of_type", "partition_of", "partition_key", "partition_bound"),
        coverage,
        cost=COST,
    )
