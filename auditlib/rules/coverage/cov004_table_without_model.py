"""A live table has no model.

## What it finds
Live tables that no MetaData declares, with their row estimate. Alembic's own tables, partitions, and tables of
extensions are left out. Three tables and more that one revision creates are told together. Where a module with models
did not import (COV008), that is said, and no table is to be dropped before it does.

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
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.coverage.renamed import live_names
from auditlib.rules.coverage.tables import is_false, is_true, of_the_application, short_name
from auditlib.rules.coverage.unimported import MEND_FIRST, UNKNOWN, Unread
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed
from auditlib.wording import counted

SEVERITY = "note"
TOGETHER = 3  # from so many tables of one revision on, one finding tells of them all
_NAMED = 25  # so many tables are named before the rest is counted
_KIND = "tables"


def check(
    coverage: pd.DataFrame,
    version_tables: pd.DataFrame,
    differences: pd.DataFrame,
    *,
    model_problems: pd.DataFrame,
    connection_tries: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit a live table of ``coverage`` that no model declares, partitions apart.

    Many tables of one revision fold under a hit for them all, one that ``differences`` knows to be renamed under what
    is said of the table whose place it has, one that a module of ``model_problems`` names under what is said of that.
    """
    unread = Unread(model_problems, connection_tries)
    renamed = {(schema, new.table): old for (schema, old), new in live_names(differences).items()}
    live = of_the_application(coverage, version_tables).loc[lambda rows: is_true(rows["in_live"])]
    whole = live.loc[live["partition_of"].isna()]
    makers: dict[str, list[dict[str, Any]]] = {}
    unknown = whole["in_models"].isna() & whole["table"].isin(unread.tables)
    for row in records(whole.loc[(is_false(whole["in_models"]) | unknown) & ~is_true(whole["hidden"])]):
        if told := _old_name(row, renamed) or unread.finding(row):
            yield _hit(row, told, unread)
        else:
            makers.setdefault(row["created_by"] or "", []).append(row)
    for maker, rows in makers.items():
        many = len(rows) >= TOGETHER
        root = identity(_KIND, "", "", _made_by(maker)) if many else ""
        yield from ([_for_all(maker, rows, unread)] if many else [])
        yield from (_hit(row, root, unread) for row in rows)


def _old_name(row: dict[str, Any], renamed: dict[tuple[str, str], str]) -> str:
    old = renamed.get((row["schema"], row["table"]))
    return identity("table", row["schema"], old, old) if old else ""


def _made_by(maker: str) -> str:
    return f"made by {maker or 'no revision'}"


def _for_all(maker: str, rows: list[dict[str, Any]], unread: Unread) -> Hit:
    estimates = [row["rows_estimate"] for row in rows]
    made = f"revision {maker} creates" if maker else "no revision's text creates"
    return Hit(
        message=f"No {unread.models} declares the {len(rows)} live tables that {made}: "
        f"{listed([short_name(row) for row in rows], _NAMED)}.{unread.why}",
        cost=UNKNOWN
        if unread
        else "Autogenerate proposes to drop them with their rows, unless the project hides them.",
        remedy=MEND_FIRST
        if unread
        else "Write models for them, hide them in include_object, or drop them by a revision.",
        object_kind=_KIND,
        object=_made_by(maker),
        wrong="undecided",
        weight=sum(max(estimate or 0, 0) for estimate in estimates) // 1000,
        revision=maker,
        evidence={"tables": [{name: row[name] for name in _SHOWN} for row in rows]},
    )


_SHOWN = ("schema", "table", "rows_estimate", "size_bytes", "in_chain")


def _hit(row: dict[str, Any], root: str, unread: Unread) -> Hit:
    named, rows = short_name(row), row["rows_estimate"]
    size = f", about {counted(rows, 'row')}" if rows is not None and rows >= 0 else ""
    maker = f" Revision {row['created_by']} creates it." if row["created_by"] else ""
    return Hit(
        message=f"No {unread.models} declares the live table {named}{size}.{maker}{unread.why}",
        cost=UNKNOWN
        if unread
        else f"Autogenerate proposes to drop {named} with its rows, unless the project hides it.",
        remedy=MEND_FIRST
        if unread
        else f"Write a model for {named}, hide it in include_object, or drop it by a revision.",
        object_kind="table",
        schema=row["schema"],
        table=row["table"],
        object=row["table"],
        wrong="undecided",
        weight=max(rows or 0, 0) // 1000,
        revision=row["created_by"] or "",
        evidence={name: row[name] for name in _SHOWN[2:]},
        root=root,
    )
