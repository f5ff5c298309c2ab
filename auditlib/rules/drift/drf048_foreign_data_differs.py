"""A foreign server, wrapper or user mapping differs.

## What it finds
Foreign data wrappers, foreign servers and user mappings that are missing, extra, or have other options. Values that
may be secret are masked, so that a difference in them is not seen.

## Why it matters
Queries over foreign tables fail, or read another server's data.

## How to fix it
Write a revision that makes them, with options taken from the environment.

## Example
```sql live
create foreign data wrapper files;
create server archive foreign data wrapper files options (host 'other');
```
```sql chain
create foreign data wrapper files;
create server archive foreign data wrapper files options (host 'one');
```

## Instead
```sql live
create foreign data wrapper files;
create server archive foreign data wrapper files options (host 'one');
```
```sql chain
create foreign data wrapper files;
create server archive foreign data wrapper files options (host 'one');
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Queries over foreign tables fail, or read another server's data."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "foreign data wrapper", "foreign server", "user mapping"), coverage, cost=COST)
