"""No revision creates the table of a model.

## What it finds
Models whose table no step of the chain creates: by replay where the chain was replayed, else by its text.

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

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import (
    declarers,
    is_false,
    is_true,
    libraries,
    model_name,
    of_the_application,
    place,
    short_name,
)
from auditlib.rules.hit import Hit

SEVERITY = "warning"
POPULATION = "models"


def check(coverage: pd.DataFrame, metadata: pd.DataFrame, version_tables: pd.DataFrame) -> Iterator[Hit]:
    """A hit a table of ``coverage`` that models declare and the chain does not make.

    Where the table is not live either, it folds under what is said of that.
    """
    of_libraries = libraries(metadata)
    tables = of_the_application(coverage, version_tables)
    for row in records(tables.loc[is_true(tables["in_models"]) & is_false(tables["in_chain"])]):
        owners = declarers(row)
        named = short_name(row)
        live = "It is live: `create_all` or a hand made it." if row["in_live"] else "It is not live."
        lent = " The chain needs it and never creates it." if row["assumed"] else ""
        yield Hit(
            message=f"{model_name(row)}{place(row)} maps {named}, which no revision creates. {live}{lent}",
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
            root="" if row["in_live"] else f"table {row['schema']}.{row['table']}",
        )
