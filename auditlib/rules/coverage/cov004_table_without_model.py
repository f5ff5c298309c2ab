"""A live table has no model.

## What it finds
Live tables that no MetaData declares, with their row estimate. Alembic's own tables, partitions, and tables of
extensions are left out.

## Why it matters
Autogenerate proposes to drop it with its rows, unless the project hides it; nothing but SQL can read it.

## How to fix it
Write a model, name it in `include_object` where it lives outside the models on purpose, or drop it by a revision.

## Example
```sql live
create table users (id serial primary key);
create table left_over (id serial primary key);
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("users", metadata, Column("id", Integer, primary_key=True))
```

## Instead
```sql live
create table users (id serial primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import counted, is_false, is_true, of_the_application, short_name
from auditlib.rules.hit import Hit

SEVERITY = "note"
POPULATION = "coverage"


def check(coverage: pd.DataFrame, tables: pd.DataFrame, version_tables: pd.DataFrame) -> Iterator[Hit]:
    """A hit a live table of ``coverage`` that no model declares; ``tables`` tells which are partitions."""
    parts = tables.loc[tables["source"].eq("live") & tables["partition_of"].notna(), ["schema", "table"]]
    live = of_the_application(coverage, version_tables).loc[lambda rows: is_true(rows["in_live"])]
    whole = live.loc[~pd.MultiIndex.from_frame(live[["schema", "table"]]).isin(pd.MultiIndex.from_frame(parts))]
    for row in records(whole.loc[is_false(whole["in_models"]) & ~is_true(whole["hidden"])]):
        named, rows = short_name(row), row["rows_estimate"]
        size = f", about {counted(rows, 'row')}" if rows is not None and rows >= 0 else ""
        maker = f" Revision {row['created_by']} creates it." if row["created_by"] else ""
        yield Hit(
            message=f"No model declares the live table {named}{size}.{maker}",
            cost=f"Autogenerate proposes to drop {named}, unless the project hides it.",
            remedy=f"Write a model for {named}, hide it in include_object, or drop it by a revision.",
            object_kind="table",
            schema=row["schema"],
            table=row["table"],
            object=row["table"],
            wrong="undecided",
            weight=max(rows or 0, 0) // 1000,
            revision=row["created_by"] or "",
            evidence={"rows_estimate": rows, "size_bytes": row["size_bytes"], "in_chain": row["in_chain"]},
        )
