"""A pending revision fails on the live schema.

## What it finds
Pending revisions that raise when they are rehearsed: the live schema is made again in a scratch PostgreSQL, stamped as
live is, and the revisions run on it in the project's own transactions, with nothing lent to them. One whose id alone is
refused is told by HIS006.

## Why it matters
`alembic upgrade` stops there on this very database, whatever a replay of the chain from its beginning gives.

## How to fix it
Correct the statement before the revision is applied anywhere. Where something stands already that the revision makes,
find out who made it first: another revision, which the lineage names, or a hand. What was changed by hand belongs into
a revision, or away.

## Example
```toml frames
[[rehearsal]]
step = 2
script_location = "alembic"
revision = "a2"
status = "failed"
message = 'column "name" of relation "users" already exists'
sqlstate = "42701"
file = "alembic/versions/a2.py"
line = 12
statement = "ALTER TABLE users ADD COLUMN name text"
reached = true
one_transaction = false
```

## Instead
```toml frames
[[rehearsal]]
step = 2
script_location = "alembic"
revision = "a2"
status = "done"
reached = true
one_transaction = false
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.history.standing import stands, who_made_it
from auditlib.rules.hit import Hit
from auditlib.wording import counted

SEVERITY = "error"
_TOO_LONG = "22001"


def check(rehearsal: pd.DataFrame, revisions: pd.DataFrame, lineage: pd.DataFrame) -> Iterator[Hit]:
    """A hit a failed row of ``rehearsal``; ``revisions`` has its file, ``lineage`` who made what stands already."""
    failed = rehearsal[rehearsal["status"].eq("failed")]
    if failed.empty:
        return
    files = {(row["script_location"], row["revision"]): row["file"] for row in records(revisions)}
    for row in records(failed):
        if row["sqlstate"] == _TOO_LONG and row["message"] == row["stamp_message"]:
            continue
        own = rehearsal["script_location"].eq(row["script_location"])
        behind = int((own & rehearsal["step"].gt(row["step"])).sum())
        file = row["file"] or files.get((row["script_location"], row["revision"])) or ""
        yield _hit(row, file, behind, who_made_it(row, lineage) if stands(row) else "")


def _hit(row: dict[str, Any], file: str, behind: int, stands_already: str) -> Hit:
    correct = f"correct the statement at {file}:{row['line']} before the revision is applied anywhere."
    return Hit(
        message=f"Pending revision {row['revision']} fails on the live schema: “{row['message']}”.",
        cost=_cost(row, behind),
        remedy=f"{stands_already}; then {correct}" if stands_already else f"{correct[0].upper()}{correct[1:]}",
        object_kind="revision",
        object=row["revision"],
        subject="rehearsal",
        wrong="script",
        stops="deploy",
        weight=behind,
        revision=row["revision"],
        file=file,
        line=row["line"],
        evidence={
            "message": row["message"],
            "sqlstate": row["sqlstate"],
            "statement": row["statement"],
            "reached": row["reached"],
            "refused_id": row["stamp_message"],
        },
    )


def _cost(row: dict[str, Any], behind: int) -> str:
    if not row["reached"]:
        return "Once the revisions before it are corrected, `alembic upgrade` stops here."
    waits = counted(behind, "revision behind it waits", "revisions behind it wait")
    said = f"`alembic upgrade` stops here{f', and {waits}' if behind else ''}."
    return f"{said} All of them run in one transaction: nothing of it stays." if row["one_transaction"] else said
