"""A MetaData with tables is not handed to Alembic.

## What it finds
MetaData with tables that `env.py` does not give to `context.configure(target_metadata=…)`, with the lines of
`env.py` that decide it.

## Why it matters
Autogenerate never proposes a revision for these models and `alembic check` never misses one: their tables come to
be by `create_all`, by hand, or not at all, and nobody is told.

## How to fix it
Give Alembic a list: `target_metadata = [A.metadata, B.metadata]`, or declare all models on one MetaData. Import every
model module in `env.py`, then look at what autogenerate proposes.

## Example
```toml frames
[[metadata]]
metadata = "app.db.Base.metadata"
tables = 3
tracked = false
```

## Instead
```toml frames
[[metadata]]
metadata = "app.db.Base.metadata"
tables = 3
tracked = true
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import is_false, is_true, place, short_name
from auditlib.rules.hit import Hit
from auditlib.wording import agreed, counted

SEVERITY = "error"


def check(metadata: pd.DataFrame, models: pd.DataFrame, coverage: pd.DataFrame) -> Iterator[Hit]:
    """A hit an untracked row of ``metadata``; ``models`` and ``coverage`` tell its tables and which are live."""
    for row in records(metadata.loc[is_false(metadata["tracked"]) & metadata["tables"].gt(0).fillna(False)]):
        own = models.loc[models["metadata"].eq(row["metadata"]), ["schema", "table"]].drop_duplicates()
        yield _hit(row, own.merge(coverage, on=["schema", "table"]))


def _hit(row: dict[str, Any], tables: pd.DataFrame) -> Hit:
    file, line = _decided(row)
    live, gone = is_true(tables["in_live"]), is_false(tables["in_live"])
    again = int((live & is_true(tables["tracked"])).sum())
    known, absent = int(live.sum()), int(gone.sum())
    twice = f" ({again} of them as another MetaData declares {agreed(again, 'it', 'them')})" if again else ""
    said = f"{known} {agreed(known, 'is', 'are')} live{twice}"
    lines = row["tracked_lines"] or ""
    decided = f" {lines} {'decide' if ', ' in lines else 'decides'} it." if lines else ""
    return Hit(
        message=f"env.py does not hand {row['metadata']}{place(row)} to Alembic: of its "
        f"{counted(row['tables'] or 0, 'table')}, {said} and {absent} {agreed(absent, 'is', 'are')} not.{decided}",
        cost="Autogenerate and alembic check never see these models: no revision is proposed, and no drift is noticed.",
        remedy=_remedy(row, tables),
        object_kind="metadata",
        object=row["metadata"],
        severity="note" if row["library"] else None,
        wrong="settings",
        stops="" if row["library"] else "model",
        weight=int(tables["references"].fillna(0).sum()) + int(row["tables"] or 0),
        file=file,
        line=line,
        evidence={
            "tracked_lines": row["tracked_lines"],
            "library": row["library"],
            "tables": [_table(each) for each in records(tables)],
        },
    )


def _remedy(row: dict[str, Any], tables: pd.DataFrame) -> str:
    again = int(is_true(tables["tracked"]).sum())
    if len(tables) and again == len(tables):
        return (
            f"Delete {row['metadata']}: a MetaData that env.py does hand over declares all its tables too, and Alembic "
            "takes no list in which a table stands twice. If it keeps an old state on purpose, ignore this finding."
        )
    first = f"Name apart what another MetaData declares too ({counted(again, 'table')}). Then add" if again else "Add"
    add = f"{first} {row['metadata']} to target_metadata (a list may be given), import its model modules in env.py, "
    return f"{add}and look at what autogenerate proposes."


def _table(row: dict[str, Any]) -> dict[str, Any]:
    said = {name: row[name] for name in ("class", "file", "line", "references")}
    return {"table": short_name(row), "live": row["in_live"], **said}


def _decided(row: dict[str, Any]) -> tuple[str, int | None]:
    """Where env.py decides it, else where the MetaData is made."""
    first = (row["tracked_lines"] or "").split(", ")[0]
    file, _, line = first.rpartition(":")
    return (file, int(line)) if file and line.isdigit() else (row["file"] or "", row["line"])
