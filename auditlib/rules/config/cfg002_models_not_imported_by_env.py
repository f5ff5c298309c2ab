"""Models are not imported when env.py hands their MetaData over.

## What it finds
Tables of a MetaData that `env.py` hands to Alembic which did not stand in it at that moment: nothing that `env.py`
imports imports their modules.

## Why it matters
Autogenerate takes their tables for dropped and proposes to drop them; what it sees depends on what happened to be
imported before.

## How to fix it
Import every model module in `env.py`, or in the package that it imports.

## Example
```toml frames
[[metadata]]
metadata = "app.db.Base.metadata"
tables = 1
tracked = true
tracked_lines = "migrations/env.py:7"

[[models]]
metadata = "app.db.Base.metadata"
schema = "public"
table = "invoices"
class = "Invoice"
module = "app.billing"
file = "app/billing.py"
line = 9
handed = false
```

## Instead
```toml frames
[[metadata]]
metadata = "app.db.Base.metadata"
tables = 1
tracked = true
tracked_lines = "migrations/env.py:7"

[[models]]
metadata = "app.db.Base.metadata"
schema = "public"
table = "invoices"
class = "Invoice"
module = "app.billing"
file = "app/billing.py"
line = 9
handed = true
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed, within
from auditlib.wording import agreed, counted

SEVERITY = "warning"
_NAMED = 25


def check(metadata: pd.DataFrame, models: pd.DataFrame) -> Iterator[Hit]:
    """A hit a tracked row of ``metadata`` with tables in ``models`` that were not handed over."""
    for row in records(metadata.loc[metadata["tracked"].eq(True).fillna(False).astype(bool)]):
        own = models.loc[models["metadata"].eq(row["metadata"])]
        late = records(own.loc[own["handed"].eq(False).fillna(False).astype(bool)])
        if late:
            yield _hit(row, late, len(own))


def _hit(row: dict[str, Any], late: list[dict[str, Any]], count: int) -> Hit:
    tables = [within(each["schema"], each["table"]) for each in late]
    files = sorted({each["file"] for each in late if each["file"]})
    file, _, line = (row["tracked_lines"] or "").split(", ")[0].rpartition(":")
    some = f"{len(late)} of its {counted(count, 'table')}" if len(late) < count else f"all its {count} tables"
    missed = f"{some} {agreed(len(late), 'was', 'were')}" if count > 1 else "its one table was"
    return Hit(
        message=f"When env.py handed {row['metadata']} to Alembic, {missed} "
        f"not in it: {listed(tables, _NAMED)}. Nothing that env.py runs declares them; they stand in {listed(files)}.",
        cost="Autogenerate takes these tables for dropped, and proposes to drop those that are live.",
        remedy=f"Import {listed(sorted({str(each['module']) for each in late}))} in env.py.",
        object_kind="metadata",
        object=row["metadata"],
        wrong="settings",
        stops="model",
        weight=len(late),
        file=file,
        line=int(line) if line.isdigit() else None,
        evidence={"tables": [{name: each[name] for name in ("table", "class", "file", "line")} for each in late]},
    )
