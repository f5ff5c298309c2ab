"""An object of a rarer kind differs.

## What it finds
Operators, operator classes and families, casts, conversions, languages, access methods and other kinds without a rule
of their own that are missing, extra, or made in another way than the chain's.

## Why it matters
What is built on the object works in one environment only, or gives other results there.

## How to fix it
Write a revision that makes, alters or drops the object.

## Example
```sql live
create function doubled(integer) returns text language sql as 'select $1::text';
create cast (integer as text) with function doubled(integer);
```
```sql chain
create function doubled(integer) returns text language sql as 'select $1::text';
```

## Instead
```sql live
create function doubled(integer) returns text language sql as 'select $1::text';
```
```sql chain
create function doubled(integer) returns text language sql as 'select $1::text';
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of a kind whose record says what it costs; other kinds have rules of their own."""
    for frame in OBJECT_FRAMES.values():
        if frame.cost:
            yield from told(of_kinds(differences, frame.object_kind), coverage, cost=frame.cost)
