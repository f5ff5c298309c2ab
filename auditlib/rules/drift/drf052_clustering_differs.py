"""A table is clustered or identified by another index.

## What it finds
Indexes that tables are clustered on, or that name rows to replication, in one database only.

## Why it matters
`CLUSTER` orders the table otherwise. Without the identity that is expected, updates on a published table fail.

## How to fix it
Write a revision with `ALTER TABLE … CLUSTER ON …` or `REPLICA IDENTITY USING INDEX …`.

## Example
```sql live
create table users (id integer primary key);
alter table users cluster on users_pkey;
```
```sql chain
create table users (id integer primary key);
```

## Instead
```sql live
create table users (id integer primary key);
```
```sql chain
create table users (id integer primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "CLUSTER orders the table otherwise, or updates of a published table fail."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(
        differences.loc[
            differences["object_kind"].isin(["index", "constraint"])
            & differences["attribute"].isin(["clustered", "replica_identity"])
        ],
        coverage,
        cost=COST,
    )
