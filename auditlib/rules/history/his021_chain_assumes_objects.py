"""The chain needs objects that it does not create.

## What it finds
Tables, columns and other objects that a revision uses and no revision before it makes: the application's `create_all`
made them, or an older release did. Replay runs the chain from empty, takes from the live schema what PostgreSQL says
is missing, and proves the list by one clean pass. What a revision would have made that failed before is told with its
failure by HIS022. Where that revision did not run, or fails on the live schema as well (HIS023), it is listed here,
with the revision; where nothing else is, as a note.

## Why it matters
The chain alone cannot build the database: not for a new developer, not in CI, not after a disaster.

## How to fix it
Put a first revision before all others that creates the objects listed, guarded or stamped where they stand already.

## Example
```toml frames
[[assumed]]
schema = "public"
table = "users"
column = ""
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
message = 'relation "users" does not exist'
```

## Instead
```toml frames
assumed = []
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.history.lent import failing, lent, name, names
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "error"
_UNMADE = "The chain alone cannot build the database: not for a new developer, not in CI, not after a disaster."
_BASELINE = "Put a first revision before all others that creates them, and stamp the databases that have them."


def check(
    assumed: pd.DataFrame, assumed_objects: pd.DataFrame, steps: pd.DataFrame, rehearsal: pd.DataFrame
) -> Iterator[Hit]:
    """One hit for all of ``assumed`` and ``assumed_objects``, at the first of ``steps`` that needs one of them.

    What a failed revision would have made is told with its failure, unless ``rehearsal`` tells that.
    """
    told = {row["revision"] for row in failing(steps, rehearsal)}
    rows = [row for row in lent(assumed, assumed_objects) if row["failed_maker"] not in told]
    unmade = [row for row in rows if not row["failed_maker"]]
    unrun = [row for row in rows if row["failed_maker"]]
    if not rows:
        return
    order = {row["revision"]: row["step"] for row in records(steps)}
    first = min(unmade or unrun, key=lambda row: order.get(row["revision"], 0))
    yield Hit(
        message=_message(first, unmade, unrun),
        cost=_UNMADE if unmade else "What follows was replayed on what live has, not on what the chain makes.",
        remedy=_BASELINE if unmade else _unrun(unrun),
        severity=None if unmade else "note",
        object_kind="chain",
        object="chain",
        wrong="chain",
        weight=len(names(rows)),
        revision=first["revision"],
        file=first["file"],
        line=first["line"],
        evidence={"assumed": [_place(row) for row in rows]},
    )


def _message(first: dict[str, Any], unmade: list[dict[str, Any]], unrun: list[dict[str, Any]]) -> str:
    fails = f"from empty, {first['revision']} fails with “{first['message']}”."
    if not unmade:
        return f"The chain needs {_by_maker(unrun)}: {fails}"
    lacking = names(unmade)
    said = f"The chain needs {listed(lacking)} and never creates {_them(lacking)}: {fails}"
    return f"{said} It needs {_by_maker(unrun, ', too')}." if unrun else said


def _by_maker(rows: list[dict[str, Any]], more: str = "") -> str:
    by_maker: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_maker.setdefault(row["failed_maker"], []).append(row)
    told = [(maker, names(own)) for maker, own in by_maker.items()]
    return listed(
        [f"{listed(own)}{more} ({maker} would make {_them(own)} and did not run to its end)" for maker, own in told]
    )


def _unrun(rows: list[dict[str, Any]]) -> str:
    makers = listed(list(dict.fromkeys(row["failed_maker"] for row in rows)))
    return f"See in the coverage line and the other findings why {makers} did not run to the end."


def _them(those: list[str]) -> str:
    return "it" if len(those) == 1 else "them"


def _place(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "object": name(row),
        "revision": row["revision"],
        "place": f"{row['file']}:{row['line']}" if row["line"] else row["file"],
        "message": row["message"],
        **({"failed_maker": row["failed_maker"]} if row["failed_maker"] else {}),
    }
