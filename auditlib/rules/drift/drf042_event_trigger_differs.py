"""An event trigger differs.

## What it finds
Event triggers that are missing, extra, disabled, or fire in another way than the chain's.

## Why it matters
It runs at every command of its kind, migrations included: it may refuse or record them in one environment only.

## How to fix it
Write a revision with `CREATE EVENT TRIGGER …`, or drop it. Only a superuser may.

## Example
```sql live
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watch on ddl_command_end execute function watch();
```
```sql chain
create function watch() returns event_trigger language plpgsql as 'begin end';
```

## Instead
```sql live
create function watch() returns event_trigger language plpgsql as 'begin end';
```
```sql chain
create function watch() returns event_trigger language plpgsql as 'begin end';
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "Migrations are refused or recorded in one environment and not in the other."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference of that kind in ``differences``."""
    return told(of_kinds(differences, "event trigger"), coverage, cost=COST)
