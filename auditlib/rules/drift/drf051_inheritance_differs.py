"""A column or constraint is inherited otherwise.

## What it finds
Columns and constraints that are inherited in one database and stand by themselves in the other, checks that are NO
INHERIT in one only, and indexes that are part of a partitioned index in one only.

## Why it matters
A change of the parent does not reach the child, or the child cannot be changed alone.

## How to fix it
Write a revision with `ALTER TABLE … INHERIT …`, or `ALTER INDEX … ATTACH PARTITION …`.

## Example
```sql live
create table users (id integer, constraint positive check (id > 0) no inherit);
```
```sql chain
create table users (id integer, constraint positive check (id > 0));
```

## Instead
```sql live
create table users (id integer, constraint positive check (id > 0));
```
```sql chain
create table users (id integer, constraint positive check (id > 0));
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "A change of the parent does not reach the child, or the child cannot be changed alone."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(
        differences.loc[differences["attribute"].eq("inheritance") | _attached(differences)], coverage, cost=COST
    )


def _attached(differences: pd.DataFrame) -> pd.Series:
    return differences["object_kind"].eq("index") & differences["attribute"].eq("partition_of")
