"""An index is invalid.

## What it finds
Indexes that a failed or cancelled `CREATE INDEX CONCURRENTLY` left behind.

## Why it matters
Every write pays for it and no query uses it; a unique one does not guarantee anything.

## How to fix it
`REINDEX INDEX CONCURRENTLY …`, or drop it and build it again.

## Example
```sql live
create table users (id serial primary key, email text);
create index ix_users_email on users (email);
update pg_index set indisvalid = false where indexrelid = 'ix_users_email'::regclass;
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

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Every write pays for it and no query uses it."
REMEDIES = {
    "live": "REINDEX INDEX CONCURRENTLY {name};",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in valid of ``differences``, weighed by ``coverage``."""
    return told(of_kind(differences, "index", "valid"), coverage, cost=COST, remedies=REMEDIES)
