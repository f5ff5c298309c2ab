"""A foreign key differs.

## What it finds
Foreign keys that are missing, extra, or differ in columns, target or actions.

## Why it matters
Rows point to nothing, or a delete cascades where the code relies on a refusal.

## How to fix it
Mend the rows, then write a revision: add the key `NOT VALID` and validate it in a second step.

## Example
```sql live
create table teams (id serial primary key);
create table users (id serial primary key, team_id integer);
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
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import of_constraints, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Rows may point to nothing, or deletes do something else than the code expects."


def check(differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a foreign key of ``differences``; ``constraints`` tells the kind.

    One that chain and live have and only the model lacks guards the rows all the same: a warning.
    """
    rows = of_constraints(differences, constraints, "foreign key")
    for hit in told(rows, coverage, cost=COST):
        kept = hit.wrong == "model" and hit.evidence["change"] == "extra"
        yield replace(hit, severity="warning") if kept else hit
