"""No script location hands a MetaData to Alembic.

## What it finds
An `env.py` that gives Alembic no MetaData, where no other does either. Where the project has MetaData with tables,
COV001 says it of each.

## Why it matters
`alembic revision --autogenerate` stops with an error and `alembic check` cannot run: nothing ever compares what the
application expects with what the revisions make.

## How to fix it
Give `context.configure` the `metadata` of the models. Where the project writes SQL and has none, ignore this rule.

## Example
```toml frames
[[environments]]
script_location = "migrations"
file = "migrations/env.py"
known = true
known_by = "context.configure"
handed = 0
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
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.config.options import of_setting, place
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(environments: pd.DataFrame, metadata: pd.DataFrame, settings: pd.DataFrame) -> Iterator[Hit]:
    """A hit a known row of ``environments`` that hands nothing over, unless ``metadata`` has any for COV001 to name."""
    known = environments.loc[environments["known"].eq(True).fillna(False).astype(bool)]
    own = metadata.loc[metadata["tables"].gt(0).fillna(False) & ~metadata["library"].eq(True).fillna(False)]
    if len(own) or known["handed"].gt(0).fillna(False).any():
        return
    for row in records(known):
        where = _decided(row, settings)
        yield of_setting(
            "target_metadata",
            where,
            message=f"env.py of {row['script_location']} hands no MetaData to Alembic{place(where)}.",
            cost="autogenerate and alembic check refuse to run: no drift of this schema is ever noticed by them.",
            remedy="Give context.configure a target_metadata; where the project has no models, ignore this rule.",
            subject=row["script_location"],
        )


def _decided(row: dict[str, Any], settings: pd.DataFrame) -> dict[str, Any]:
    """The line of env.py that decides it, else the file."""
    own = settings["script_location"].eq(row["script_location"])
    found = records(settings.loc[own & settings["setting"].str.startswith("env.target_metadata")])
    return found[0] if found else {"file": row["file"], "line": None}
