"""Autogenerate does not compare server defaults.

## What it finds
No `compare_server_default` in `env.py`, or `False`: Alembic compares defaults only when told to.

## Why it matters
A `server_default` that was added, changed or taken away in the model is never proposed: rows written outside the
application get another value, or none.

## How to fix it
Set `compare_server_default=True` and look at what autogenerate proposes.

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
option = "compare_server_default"
value = "True"
mode = "online"
file = "migrations/env.py"
line = 12
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.config.options import HABIT, configured, given, of_setting, off, said
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(environments: pd.DataFrame, options: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` that hands models over without it in ``options``."""
    for environment in configured(environments):
        row = given(options, environment, "compare_server_default")
        if not off(row) or not environment["handed"]:
            continue
        yield of_setting(
            "compare_server_default",
            row,
            message=f"env.py of {environment['script_location']} gives {said(row, 'compare_server_default')}: "
            "Alembic compares no server default.",
            cost="A server default that changed in the model is never proposed, and alembic check passes over it.",
            remedy="Set compare_server_default=True in context.configure.",
            subject=environment["script_location"],
            weight=HABIT,
        )
