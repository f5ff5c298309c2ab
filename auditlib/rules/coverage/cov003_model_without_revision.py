"""No revision creates the table of a model.

## What it finds
Models whose table no step of the chain creates, or one creates and a later one drops again: by what the replay saw
each statement make, else by the text of the revisions, which is said then. Five tables and more of one MetaData are
told together. Tables that are known not to be live are told by COV002.

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
from dataclasses import replace
from typing import Any

import pandas as pd

from auditlib.rules.coverage.makers import Makers
from auditlib.rules.coverage.tables import declarers, libraries, model_name, place, short_name
from auditlib.rules.coverage.unmade import TOGETHER, Rows, declared_by, unmade
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
_NAMED = 25  # so many tables are named before the rest is counted


def check(
    coverage: pd.DataFrame,
    metadata: pd.DataFrame,
    version_tables: pd.DataFrame,
    lineage: pd.DataFrame,
    servers: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit a table of ``coverage`` that models declare and the chain does not make; one for many of a MetaData.

    ``lineage`` and ``servers`` tell on what evidence that is said.
    """
    of_libraries, makers = libraries(metadata), Makers(lineage, servers)
    sizes = dict(zip(metadata["metadata"], metadata["tables"], strict=True))
    for name, rows in unmade(coverage, metadata, version_tables).items():
        if name and len(rows) >= TOGETHER:
            hit = _for_all(name, rows, sizes.get(name), makers)
            yield replace(hit, severity="note") if name in of_libraries else hit
        else:
            yield from (_hit(row, of_libraries, makers) for row in rows)


def _for_all(name: str, rows: Rows, size: int | None, makers: Makers) -> Hit:
    tables = [short_name(row) for row in rows]
    lent = [short_name(row) for row in rows if row["assumed"]]
    live = all(row["in_live"] for row in rows)
    which = f"the {size} tables" if size == len(rows) else f"{len(rows)}{f' of the {size}' if size else ''} tables"
    made = " They are live: `create_all` made them, or a hand did." if live else ""
    needs = f" The chain itself needs {listed(lent)}." if lent else ""
    again = [f"{short_name(row)} {dropped}" for row in rows if (dropped := makers.dropped(row))]
    ended = f" Of these {'; '.join(again)}." if again else ""
    return Hit(
        message=f"No revision creates {which} of {name}: {listed(tables, _NAMED)}.{made}{needs}{ended}{makers.caveat}",
        cost="A database that is built by the chain lacks them.",
        remedy="Put a first revision before all others that creates them where they do not exist; autogenerate writes "
        "one against an empty database.",
        object_kind="tables",
        object=declared_by(name),
        wrong="chain",
        weight=sum(row["references"] or 0 for row in rows),
        evidence={
            "metadata": name,
            "by": makers.by,
            "tables": [{each: row[each] for each in ("schema", "table", "file", "line", "assumed")} for row in rows],
        },
    )


def _hit(row: dict[str, Any], of_libraries: frozenset[str], makers: Makers) -> Hit:
    owners, named = declarers(row), short_name(row)
    ends = makers.dropped(row)
    live = " It is live: `create_all` or a hand made it." if row["in_live"] else ""
    lent = " The chain needs it and never creates it." if row["assumed"] else ""
    return Hit(
        message=f"{model_name(row)}{place(row)} maps {named}, which {ends or 'no revision creates'}.{live}{lent}"
        f"{makers.caveat}",
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
        evidence={"in_live": row["in_live"], "assumed": row["assumed"], "metadata": row["metadata"]}
        | makers.evidence(row),
    )
