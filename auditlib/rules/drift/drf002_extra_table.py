"""A live table that neither the chain nor the models have.

## What it finds
Live tables that no step of the chain makes and no model declares. Tables that one of the two knows are told by
COV004 and COV005.

## Why it matters
Nobody reviews it, a new environment lacks it, and autogenerate proposes to drop it.

## How to fix it
Drop it, or adopt it: write a model and a revision that creates it where it does not exist.

## Example
```sql live
create table users (id serial primary key);
create table users_backup (id integer);
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

from auditlib.rules.coverage.tables import is_true
from auditlib.rules.drift.telling import of_kind, told, under_their_own
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "{lacking}."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a table of ``differences`` that neither chain nor models have.

    It folds under what the coverage rules say of that table; one that either knows is theirs to tell.
    """
    rows = of_kind(differences, "table", change="extra")
    rows = rows.loc[~is_true(rows["in_chain"]) & ~is_true(rows["in_models"])]
    return told(under_their_own(rows, differences), coverage, cost=COST)
