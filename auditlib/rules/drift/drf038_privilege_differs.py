"""A privilege differs.

## What it finds
What was granted or revoked on an object in one database only, and grant options. What owners and the server's
defaults
give is left out.

## Why it matters
A role may read or change what it should not, or the application is refused in the environment that lacks the grant.

## How to fix it
Write a revision with `GRANT …` or `REVOKE …`. Where operators hand out rights and the chain does not, ignore this
rule in
the settings.

## Example
```sql live
create table users (id integer);
grant select on users to pg_monitor;
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
from auditlib.rules.drift.telling import of_kinds, told
from auditlib.rules.hit import Hit

SEVERITY = "note"
COST = "A role may do more than it should, or the application is refused where the grant is missing."
_SAID = {
    "extra": "are live, and the chain does not make them so",
    "missing": "are made by the chain, and not live",
    "changed": "differ in their grant option",
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a privilege of ``differences``; one leads them where many of one role differ."""
    return gathered(told(of_kinds(differences, "privilege"), coverage, cost=COST), _role, _message)


def _role(hit: Hit) -> str:
    """`granted to app: extra`, without the privilege and the object."""
    return f"{hit.object.partition(' ')[2].partition(' on ')[0]}: {hit.evidence['change']}"


def _message(role: str, hits: list[Hit]) -> str:
    return f"{len(hits)} privileges {role.rpartition(':')[0]} {_SAID[hits[0].evidence['change']]}: {named(hits)}."
