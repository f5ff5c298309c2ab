"""This Alembic does not compare indexes on expressions.

## What it finds
Live indexes on expressions, where the project runs Alembic before 1.10 or SQLAlchemy before 2.0: autogenerate skips
them there, with a warning.

## Why it matters
A model's index on an expression that is missing, extra or different in the database is never proposed.

## How to fix it
Upgrade SQLAlchemy to 2.0 and Alembic to 1.10 or newer; until then write revisions for these indexes by hand.

## Example
```sql live
create table users (id serial primary key, email text);
create index ix_users_lower on users (lower(email));
```
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 1
alembic = "1.8.1"
sqlalchemy = "1.4.54"
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
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.config.options import of_setting, older
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed
from auditlib.wording import counted

SEVERITY = "note"
_COMPARED_SINCE = {"alembic": (1, 10), "sqlalchemy": (2, 0)}


def check(environments: pd.DataFrame, indexes: pd.DataFrame) -> Iterator[Hit]:
    """A hit for the versions of ``environments``, where live ``indexes`` have an expression."""
    live = indexes.loc[indexes["source"].eq("live") & indexes["columns"].str.contains("(", regex=False, na=False)]
    names = sorted(f"{row['index']} on {row['table']}" for row in records(live))
    blind = [
        row
        for row in records(environments.drop_duplicates(["alembic", "sqlalchemy"]))
        if any(older(row[name], since) for name, since in _COMPARED_SINCE.items())
    ]
    if not blind or not names:
        return
    used = f"Alembic {blind[0]['alembic']} with SQLAlchemy {blind[0]['sqlalchemy']}"
    yield of_setting(
        "alembic version",
        {},
        message=f"{used} skips {counted(len(names), 'live index')} on expressions: {listed(names)}.",
        cost="Autogenerate and alembic check say nothing where such an index is missing, extra or different.",
        remedy="Upgrade to SQLAlchemy 2.0 and Alembic 1.10 or newer, or write revisions for them by hand.",
        evidence={"indexes": names, "alembic": blind[0]["alembic"], "sqlalchemy": blind[0]["sqlalchemy"]},
    )
