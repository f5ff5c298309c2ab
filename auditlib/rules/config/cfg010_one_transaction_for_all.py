"""All pending revisions run in one transaction.

## What it finds
An `env.py` without `transaction_per_migration=True`, where there are several revisions.

## Why it matters
`alembic upgrade head` keeps every lock of every pending revision until the last one is done, and one that fails takes
the others back with it.

## How to fix it
Set `transaction_per_migration=True` in `context.configure`.

## Example
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

[[revisions]]
script_location = "migrations"
revision = "a"

[[revisions]]
script_location = "migrations"
revision = "b"
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
option = "transaction_per_migration"
value = "True"
mode = "online"
file = "migrations/env.py"
line = 12

[[revisions]]
script_location = "migrations"
revision = "a"

[[revisions]]
script_location = "migrations"
revision = "b"
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.config.options import HABIT, configured, given, of_setting, off, said
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(environments: pd.DataFrame, options: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` without it in ``options`` and with two ``revisions`` or more."""
    counts = revisions["script_location"].value_counts()
    for environment in configured(environments):
        row = given(options, environment, "transaction_per_migration")
        if not off(row) or counts.get(environment["script_location"], 0) < 2:
            continue
        yield of_setting(
            "transaction_per_migration",
            row,
            message=f"env.py of {environment['script_location']} gives {said(row, 'transaction_per_migration')}: all "
            "pending revisions run in one transaction.",
            cost="Locks of the first revision are held until the last one is done; one that fails undoes all.",
            remedy="Set transaction_per_migration=True in context.configure.",
            subject=environment["script_location"],
            weight=HABIT,
        )
