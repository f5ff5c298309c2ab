"""A live table that the chain or the models do not have.

## What it finds
Live tables that no step of the chain makes, or that no model declares.

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

from auditlib.rules.drift.telling import of_kind, told, under_their_own
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "A new environment lacks it, and autogenerate proposes to drop it."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a table of ``differences`` that is extra; it folds under what the coverage rules say of that table."""
    rows = of_kind(differences, "table", change="extra")
    return told(under_their_own(rows), coverage, cost=COST)
