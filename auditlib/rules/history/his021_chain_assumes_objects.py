"""The chain needs objects that it never creates.

## What it finds
Tables, columns and other objects that a revision uses and no revision before it makes: the application's `create_all`
made them, or an older release did. Replay runs the chain from empty, takes from the live schema what PostgreSQL says
is missing, and proves the list by one clean pass. What a revision creates that fails before it is told by HIS022.

## Why it matters
The chain alone cannot build the database: not for a new developer, not in CI, not after a disaster.

## How to fix it
Put a first revision before all others that creates the objects listed, guarded or stamped where they stand already.

## Example
```toml frames
[[assumed]]
schema = "public"
table = "users"
column = ""
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
message = 'relation "users" does not exist'
```

## Instead
```toml frames
assumed = []
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "error"


def check(assumed: pd.DataFrame, assumed_objects: pd.DataFrame, steps: pd.DataFrame) -> Iterator[Hit]:
    """One hit for all of ``assumed`` and ``assumed_objects``, at the first of ``steps`` that needs one of them.

    What a failed revision would have made is told with its failure.
    """
    assumed = assumed[assumed["failed_maker"].fillna("") == ""]
    tables = records(assumed[assumed["column"] == ""])
    columns = records(assumed[assumed["column"] != ""])
    others = records(assumed_objects[assumed_objects["failed_maker"].fillna("") == ""])
    needed = [*tables, *others]
    if not needed and not columns:
        return
    names = [_named(row, columns) for row in tables] + [f"{row['object_kind']} {_of(row)}" for row in others]
    order = {row["revision"]: row["step"] for row in records(steps)}
    first = min(needed or columns, key=lambda row: order.get(row["revision"], 0))
    yield Hit(
        message=f"The chain needs {listed(names)} and never creates "
        f"{'it' if len(names) == 1 else 'them'}: from empty, {first['revision']} fails with “{first['message']}”.",
        cost="The chain alone cannot build the database: not for a new developer, not in CI, not after a disaster.",
        remedy="Put a first revision before all others that creates them, and stamp the databases that have them.",
        object_kind="chain",
        object="chain",
        wrong="chain",
        weight=len(names),
        revision=first["revision"],
        file=first["file"],
        line=first["line"],
        evidence={"assumed": [_place(row) for row in (*tables, *columns, *others)]},
    )


def _named(table: dict[str, Any], columns: list[dict[str, Any]]) -> str:
    own = [row["column"] for row in columns if (row["schema"], row["table"]) == (table["schema"], table["table"])]
    return f"{_of(table)} ({', '.join(own)})" if own else _of(table)


def _of(row: dict[str, Any]) -> str:
    name = row.get("table") or row.get("name")
    return str(name) if row["schema"] in ("", "public") else f"{row['schema']}.{name}"


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "object": ".".join(part for part in (_of(row), row.get("column")) if part),
        "revision": row["revision"],
        "place": f"{row['file']}:{row['line']}",
        "message": row["message"],
    }
