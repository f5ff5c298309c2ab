"""Autogenerate does not compare types.

## What it finds
`compare_type=False` in `env.py`, or none where Alembic is older than 1.12, which compares types only when told to.

## Why it matters
A column whose type changed in the model is never proposed, and `alembic check` passes over it.

## How to fix it
Set `compare_type=True`, or give a function of your own for the types that Alembic gets wrong.

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

[[options]]
script_location = "migrations"
option = "compare_type"
value = "False"
mode = "online"
file = "migrations/env.py"
line = 12
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
option = "compare_type"
value = "True"
mode = "online"
file = "migrations/env.py"
line = 12
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.rules.config.options import OFF, configured, given, of_setting, older, said
from auditlib.rules.hit import Hit

SEVERITY = "warning"
_DEFAULT_SINCE = (1, 12)


def check(environments: pd.DataFrame, options: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` that ``options`` or an old Alembic keep from comparing types."""
    for environment in configured(environments):
        row = given(options, environment, "compare_type")
        unset = row["value"] is None
        if row["value"] not in OFF and not (unset and older(environment["alembic"], _DEFAULT_SINCE)):
            continue
        why = f", and Alembic {environment['alembic']} compares no types by itself" if unset else ""
        yield of_setting(
            "compare_type",
            row,
            message=f"env.py of {environment['script_location']} gives {said(row, 'compare_type')}{why}.",
            cost="A column's type that changed in the model is never proposed, and alembic check passes over it.",
            remedy="Set compare_type=True in context.configure.",
            subject=environment["script_location"],
            evidence={"alembic": environment["alembic"], "mode": row["mode"]},
        )
