"""A foreign table reads something else.

## What it finds
Foreign tables whose server or options, or whose columns' options, are others than the chain's.

## Why it matters
The table shows another server's rows under the same name.

## How to fix it
Write a revision with `ALTER FOREIGN TABLE … OPTIONS (…)`.

## Example
```sql live
create foreign data wrapper files;
create server archive foreign data wrapper files;
create foreign table lines (line text) server archive options (filename 'b');
```
```sql chain
create foreign data wrapper files;
create server archive foreign data wrapper files;
create foreign table lines (line text) server archive options (filename 'a');
```

## Instead
```sql live
create foreign data wrapper files;
create server archive foreign data wrapper files;
create foreign table lines (line text) server archive options (filename 'a');
```
```sql chain
create foreign data wrapper files;
create server archive foreign data wrapper files;
create foreign table lines (line text) server archive options (filename 'a');
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit

SEVERITY = "error"
COST = "The table shows other rows under the same name."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(
        differences.loc[differences["attribute"].isin(["foreign_server", "foreign_options"])], coverage, cost=COST
    )
