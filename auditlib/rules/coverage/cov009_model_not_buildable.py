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

from collections.abc import Iterator, Mapping
from textwrap import shorten
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import short_name
from auditlib.rules.hit import Hit
from auditlib.rules.refused import key_column

SEVERITY = "error"
LONGEST = 80  # characters of a statement
DUPLICATE = "42P07"


def check(model_problems: pd.DataFrame, differences: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``model_problems`` that PostgreSQL refused.

    A key that ``differences`` shows to be between columns of two types is told by DRF036, with PostgreSQL's words.
    """
    keys = differences.loc[differences["attribute"].eq("references"), ["schema", "table", "name"]]
    mismatched = set(keys.itertuples(index=False, name=None))
    for row in records(model_problems.loc[model_problems["stage"].eq("build")]):
        if (row["schema"], row["table"], key_column(row)) in mismatched:
            continue
        yield Hit(
            message=f"{_refused(row)}: {row['message']}",
            cost="create_all fails on it, and so does the revision that autogenerate would write.",
            remedy=_remedy(row),
            object_kind=row["object_kind"] or "table",
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


def _refused(row: Mapping[str, Any]) -> str:
    """What is refused; what belongs to no table is what the types and listeners of a MetaData run."""
    kind, owner = row["object_kind"], _owner(row)
    if not kind and not row["statement"]:
        return f"A listener of {owner} fails when its tables are created"
    if not kind:
        return f"PostgreSQL refuses `{shorten(row['statement'], LONGEST, placeholder=' …')}` of {owner}"
    if kind == "table":
        return f"PostgreSQL refuses the table {owner}"
    column = f" on {key_column(row)}" if key_column(row) else ""
    named = f" {row['name']}" if row["name"] and row["name"] != row["table"] else column
    return f"PostgreSQL refuses the {kind}{named} of {owner}"


def _remedy(row: Mapping[str, Any]) -> str:
    """What to do; the database was empty, so that an index which exists already was made by the models themselves."""
    if row["object_kind"] == "index" and row["sqlstate"] == DUPLICATE:
        return f"Take one of the two indexes named {row['name']} out of the models: `index=True` makes one by itself."
    return f"Change {_declaration(row)} so that PostgreSQL accepts it."


def _declaration(row: Mapping[str, Any]) -> str:
    return f"the declaration of {_owner(row)}" if row["object_kind"] else f"the listener or the type of {_owner(row)}"


def _owner(row: Mapping[str, Any]) -> str:
    return short_name(row) if row["table"] else row["metadata"] or "a model"
