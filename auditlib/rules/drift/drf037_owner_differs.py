"""An object belongs to another role.

## What it finds
Objects that are owned by another role than the chain gives them to. The role that migrates the live database (it owns
the
version table) and the role of the replay count as one.

## Why it matters
The migrating role may not alter what it does not own: the next revision that touches the object fails. What runs as
its
owner (views, functions that are SECURITY DEFINER) runs with other rights.

## How to fix it
`ALTER … OWNER TO` the role that runs the migrations; where another owner is meant, say it in a revision.

## Example
```sql live
create table users (id integer);
alter table users owner to pg_monitor;
```
```sql chain
create table users (id integer);
```

## Instead
```sql live
create table users (id integer);
```
```sql chain
create table users (id integer);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.drift.gathering import gathered, named
from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit

SEVERITY = "warning"
COST = "The migrating role may not alter it: the next revision that touches it fails."


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit an object of ``differences`` with another owner; one leads them where a role owns many."""
    hits = told(differences.loc[differences["attribute"].eq("owner")], coverage, cost=COST)
    return gathered(hits, _owners, lambda owners, own: f"{len(own)} objects are owned by {owners}: {named(own)}.")


def _owners(hit: Hit) -> str:
    return f"{hit.evidence.get('live')} where the chain gives them to {hit.evidence.get('chain')}"
