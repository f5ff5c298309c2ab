"""An exclusion constraint differs.

## What it finds
Exclusion constraints that are missing, extra, or say something else.

## Why it matters
Rows overlap that must not.

## How to fix it
Mend the rows, then write a revision that adds the constraint.

## Example
```sql live
create table bookings (room int4range);
```
```sql chain
create table bookings (room int4range, constraint no_overlap exclude using gist (room with &&));
```

## Instead
```sql live
create table bookings (room int4range, constraint no_overlap exclude using gist (room with &&));
```
```sql chain
create table bookings (room int4range, constraint no_overlap exclude using gist (room with &&));
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_constraints, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Rows overlap that must not."


def check(differences: pd.DataFrame, coverage: pd.DataFrame, constraints: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a exclusion constraint of ``differences``; ``constraints`` tells the kind."""
    rows = of_constraints(differences, constraints, "exclusion")
    return told(rows, coverage, cost=COST)
