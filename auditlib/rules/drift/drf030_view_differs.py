"""A view differs.

## What it finds
Views and materialized views that are missing, extra, or select something else than the chain's.

## Why it matters
Code that reads the view gets other rows or columns, or fails.

## How to fix it
Write a revision with `CREATE OR REPLACE VIEW …`, or drop the live one by a revision.

## Example
```sql live
create view people as select 1 as id;
```
```sql chain
create view people as select 2 as id;
```

## Instead
```sql live
create view people as select 2 as id;
```
```sql chain
create view people as select 2 as id;
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "Code that reads it gets other rows or columns, or fails."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a view of ``differences``."""
    return told(of_kinds(differences, "view"), coverage, cost=COST)
