"""The effect of a revision depends on what it finds.

## What it finds
Upgrades with `IF NOT EXISTS`, inspector or catalog checks, conditions in DO blocks, or errors that are passed over.
Extensions and schemas are left out: there `IF NOT EXISTS` is usual and harmless.

## Why it matters
Two databases at the same revision may have different schemas: the guard keeps whatever stood there, of any shape.

## How to fix it
In new revisions let the statement fail: a surprise should stop the deploy. Look at the drift of the objects listed.

## Example
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    op.execute("CREATE TABLE IF NOT EXISTS users (id int)")
```

## Instead
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    op.execute("CREATE TABLE users (id int)")
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "note"
POPULATION = "revisions"
_GUARDS = ("if not exists", "inspector", "condition")
_HARMLESS = ("extension", "schema")


def check(operations: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``operations`` whose upgrade is guarded, with the objects concerned."""
    guarded = operations[
        (operations["direction"] == "upgrade")
        & operations["guard"].isin(_GUARDS)
        & ~operations["object_kind"].fillna("").isin(_HARMLESS)
        & (operations["action"] != "other")
    ]
    for (_, revision), own in guarded.groupby(["script_location", "revision"], sort=False):
        rows = records(own.drop_duplicates(["line", "object_kind", "table", "name"]))
        rows = [row for row in rows if row["object_kind"] not in ("column", "constraint") or _alone(row)]
        objects = list(dict.fromkeys(named for row in rows if (named := _named(row))))
        counts = Counter(sorted(row["guard"] for row in rows))
        said = ", ".join(f"{count} by {guard}" for guard, count in counts.items())
        yield Hit(
            message=f"What revision {revision} does depends on what it finds ({said}){_listed(objects)}.",
            cost="Two databases at this revision may have different schemas: what was there before stays as it was.",
            remedy="In new revisions let the statement fail; of these objects look at what the drift findings say.",
            object_kind="revision",
            object=str(revision),
            wrong="script",
            revision=str(revision),
            file=rows[0]["file"],
            line=rows[0]["line"],
            evidence={"guards": dict(counts), "objects": objects},
        )


def _listed(objects: list[str]) -> str:
    return f": {listed(objects)}" if objects else ""


def _alone(row: dict[str, object]) -> bool:
    return "CREATE TABLE" not in str(row["operation"]) and row["operation"] != "create_table"


def _named(row: dict[str, object]) -> str:
    """The object as a person writes it; empty where text cannot tell its name."""
    if not (row["table"] or row["name"]):
        return ""
    place = [str(each) for each in (row["schema"], row["table"]) if each]
    if row["name"] and row["name"] != row["table"]:
        place.append(str(row["name"]))
    return f"{row['object_kind'] or row['operation']} {'.'.join(place)}".strip()
