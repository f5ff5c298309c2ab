"""The project hides objects from Alembic.

## What it finds
Tables, columns, indexes and constraints that `include_object` or `include_name` of `env.py` hide from autogenerate.
They were asked about every object of models, live and chain, as Alembic asks them. What is hidden is no drift: its
differences fold under this finding.

## Why it matters
Nobody is told when a hidden object changes or goes. That is meant for tables of another owner; a filter by a pattern
may hide more than was meant.

## How to fix it
Read the list. Where an object is hidden that should not be, narrow the function.

## Example
```sql live
create table users (id serial primary key);
create table spatial_ref_sys (id serial primary key);
```
```toml frames
[[hidden]]
object_kind = "table"
schema = "public"
table = "spatial_ref_sys"
name = "spatial_ref_sys"
hidden = true
by = "include_object"
file = "migrations/env.py"
line = 14
lines = "migrations/env.py:14"
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
from auditlib.rules.config.options import SETTING, of_setting, place
from auditlib.rules.dependents import dependents
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed, object_name
from auditlib.wording import counted

SEVERITY = "note"
_NAMED = 25  # so many objects are named before the rest is counted


def check(hidden: pd.DataFrame, differences: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit an option that hides rows of ``hidden``; ``differences`` and ``coverage`` tell what it keeps quiet."""
    below = dependents(differences)
    known = {(row["schema"], row["table"]): row for row in records(coverage)}
    options: dict[str, list[dict[str, Any]]] = {}
    for row in records(hidden.loc[hidden["hidden"].eq(True).fillna(False).astype(bool)]):
        options.setdefault(row["by"].split(", ")[0], []).append(row)
    for option, rows in options.items():
        yield _hit(option, rows, below.get(f"{SETTING} {option}", ""), known)


def _hit(option: str, rows: list[dict[str, Any]], quiet: str, known: dict[tuple[str, str], dict[str, Any]]) -> Hit:
    names = [object_name(row) for row in rows]
    drift = f" Differences about {quiet} fold under it." if quiet else " Nothing of it differs between the witnesses."
    return of_setting(
        option,
        rows[0],
        message=f"{option}{place(rows[0])} hides {counted(len(rows), 'object')} from Alembic: {listed(names, _NAMED)}."
        f"{drift}",
        cost="Autogenerate and alembic check say nothing of them, whatever becomes of them.",
        remedy=f"Read the list; narrow {option} where it hides what it should not.",
        evidence={
            "lines": rows[0]["lines"],
            "hidden": [_told(row, known.get((row["schema"], row["table"]), {})) for row in rows],
        },
    )


def _told(row: dict[str, Any], known: dict[str, Any]) -> dict[str, Any]:
    whole = row["object_kind"] == "table"
    flags = {name: known.get(name) for name in ("in_live", "in_models", "in_chain")} if whole else {}
    return {"object": object_name(row), **flags, "lines": row["lines"]}
