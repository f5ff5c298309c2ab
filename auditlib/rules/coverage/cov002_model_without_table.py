"""A model has no table in the live database.

## What it finds
Models whose table is not live, with how much of the code names them.

## Why it matters
Every query of such a model fails when it runs, not when it is imported; where no code names it, it is dead weight
that readers take for real.

## How to fix it
Decide to keep, create or delete it: where code uses it, write a revision that creates the table; where none does,
delete the model.

## Example
```sql live
select 1;
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
from auditlib.rules.coverage.tables import (
    declarers,
    is_false,
    is_true,
    libraries,
    model_name,
    place,
    referring_files,
    short_name,
    untracked,
)
from auditlib.rules.dependents import dependents
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed
from auditlib.wording import counted

SEVERITY = "error"


def check(
    coverage: pd.DataFrame,
    differences: pd.DataFrame,
    models: pd.DataFrame,
    metadata: pd.DataFrame,
    state: pd.DataFrame,
    *,
    operations: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit a table of ``coverage`` that models declare and live lacks; folds under its untracked MetaData.

    One that env.py hides on purpose is left to CFG005. What is missing with it in ``differences`` is counted, not told
    one by one. What ``operations`` create by an argument of upgrade() may belong into another database.
    """
    chosen = _by_argument(operations)
    below, elsewhere = dependents(differences), live_names(differences)
    pending = set(state.loc[state["status"].eq("pending"), "revision"])
    of_libraries, outside, files = libraries(metadata), untracked(metadata), referring_files(models)
    declared = is_true(coverage["in_models"]) & ~is_true(coverage["hidden"])
    for row in records(coverage.loc[declared & is_false(coverage["in_live"])]):
        named = files.get((row["schema"], row["table"]), [])
        owners = declarers(row)
        yield _hit(
            row
            | {"dependents": below.get(identity("table", row["schema"], row["table"], row["table"]))}
            | {"live_name": elsewhere.get((row["schema"], row["table"]))}
            | {"by_argument": (row["created_by"], row["table"]) in chosen},
            named,
            coming=row["created_by"] if row["created_by"] in pending else None,
            library=bool(owners) and of_libraries.issuperset(owners),
            root=f"metadata {owners[0]}" if owners and outside.issuperset(owners) else "",
        )


def _hit(row: dict[str, Any], named: list[str], *, coming: str | None, library: bool, root: str) -> Hit:
    references = row["references"] or 0
    later = _later(row, coming)
    own = f", with its {row['dependents']}" if row["dependents"] else ""
    if row["live_name"]:
        apart = row["live_name"].apart
        but = f", though only one of them has {listed(list(apart))}" if apart else ""
        own = f" under that name: {row['live_name'].table} looks like it, renamed{but}"
    where = f": {', '.join(named)}" if named else ""
    places = f"{counted(references, 'place')} in the code {'names' if references == 1 else 'name'} it{where}"
    used = f"{places}." if references else "Nothing in the code names it."
    return Hit(
        message=f"{model_name(row)}{place(row)} maps {short_name(row)}, which is not live{own}.{later} {used}",
        cost="Every query of this model fails when it runs."
        if references
        else "Whoever reads the code takes it for used.",
        remedy=_remedy(row, coming, references),
        object_kind="table",
        schema=row["schema"],
        table=row["table"],
        object=row["table"],
        severity="note" if coming or library or row["by_argument"] else None,
        wrong="pending" if coming else "undecided" if library or row["by_argument"] else "model",
        stops="model" if references and not library and not row["by_argument"] else "",
        weight=references,
        revision=coming or "",
        file=row["file"] or "",
        line=row["line"],
        evidence={"metadata": row["metadata"], "references": references, "referring_files": named, "library": library},
        root=root,
    )


def _by_argument(operations: pd.DataFrame) -> set[tuple[str, str]]:
    """Revision and table of what an upgrade creates only where it is given a certain argument."""
    made = (
        operations["guard"].eq("argument") & operations["action"].eq("create") & operations["object_kind"].eq("table")
    )
    rows = operations.loc[made & operations["direction"].eq("upgrade")]
    return set(zip(rows["revision"], rows["table"].fillna(rows["name"]), strict=True))


def _later(row: dict[str, Any], coming: str | None) -> str:
    if row["by_argument"]:
        which = "Pending revision" if coming else "Revision"
        return f" {which} {row['created_by']} creates it for some of the databases that env.py names."
    if coming:
        return f" Pending revision {coming} creates it."
    return " No revision creates it." if _unmade(row) else ""


def _rename(table: str, live: str) -> str:
    return f"Rename {live} back to {table}, or name it {live} in the model and in a revision that renames {table}."


def _unmade(row: dict[str, Any]) -> bool:
    """Whether a whole chain is known not to create the table."""
    return row["in_chain"] is False and not row["created_by"]


def _remedy(row: dict[str, Any], coming: str | None, references: int) -> str:
    if row["live_name"]:
        return _rename(short_name(row), row["live_name"].table)
    if row["by_argument"]:
        return f"Where {short_name(row)} belongs to another database, name the MetaData of this one in `metadata`."
    if coming:
        return f"Run the pending revisions: {coming} creates {short_name(row)}."
    if references:
        return f"Write a revision that creates {short_name(row)}, or delete the model and what names it."
    return f"Delete the model, or write a revision that creates {short_name(row)}."
