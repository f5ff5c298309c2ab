"""PostgreSQL refuses to create a model as it is declared.

## What it finds
Tables, foreign keys, indexes and types of models that an empty PostgreSQL refuses, in its own words. Keys between
columns of two types are told by DRF036.

## Why it matters
`create_all` fails on it, and so does the revision that autogenerate would write.

## How to fix it
Read PostgreSQL's message: give the column the type of the column it names, make the named column unique, or name the
operator class or extension that is needed.

## Example
```toml frames
[[model_problems]]
problem = 1
stage = "build"
object_kind = "foreign key"
schema = "public"
table = "orders"
message = "there is no unique constraint matching given keys for referenced table \\"users\\""
```

## Instead
```toml frames
model_problems = []
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import short_name
from auditlib.rules.hit import Hit
from auditlib.rules.refused import key_column

SEVERITY = "error"


def check(model_problems: pd.DataFrame, differences: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``model_problems`` that PostgreSQL refused.

    A key that ``differences`` shows to be between columns of two types is told by DRF036, with PostgreSQL's words.
    """
    keys = differences.loc[differences["attribute"].eq("references"), ["schema", "table", "name"]]
    mismatched = set(keys.itertuples(index=False, name=None))
    for row in records(model_problems.loc[model_problems["stage"].eq("build")]):
        if (row["schema"], row["table"], key_column(row)) in mismatched:
            continue
        kind, table = row["object_kind"] or "table", short_name(row) if row["table"] else row["metadata"] or "a model"
        column = f" on {key_column(row)}" if key_column(row) else ""
        named = f" {row['name']}" if row["name"] and row["name"] != row["table"] else column
        what = f"table {table}" if kind == "table" else f"{kind}{named} of {table}"
        yield Hit(
            message=f"PostgreSQL refuses the {what}: {row['message']}",
            cost="create_all fails on it, and so does the revision that autogenerate would write.",
            remedy=f"Change the declaration of {table} so that PostgreSQL accepts it.",
            object_kind=kind,
            schema=row["schema"] or "",
            table=row["table"] or "",
            object=row["name"] or row["table"] or "",
            subject=f"{row['metadata']} {key_column(row)}",
            wrong="model",
            stops="model",
            file=row["file"] or "",
            line=row["line"],
            evidence={name: row[name] for name in ("message", "sqlstate", "statement", "metadata")},
        )
