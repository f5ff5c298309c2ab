"""A sequence differs.

## What it finds
Sequences that are missing, extra, or count in another way. Those behind a column fold under it.

## Why it matters
Keys jump, repeat, or run out earlier than expected.

## How to fix it
Write a revision with `ALTER SEQUENCE …`.

## Example
```sql live
create sequence numbers increment 10;
```
```sql chain
create sequence numbers;
```

## Instead
```sql live
create sequence numbers;
```
```sql chain
create sequence numbers;
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Keys jump, repeat or run out earlier than expected."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a sequence of ``differences``."""
    return told(of_kinds(differences, "sequence"), coverage, cost=COST)
