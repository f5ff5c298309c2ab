"""A foreign key column has another type than the column it names.

## What it finds
Columns whose foreign key names a column of another type, in any witness, within one MetaData or across several. text
and character varying are compared by one operator and count as one type.

## Why it matters
PostgreSQL refuses to create the key (uuid to integer), or accepts it and pays for a cast in each check (integer
to bigint) until the smaller one overflows.

## How to fix it
Give the column the type of the column it names: in the model, and by a revision where the live one is wrong.

## Example
```sql live
create table teams (id bigserial primary key);
create table users (id serial primary key, team_id bigint references teams (id));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("teams", metadata, Column("id", BigInteger, primary_key=True))
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", Integer, ForeignKey("teams.id")),
)
```

## Instead
```sql live
create table teams (id bigserial primary key);
create table users (id serial primary key, team_id bigint references teams (id));
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("teams", metadata, Column("id", BigInteger, primary_key=True))
Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("team_id", BigInteger, ForeignKey("teams.id")),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from auditlib.rules.drift.telling import told
from auditlib.rules.hit import Hit
from auditlib.rules.refused import refused_keys

SEVERITY = "error"
ACCEPTED = "PostgreSQL casts in each check, until the smaller type overflows."
_ALTERED = "Write a revision that alters {table}.{name} to {wanted}, as the column is that it names."
REMEDIES = {
    "model": "Declare {table}.{name} as {wanted} in the model{at}, as the column is that it names.",
    "live": _ALTERED,
    "chain": _ALTERED,
}


def check(differences: pd.DataFrame, coverage: pd.DataFrame, model_problems: pd.DataFrame) -> Iterator[Hit]:
    """A hit a key of ``differences`` whose two types differ; ``model_problems`` tells which keys PostgreSQL refused."""
    rows = differences.loc[differences["attribute"].eq("references")]
    refused, several = refused_keys(model_problems), _declared_several_times(coverage)
    for hit in told(rows, coverage, cost=ACCEPTED, remedies=REMEDIES):
        if hit.wrong == "model" and (hit.schema, hit.table) in several:
            first = f"Settle which declaration of {hit.table} stands (COV006); where it is this one, "
            hit = replace(hit, remedy=f"{first}{hit.remedy[:1].lower()}{hit.remedy[1:]}")
        message = refused.get((hit.schema, hit.table, hit.object))
        cost = f"PostgreSQL refuses to make the key: {message}"
        evidence = {**hit.evidence, "refused": message}
        yield replace(hit, cost=cost, stops="model", evidence=evidence) if message else hit


def _declared_several_times(coverage: pd.DataFrame) -> set[tuple[str, str]]:
    rows = coverage.loc[coverage["metadata"].fillna("").str.contains(", "), ["schema", "table"]]
    return set(rows.itertuples(index=False, name=None))
