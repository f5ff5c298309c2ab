"""An index or constraint has another name.

## What it finds
Indexes and constraints that are the same in everything but their name. A name that a model leaves to PostgreSQL
counts as none.

## Why it matters
Revisions that drop or alter it by name fail in one of the databases.

## How to fix it
Write a revision that renames it: `ALTER INDEX … RENAME TO …`, `ALTER TABLE … RENAME CONSTRAINT … TO …`.

## Example
```sql live
create table users (id serial primary key, email text);
create index mail_idx on users (email);
```
```sql chain
create table users (id serial primary key, email text);
create index ix_users_email on users (email);
```

## Instead
```sql live
create table users (id serial primary key, email text);
create index ix_users_email on users (email);
```
```sql chain
create table users (id serial primary key, email text);
create index ix_users_email on users (email);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "Revisions that name it fail in one of the databases."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a name that differs in ``differences``."""
    rows = differences.loc[differences["attribute"].eq("name")]
    return told(rows, coverage, cost=COST)
