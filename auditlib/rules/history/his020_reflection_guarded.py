"""The effect of a revision depends on what it finds.

## What it finds
Upgrades with `IF NOT EXISTS`, inspector or catalog checks, conditions in DO blocks, or errors that are passed over.
Extensions and schemas are left out: there `IF NOT EXISTS` is usual and harmless. Where the chain was replayed, the
finding says which guards left something out there, in PostgreSQL's words where it has some, also those that no text
shows.

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
from auditlib.rules.history.guarded import BY_WHAT_IT_FINDS, Place, Replayed, Row, Skip
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "note"
POPULATION = "revisions"
_GUARDS = ("if not exists", *BY_WHAT_IT_FINDS)
_HARMLESS = ("extension", "schema")
_SHOWN = 3
_COST = "Two databases at this revision may have different schemas: what was there before stays as it was."
_COST_LACKING = "A database that the chain builds lacks what this makes where the other thing stands."


def check(
    operations: pd.DataFrame, steps: pd.DataFrame, statements: pd.DataFrame, object_changes: pd.DataFrame
) -> Iterator[Hit]:
    """A hit a revision of ``operations`` whose upgrade is guarded, with the objects concerned.

    ``steps``, ``statements`` and ``object_changes`` tell what the guards left out in replay.
    """
    upgrades = operations[operations["direction"] == "upgrade"]
    replayed = Replayed(steps, statements, object_changes)
    read = {place: records(own) for place, own in upgrades.groupby(["script_location", "revision"], sort=False)}
    for place in [*read, *sorted(replayed.done - read.keys())]:
        own = read.get(place, [])
        rows, skips = _guarded(own), replayed.skips(place, own)
        if rows or skips:
            yield _hit(place, rows, skips)


def _guarded(operations: list[Row]) -> list[Row]:
    """What is guarded by the text, once an object; what only comes with its table is told with that."""
    rows = {
        (row["line"], row["object_kind"], row["table"], row["name"]): row
        for row in reversed(operations)
        if row["guard"] in _GUARDS and (row["object_kind"] or "") not in _HARMLESS and row["action"] != "other"
    }
    first = reversed(rows.values())
    return [row for row in first if row["object_kind"] not in ("column", "constraint") or _alone(row)]


def _hit(place: Place, rows: list[Row], skips: list[Skip]) -> Hit:
    objects = list(dict.fromkeys(named for row in rows if (named := _named(row))))
    counts = Counter(sorted(row["guard"] for row in rows))
    said = ", ".join(f"{count} by {guard}" for guard, count in counts.items())
    said = f" ({said}){_listed(objects)}" if rows else ""
    return Hit(
        message=f"What revision {place[1]} does depends on what it finds{said}.{_left_out(skips)}",
        cost=_COST_LACKING if any(skip.lacking for skip in skips) else _COST,
        remedy="In new revisions let the statement fail; of these objects look at what the drift findings say.",
        object_kind="revision",
        object=place[1],
        wrong="script",
        revision=place[1],
        file=skips[0].file if skips else rows[0]["file"],
        line=skips[0].line if skips else rows[0]["line"],
        evidence={
            "guards": dict(counts),
            "objects": objects,
            **({"left out in replay": [_told(skip) for skip in skips]} if skips else {}),
        },
    )


def _left_out(skips: list[Skip]) -> str:
    if not skips:
        return ""
    more = f" and {len(skips) - _SHOWN} more" if len(skips) > _SHOWN else ""
    return f" Replayed, it left out {'; '.join(_told(skip) for skip in skips[:_SHOWN])}{more}."


def _told(skip: Skip) -> str:
    """What was left out, and how that is known."""
    named = f"{_named(skip.row)} " if skip.row and _named(skip.row) else ""
    words = f"“{skip.words}”" if '"' in skip.words else skip.words
    return f"{named}at line {skip.line} ({words})"


def _listed(objects: list[str]) -> str:
    return f": {listed(objects)}" if objects else ""


def _alone(row: Row) -> bool:
    return "CREATE TABLE" not in str(row["operation"]) and row["operation"] != "create_table"


def _named(row: Row) -> str:
    """The object as a person writes it; empty where text cannot tell its name."""
    if not (row["table"] or row["name"]):
        return ""
    place = [str(each) for each in (row["schema"], row["table"]) if each]
    if row["name"] and row["name"] != row["table"]:
        place.append(str(row["name"]))
    return f"{row['object_kind'] or row['operation']} {'.'.join(place)}".strip()
