"""A table that the chain makes is not live.

## What it finds
Tables that the chain makes up to the database's position and that are not live. A table that only a model declares
is told by COV002.

## Why it matters
Every statement on the table fails. The version table says that the step which makes it was applied.

## How to fix it
Find out who dropped it. Restore it from a backup, or write a revision that drops it for good. One that is
live under another name is renamed.

## Example
```sql live
select 1;
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
from auditlib.rules.drift.other_names import with_remedies
from auditlib.rules.drift.telling import of_kind, told, under_their_own
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Every statement on the table fails."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a table of ``differences`` that the chain makes and live lacks.

    It folds under what the coverage rules say of that table; one that models alone declare is theirs to tell.
    """
    rows = of_kind(differences, "table", change="missing")
    rows = rows.loc[is_true(rows["in_chain"])]
    return told(under_their_own(with_remedies(rows, differences), differences), coverage, cost=COST)
