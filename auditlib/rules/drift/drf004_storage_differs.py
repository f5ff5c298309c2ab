"""Storage of a table differs.

## What it finds
Unlogged against permanent, storage parameters such as fillfactor or autovacuum settings (those of the TOAST table too),
the access method, the tablespace.

## Why it matters
An unlogged table is empty after a crash. Tuning made by hand is lost with the next environment.

## How to fix it
Write a revision with the setting that is meant: `ALTER TABLE … SET (…)`, `ALTER TABLE … SET LOGGED`.

## Example
```sql live
create unlogged table users (id serial primary key);
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
COST = "An unlogged table is empty after a crash; tuning made by hand is lost with the next environment."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in such an attribute of ``differences``, weighed by ``coverage``."""
    attributes = ("persistence", "storage_options", "toast_options", "access_method", "tablespace")
    return told(of_kind(differences, "table", *attributes), coverage, cost=COST)
