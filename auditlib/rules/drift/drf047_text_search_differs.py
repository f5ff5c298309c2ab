"""A text search object differs.

## What it finds
Text search configurations, dictionaries, parsers and templates that are missing, extra, or work in another way than
the chain's.

## Why it matters
Searches find other documents; what was indexed before is not what would be indexed now.

## How to fix it
Write a revision with `ALTER TEXT SEARCH …`, then write the stored vectors anew.

## Example
```sql live
create text search configuration words (copy = simple);
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
COST = "Searches find other documents, and stored vectors do not fit the queries."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(
        of_kinds(
            differences,
            "text search configuration",
            "text search dictionary",
            "text search parser",
            "text search template",
        ),
        coverage,
        cost=COST,
    )
