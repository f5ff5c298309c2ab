"""env.py has no offline mode.

## What it finds
An `env.py` that never comes to `context.configure` in offline mode, and does so online.

## Why it matters
`alembic upgrade --sql` cannot write the statements for review or for a database administrator to run.

## How to fix it
Give `env.py` the offline half of Alembic's own template.

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
offline = false
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
from auditlib.rules.config.options import HABIT, of_setting
from auditlib.rules.hit import Hit

SEVERITY = "note"


def check(environments: pd.DataFrame) -> Iterator[Hit]:
    """A hit an env.py of ``environments`` that configures Alembic online alone."""
    online = environments["online"].eq(True).fillna(False) & environments["offline"].eq(False).fillna(False)
    for row in records(environments.loc[online.astype(bool)]):
        where = f" ({row['file']}:{row['line']})" if row["line"] else f" ({row['file']})"
        why = f": {row['message']}" if row["message"] else ""
        yield of_setting(
            "offline mode",
            row,
            message=f"env.py of {row['script_location']} has no offline mode{where}{why}.",
            cost="alembic upgrade --sql cannot write the statements of a migration for review.",
            remedy="Give env.py the offline half of Alembic's own template.",
            subject=row["script_location"],
            weight=HABIT,
            evidence={"message": row["message"]},
        )
