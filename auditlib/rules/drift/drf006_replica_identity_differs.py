"""Replica identity of a table differs.

## What it finds
A table whose replica identity is not the chain's.

## Why it matters
Logical replication sends other old rows than the subscriber needs, or refuses updates.

## How to fix it
Write a revision with `ALTER TABLE … REPLICA IDENTITY …`.

## Example
```sql live
create table users (id serial primary key);
alter table users replica identity full;
```
```sql chain
create table users (id serial primary key);
```

## Instead
```sql live
create table users (id serial primary key);
```
```sql chain
create table users (id serial primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Logical replication sends other old rows than subscribers need, or refuses updates."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in replica identity of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "table", "replica_identity"), coverage, cost=COST)
