"""An enum, domain, composite or range type differs.

## What it finds
Types that are missing, extra, or defined in another way; labels of enums have a rule of their own.

## Why it matters
Columns of the type accept other values, and a revision that creates it fails where it is there.

## How to fix it
Write a revision that makes, alters or drops the type.

## Example
```sql live
create domain positive as integer;
```
```sql chain
create domain positive as integer check (value > 0);
```

## Instead
```sql live
create domain positive as integer check (value > 0);
```
```sql chain
create domain positive as integer check (value > 0);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Columns of the type accept other values; a revision that creates it fails where it is there."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a type of ``differences``."""
    rows = of_kinds(differences, "type")
    return told(rows.loc[rows["attribute"].ne("labels")], coverage, cost=COST)
