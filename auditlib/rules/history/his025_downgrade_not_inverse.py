"""A downgrade is not the inverse of its upgrade.

## What it finds
Applied revisions whose `downgrade()` is written and was run in scratch right after the upgrade: the catalog is not what
it was before, PostgreSQL refused a statement of it, or the upgrade could not be applied again afterwards. Downgrades
that are absent, empty or only raise are told by HIS015.

## Why it matters
After `alembic downgrade` the version row says one thing and the schema another. What stays is in the way of the next
upgrade; what is gone is missed by what is still running.

## How to fix it
Undo in the downgrade what the upgrade did, in reverse order, and nothing else. An extension that stays may be meant:
others may use it.

## Example
```toml frames
[[reversibility]]
step = 1
script_location = "alembic"
revision = "a1"
verdict = "leaves objects"
left = "type mood"
again = false
message = 'type "mood" already exists'
file = "alembic/versions/a1.py"

[[revisions]]
script_location = "alembic"
revision = "a1"
downgrade_kind = "written"
downgrade_line = 20
```

## Instead
```toml frames
[[reversibility]]
step = 1
script_location = "alembic"
revision = "a1"
verdict = "exact"
again = true
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "warning"
POPULATION = "reversibility"
_FINE = frozenset({"exact", "not tried"})
_PARTS = {"left": "stays", "lost": "is gone", "changed": "is another"}


def check(reversibility: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a row of ``reversibility`` that is not exact, or not repeatable; ``revisions`` tell what is written."""
    written = revisions[revisions["downgrade_kind"].eq("written")]
    places = {(row["script_location"], row["revision"]): row for row in records(written)}
    for row in records(reversibility):
        place = places.get((row["script_location"], row["revision"]))
        if place and (row["verdict"] not in _FINE or row["again"] is False):
            yield _hit(row, place)


def _hit(row: dict[str, Any], place: dict[str, Any]) -> Hit:
    named = {name: (row[name] or "").splitlines() for name in _PARTS}
    quiet = row["again"] is not False and _only_extensions(named)
    return Hit(
        message=f"Downgrade of {row['revision']} {_said(row, named)}.",
        cost=_cost(row),
        remedy="Undo in the downgrade what the upgrade did, in reverse order, and nothing else.",
        object_kind="revision",
        object=row["revision"],
        subject="downgrade",
        severity="note" if quiet else None,
        wrong="script",
        revision=row["revision"],
        file=row["file"] or "",
        line=row["line"] or place["downgrade_line"],
        evidence={"verdict": row["verdict"], "message": row["message"], **{k: v for k, v in named.items() if v}},
    )


def _said(row: dict[str, Any], named: dict[str, list[str]]) -> str:
    if row["verdict"] in ("fails", "refuses"):
        return f"{row['verdict']}: “{row['message']}”"
    parts = [f"{listed(things)} {_PARTS[name]}" for name, things in named.items() if things]
    said = f"is not its inverse: {'; '.join(parts)}" if parts else "is its inverse"
    return f"{said}, and the upgrade cannot be applied again: “{row['message']}”" if row["again"] is False else said


def _cost(row: dict[str, Any]) -> str:
    if row["verdict"] in ("fails", "refuses"):
        return "`alembic downgrade` stops there, and what it was to undo stays."
    if row["again"] is False:
        return "Once it was taken back, `alembic upgrade` stops there."
    return "After `alembic downgrade` the schema is not what its version row says."


def _only_extensions(named: dict[str, list[str]]) -> bool:
    things = [each for group in named.values() for each in group]
    return bool(things) and not named["lost"] and all(each.startswith("extension ") for each in things)
