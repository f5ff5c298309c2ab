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
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit
from auditlib.rules.naming import within

SEVERITY = "warning"
COST = "Columns of the type accept other values; a revision that creates it fails where it is there."


def check(differences: pd.DataFrame, coverage: pd.DataFrame, columns: pd.DataFrame) -> Iterator[Hit]:
    """A hit a difference in a type of ``differences``; a note where no live one of ``columns`` has it any more."""
    rows = of_kinds(differences, "type")
    used = {str(name).partition("[")[0] for name in columns.loc[columns["source"].eq("live"), "type"].dropna()}
    for hit in told(rows.loc[rows["attribute"].ne("labels")], coverage, cost=COST):
        evidence = hit.evidence
        both = evidence["change"] == "extra" and evidence["in_live"] and evidence["in_chain"]
        named = {hit.object, f"{hit.schema}.{hit.object}"}
        yield _left_behind(hit) if both and not named & used else hit


def _left_behind(hit: Hit) -> Hit:
    return replace(
        hit,
        message=f"Type {within(hit.schema, hit.object)} is live and the chain makes it, and no column has it: it was "
        "left behind.",
        cost="A revision that creates it again fails where it is there.",
        remedy=f"Drop the type {within(hit.schema, hit.object)} by a revision.",
        severity="note",
    )
