"""A trigger differs.

## What it finds
Triggers that are missing, extra, disabled, or fire in another way than the chain's.

## Why it matters
Columns that the trigger fills stay stale, or rows are changed that should not be.

## How to fix it
Write a revision that makes the trigger, or `ALTER TABLE … ENABLE TRIGGER …`.

## Example
```sql live
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table users (id serial primary key);
create trigger stamp before update on users for each row execute function stamp();
alter table users disable trigger stamp;
```
```sql chain
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table users (id serial primary key);
create trigger stamp before update on users for each row execute function stamp();
```

## Instead
```sql live
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table users (id serial primary key);
create trigger stamp before update on users for each row execute function stamp();
```
```sql chain
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table users (id serial primary key);
create trigger stamp before update on users for each row execute function stamp();
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "What the trigger keeps up is stale, or rows change that should not."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a trigger of ``differences``."""
    return told(of_kinds(differences, "trigger"), coverage, cost=COST)
