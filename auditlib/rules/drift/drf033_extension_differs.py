"""An extension is missing or extra.

## What it finds
Extensions that only the live database or only the chain has.

## Why it matters
Functions, operators and types of the extension are missing in one of the environments.

## How to fix it
Write a revision with `CREATE EXTENSION IF NOT EXISTS …`.

## Example
```sql live
create extension pg_trgm;
```
```sql chain
select 1;
```

## Instead
```sql live
select 1;
```
```sql chain
select 1;
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Its functions, operators and types are missing in one of the environments."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a extension of ``differences``."""
    return told(of_kinds(differences, "extension"), coverage, cost=COST)
