"""No revision creates the table of a model.

## What it finds
Models whose table no step of the chain creates: by replay where the chain was replayed, else by its text. Five tables
and more of one MetaData are told together. Tables that are known not to be live are told by COV002.

## Why it matters
A database that is built by the chain lacks the table; the live one has it from `create_all` or by hand, so that
nobody can say which version of the model it is.

## How to fix it
Write a revision that creates the table where it does not exist, and stop calling `create_all` in production.

## Example
```sql live
create table users (id serial primary key);
```
```sql chain
select 1;
```
```python models
from sqlalchemy import *

metadata = MetaData()
Table("users", metadata, Column("id", Integer, primary_key=True))
```

## Instead
```sql chain
create table users (id serial primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.rules.coverage.tables import declarers, libraries, model_name, place, short_name
from auditlib.rules.coverage.unmade import TOGETHER, Rows, declared_by, unmade
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
_NAMED = 25  # so many tables are named before the rest is counted


def check(coverage: pd.DataFrame, metadata: pd.DataFrame, version_tables: pd.DataFrame) -> Iterator[Hit]:
    """A hit a table of ``coverage`` that models declare and the chain does not make; one for many of a MetaData."""
    of_libraries = libraries(metadata)
    sizes = dict(zip(metadata["metadata"], metadata["tables"], strict=True))
    for name, rows in unmade(coverage, metadata, version_tables).items():
        if name and len(rows) >= TOGETHER:
            yield _for_all(name, rows, sizes.get(name), name in of_libraries)
        else:
            yield from (_hit(row, of_libraries) for row in rows)


def _for_all(name: str, rows: Rows, size: int | None, library: bool) -> Hit:
    tables = [short_name(row) for row in rows]
    lent = [short_name(row) for row in rows if row["assumed"]]
    live = all(row["in_live"] for row in rows)
    which = f"the {size} tables" if size == len(rows) else f"{len(rows)}{f' of the {size}' if size else ''} tables"
    made = " They are live: `create_all` made them, or a hand did." if live else ""
    needs = f" The chain itself needs {listed(lent)}." if lent else ""
    return Hit(
        message=f"No revision creates {which} of {name}: {listed(tables, _NAMED)}.{made}{needs}",
        cost="A database that is built by the chain lacks them.",
        remedy="Put a first revision before all others that creates them where they do not exist; autogenerate writes "
        "one against an empty database.",
        object_kind="tables",
        object=declared_by(name),
        severity="note" if library else None,
        wrong="chain",
        weight=sum(row["references"] or 0 for row in rows),
        evidence={
            "metadata": name,
            "tables": [{each: row[each] for each in ("schema", "table", "file", "line", "assumed")} for row in rows],
        },
    )


def _hit(row: dict[str, Any], of_libraries: frozenset[str]) -> Hit:
    owners, named = declarers(row), short_name(row)
    live = " It is live: `create_all` or a hand made it." if row["in_live"] else ""
    lent = " The chain needs it and never creates it." if row["assumed"] else ""
    return Hit(
        message=f"{model_name(row)}{place(row)} maps {named}, which no revision creates.{live}{lent}",
        cost=f"A database that is built by the chain lacks {named}.",
        remedy=f"Write a revision that creates {named} where it does not exist.",
        object_kind="table",
        schema=row["schema"],
        table=row["table"],
        object=row["table"],
        severity="note" if owners and of_libraries.issuperset(owners) else None,
        wrong="chain" if row["in_live"] else "model",
        weight=row["references"] or 0,
        file=row["file"] or "",
        line=row["line"],
        evidence={"in_live": row["in_live"], "assumed": row["assumed"], "metadata": row["metadata"]},
    )
