"""A constraint is checked at another time, or not for old rows.

## What it finds
Constraints left `NOT VALID`, and constraints that are deferrable on one side only.

## Why it matters
Old rows may break the constraint, and a transaction fails at another statement than expected.

## How to fix it
Run `ALTER TABLE … VALIDATE CONSTRAINT …`; write a revision with `ALTER CONSTRAINT … DEFERRABLE`.

## Example
```sql live
create table teams (id serial primary key);
create table users (id serial primary key, team_id integer);
alter table users add constraint users_team_id_fkey foreign key (team_id) references teams (id) not valid;
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("teams", metadata, Column("id", Integer, primary_key=True))
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("teams.id")),
)
```

## Instead
```sql live
create table teams (id serial primary key);
create table users (id serial primary key, team_id integer references teams (id));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("teams", metadata, Column("id", Integer, primary_key=True))
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", ForeignKey("teams.id")),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kind, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Old rows may break it, or a transaction fails at another statement than expected."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in such an attribute of ``differences``, weighed by ``coverage``."""
    return told(
        of_kind(differences, "constraint", "validated", "enforced", "deferrable", "initially_deferred"),
        coverage,
        cost=COST,
    )
