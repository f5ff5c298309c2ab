"""Two revisions declare one branch label.

## What it finds
A label that stands in `branch_labels` of more than one revision of a script location, or that is the id of another.

## Why it matters
Alembic refuses the whole graph: no command runs, neither `upgrade` nor `current`.

## How to fix it
Keep the label at the first revision of its branch; what follows has it already.

## Example
```python versions/a.py
revision = "a"
down_revision = None
branch_labels = ("shop",)
```
```python versions/b.py
revision = "b"
down_revision = "a"
branch_labels = ("shop",)
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
branch_labels = ("shop",)
```
```python versions/b.py
revision = "b"
down_revision = "a"
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "error"


def check(revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a label of ``revisions`` that names more than one of them."""
    holders: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in records(revisions):
        named = {row["revision"], *(row["branch_labels"] or "").split(", ")} - {""}
        for name in sorted(named):
            holders[row["script_location"], name].append(row)
    for (location, label), rows in sorted(holders.items()):
        if len(rows) > 1:
            yield _hit(location, label, rows)


def _hit(location: str, label: str, rows: list[dict[str, Any]]) -> Hit:
    names = [row["revision"] for row in rows]
    last = rows[-1]
    where = "an id and a label" if label in names else "a label"
    return Hit(
        message=f"{label} is {where} of {len(rows)} revisions of {location}: {listed(names)}.",
        cost="Alembic refuses the graph: no command runs, neither `upgrade` nor `current`.",
        remedy=f"Keep the label {label} at the first revision of its branch; those behind it have it already.",
        object_kind="branch label",
        schema=location,
        object=label,
        wrong="script",
        stops="deploy",
        revision=last["revision"],
        file=last["file"],
        line=last["line"],
        evidence={"revisions": names},
    )
