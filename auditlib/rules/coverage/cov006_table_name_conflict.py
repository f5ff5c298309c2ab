"""One table name means two tables.

## What it finds
Tables that two MetaData declare with different columns, and models whose live namesake has hardly a column in common.

## Why it matters
Only one of the two can be live. Code that uses the other fails on every column that is not there, and autogenerate
on both proposes contradicting revisions.

## How to fix it
Keep one declaration and let the other code import it, or give the other table a name of its own.

## Example
```python models
from sqlalchemy import *

metadata = MetaData()
other = MetaData()
Table("invoices", metadata, Column("id", Integer, primary_key=True), Column("total", Numeric))
Table("invoices", other, Column("id", Integer, primary_key=True), Column("amount", Integer))
```

## Instead
```python models
from sqlalchemy import *

metadata = MetaData()
other = MetaData()
Table("invoices", metadata, Column("id", Integer, primary_key=True), Column("total", Numeric))
Table("billing_invoices", other, Column("id", Integer, primary_key=True), Column("amount", Integer))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import is_true, place, short_name
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed
from auditlib.wording import counted

SEVERITY = "error"
MODELS = "models:"
STRANGERS = 0.25  # share of common columns below which two tables of one name are two tables
_KEY = ["schema", "table"]

Columns = dict[str, str | None]


def check(
    models: pd.DataFrame, model_columns: pd.DataFrame, columns: pd.DataFrame, coverage: pd.DataFrame
) -> Iterator[Hit]:
    """A hit a table of ``models`` that is declared in two ways, or has hardly a column of its live namesake."""
    named = coverage.loc[is_true(coverage["in_live"]), _KEY]
    live = set(named.itertuples(index=False, name=None))
    built = _by_table(columns.assign(owner=columns["source"].str.removeprefix(MODELS)))
    written = _by_table(model_columns.assign(owner=model_columns["metadata"], type=None))
    tables: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records(models.sort_values([*_KEY, "metadata"])):
        tables.setdefault((row["schema"], row["table"]), []).append(row)
    for place_, rows in tables.items():
        keys = {row["metadata"]: (row["metadata"], *place_) for row in rows}
        declared = {name: {**written.get(key, {}), **built.get(key, {})} for name, key in keys.items()}
        conflict = _conflict(declared)
        namesake = built.get(("live", *place_), {}) if place_ in live else {}
        if conflict:
            yield _between_models(rows, declared, conflict, namesake)
        elif namesake and _strangers(next(iter(declared.values())), namesake):
            yield _with_live(rows[0], declared[rows[0]["metadata"]], namesake)


def _by_table(columns: pd.DataFrame) -> dict[tuple[str, str, str], Columns]:
    """Column to type, by owner, schema and table."""
    found: dict[tuple[str, str, str], Columns] = {}
    for owner, schema, table, column, kind in columns[["owner", *_KEY, "column", "type"]].itertuples(
        index=False, name=None
    ):
        found.setdefault((owner, schema, table), {})[column] = kind
    return found


def _conflict(declared: dict[str, Columns]) -> list[str]:
    """Columns that one declarer lacks or gives another type."""
    found: set[str] = set()
    for one, other in combinations(declared.values(), 2):
        found |= one.keys() ^ other.keys()
        found |= {name for name in one.keys() & other.keys() if _differ(one[name], other[name])}
    return sorted(found)


def _differ(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one != other


def _strangers(declared: Columns, live: Columns) -> bool:
    if min(len(declared), len(live)) < 3:
        return False
    return len(declared.keys() & live.keys()) / len(declared.keys() | live.keys()) < STRANGERS


def _between_models(
    rows: list[dict[str, Any]], declared: dict[str, Columns], conflict: list[str], live: Columns
) -> Hit:
    first, named = rows[0], short_name(rows[0])
    differ = f"{counted(len(conflict), 'column')}: {listed(conflict)}"
    who = " and ".join(f"{row['metadata']}{place(row)}" for row in rows)
    nearest = max(sorted(declared), key=lambda name: len(declared[name].keys() & live.keys()))
    stands = f" The live table is that of {nearest}." if live else " It is not live."
    worst = next((row for row in rows if row["metadata"] != nearest), first) if live else first
    return Hit(
        message=f"Table {named} is declared in {len(rows)} ways, by {who}: they differ in {differ}.{stands}",
        cost="Only one of them can be live: code that uses the other fails on the columns that are not there.",
        remedy=f"Keep one declaration of {named} and import it, or give the other table a name of its own. "
        "Where one is of another database, name in `metadata` of the settings those that are of this one.",
        object_kind="table",
        schema=first["schema"],
        table=first["table"],
        object=first["table"],
        subject="conflict",
        wrong="model",
        stops="model",
        weight=sum(row["references"] or 0 for row in rows),
        file=worst["file"] or "",
        line=worst["line"],
        evidence={
            "declared": {
                row["metadata"]: {"file": row["file"], "line": row["line"], "class": row["class"]} for row in rows
            },
            "columns": {name: {who: known.get(name) for who, known in declared.items()} for name in conflict},
            "live": live,
        },
    )


def _with_live(row: dict[str, Any], declared: Columns, live: Columns) -> Hit:
    named = short_name(row)
    return Hit(
        message=f"The live table {named} is another one than the model{place(row)} declares: "
        f"{len(declared.keys() & live.keys())} of {len(declared.keys() | live.keys())} columns are common.",
        cost="Every query of the model fails on the columns that are not there.",
        remedy=f"Give one of the two tables a name of its own, or write the model of the live {named}.",
        object_kind="table",
        schema=row["schema"],
        table=row["table"],
        object=row["table"],
        subject="conflict",
        wrong="model",
        stops="model",
        weight=row["references"] or 0,
        file=row["file"] or "",
        line=row["line"],
        evidence={"declared": declared, "live": live},
    )
