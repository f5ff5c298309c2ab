"""The version row says that a revision was applied, and nothing that it does is live.

## What it finds
Applied revisions of which replay tells what they do, and of which nothing is live: none of the objects that they make
and no later revision drops or renames stands there, no attribute that they change has the new value, and what they drop
is still there. One of which a part is live is no such case: what is missing of it is told as drift.
Drift that such a revision explains folds under it.

## Why it matters
`alembic upgrade` never makes it: it takes the revision for done. The next revision that builds on it fails.

## How to fix it
Find out whether the database was stamped past it (`alembic stamp`) or somebody undid it by hand. Then run what it does
by a new revision; or stamp the database back to its parent and upgrade, where no later revision is applied.

## Example
```toml frames
[[state]]
script_location = "alembic"
revision = "a1"
status = "applied"

[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"

[[object_changes]]
step = 1
statement_order = 1
change_order = 1
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
object_kind = "table"
schema = "public"
table = "users"
name = "users"
attribute = ""
action = "created"

[[lineage]]
object_kind = "table"
schema = "public"
table = "users"
name = "users"
origin = "chain"
standing = true
in_live = false
made_step = 1
made_by = "a1"
```

## Instead
```toml frames
state = []
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.history.effects import Effect, effects
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed, object_name

SEVERITY = "error"
POPULATION = "revisions"


def check(
    state: pd.DataFrame,
    steps: pd.DataFrame,
    object_changes: pd.DataFrame,
    lineage: pd.DataFrame,
    differences: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit an applied row of ``state`` whose done step among ``steps`` left nothing of its ``object_changes`` live.

    ``lineage`` tells which objects are live, ``differences`` which attributes are as they were before.
    """
    applied = {(row["script_location"], row["revision"]) for row in records(state[state["status"].eq("applied")])}
    done = [row for row in records(steps[steps["status"].eq("done")]) if _place(row) in applied]
    found = effects(object_changes, {row["step"] for row in done}, lineage, differences)
    for row in done:
        own = found.get(row["step"], [])
        if own and not any(effect.live for effect in own):
            yield _hit(row["revision"], own)


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["script_location"], row["revision"]


def _hit(revision: str, own: list[Effect]) -> Hit:
    first = own[0].row
    roots = _roots(own)
    return Hit(
        message=f"Revision {revision} counts as applied, and nothing of what it does is live: {listed(roots)}.",
        cost="`alembic upgrade` never does it, for it takes the revision for done; what builds on it fails.",
        remedy="Find out whether the database was stamped past it or somebody undid it; then do it by a new revision.",
        object_kind="revision",
        object=revision,
        subject="not run",
        wrong="live",
        weight=len(roots),
        revision=revision,
        file=first["file"] or "",
        line=first["line"],
        evidence={"not live": [effect.said for effect in own]},
        explains=tuple(place for effect in own for place in effect.places),
    )


def _roots(own: list[Effect]) -> list[str]:
    """What the revision does, without parts of a table that it makes."""
    tables = {(each.row["schema"], each.row["table"]) for each in own if each.makes and _is_table(each)}
    roots = [each for each in own if _is_table(each) or (each.row["schema"], each.row["table"]) not in tables]
    return list(dict.fromkeys(f"{each.verb} {object_name(each.row)}{each.detail}" for each in roots))


def _is_table(effect: Effect) -> bool:
    return bool(effect.row["object_kind"] == "table")
