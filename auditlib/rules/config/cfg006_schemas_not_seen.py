"""Alembic does not look into every schema.

## What it finds
Tables of models or of the live database outside the default schema, where `env.py` does not set `include_schemas`.

## Why it matters
Autogenerate never sees what is there: it proposes to create the tables of models again each time, and says nothing of
live tables that changed or should go.

## How to fix it
Set `include_schemas=True`, with an `include_name` that names the schemas that are the project's.

## Example
```sql live
create schema stock;
create table stock.shelves (id serial primary key);
```
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 1
alembic = "1.18.0"
sqlalchemy = "2.0.44"
default_schema = "public"
offline = true
online = true
```

## Instead
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 1
alembic = "1.18.0"
sqlalchemy = "2.0.44"
default_schema = "public"
offline = true
online = true

[[options]]
script_location = "migrations"
option = "include_schemas"
value = "True"
mode = "online"
file = "migrations/env.py"
line = 12
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.config.options import configured, given, of_setting, off, said
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed
from auditlib.wording import counted

SEVERITY = "note"
_NAMED = 25


def check(
    environments: pd.DataFrame, options: pd.DataFrame, coverage: pd.DataFrame, version_tables: pd.DataFrame
) -> Iterator[Hit]:
    """A hit for an env.py of ``environments`` without it in ``options``, where ``coverage`` has such tables.

    None where another env.py looks there, or one could not be read.
    """
    known = configured(environments)
    rows = [given(options, each, "include_schemas") for each in known]
    if not known or len(known) < len(environments) or not all(map(off, rows)):
        return
    own = pd.MultiIndex.from_frame(version_tables[["schema", "table"]])
    outside = coverage.loc[coverage["schema"].ne(known[0]["default_schema"] or "public")]
    outside = outside.loc[~pd.MultiIndex.from_frame(outside[["schema", "table"]]).isin(own)]
    seen = outside["in_live"].eq(True).fillna(False) | outside["in_models"].eq(True).fillna(False)
    if seen.any():
        yield _hit(known[0], rows[0], records(outside.loc[seen.astype(bool)]))


def _hit(environment: dict[str, Any], row: dict[str, Any], tables: list[dict[str, Any]]) -> Hit:
    names = [f"{each['schema']}.{each['table']}" for each in tables]
    mine = [each for each in tables if each["in_models"]]
    again = f" It proposes to create the {counted(len(mine), 'table')} of models among them again each time."
    return of_setting(
        "include_schemas",
        row,
        message=f"env.py of {environment['script_location']} gives {said(row, 'include_schemas')}: Alembic does not "
        f"see {counted(len(tables), 'table')} outside the default schema: {listed(names, _NAMED)}.",
        cost=f"Autogenerate and alembic check compare nothing there.{again if mine else ''}",
        remedy="Set include_schemas=True, with an include_name that lets only the project's own schemas through.",
        severity="warning" if mine else None,
        weight=len(mine),
        evidence={
            "tables": [{name: each[name] for name in ("schema", "table", "in_live", "in_models")} for each in tables]
        },
    )
