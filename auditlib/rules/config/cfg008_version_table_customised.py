"""The version table is not alembic_version in the default schema.

## What it finds
A `version_table` or `version_table_schema` that `env.py` sets.

## Why it matters
Tools that look for `alembic_version` do not find the position; in a database of several products it is what keeps them
apart, and then it is right.

## How to fix it
Nothing, where it is meant. Tell whoever restores, copies or monitors the database.

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
option = "version_table"
value = "'alembic_version_shop'"
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
option = "version_table"
value = "'alembic_version'"
mode = "online"
file = "migrations/env.py"
line = 12
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.quoted import of_repr
from auditlib.frames.records import records
from auditlib.rules.config.options import HABIT, given, of_setting, place
from auditlib.rules.hit import Hit

SEVERITY = "note"
_NOTHING = (None, "None")


def check(environments: pd.DataFrame, options: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` that names another table or schema in ``options``."""
    for environment in records(environments):
        table, schema = (given(options, environment, name) for name in ("version_table", "version_table_schema"))
        named = of_repr(table["value"] or "") if table["value"] not in _NOTHING else "alembic_version"
        within = of_repr(schema["value"] or "") if schema["value"] not in _NOTHING else ""
        if named == "alembic_version" and within in ("", environment["default_schema"]):
            continue
        row = table if table["value"] not in _NOTHING else schema
        whole = f"{within}.{named}" if within else named
        yield of_setting(
            "version_table",
            row,
            message=f"{environment['script_location']} keeps its position in {whole}{place(row)}.",
            cost="Tools that look for alembic_version in the default schema do not find the position.",
            remedy="Nothing, where several histories share a database; else tell whoever restores or monitors it.",
            subject=environment["script_location"],
            weight=HABIT,
            evidence={"version_table": named, "version_table_schema": within},
        )
