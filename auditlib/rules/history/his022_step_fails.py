"""A revision fails in replay.

## What it finds
Revisions that raise when the chain is run in a scratch PostgreSQL from its first revision on, with what it assumes in
place: PostgreSQL's own words, the statement, and the line that sends it. A pending revision that fails when it is
rehearsed on the live schema is told by HIS023.

## Why it matters
A pending revision that fails here stops the next deploy unless the live schema differs in just that point. An applied
one cannot be run again: no new environment can be built by the chain.

## How to fix it
Correct a pending revision before it is applied anywhere. For an applied one, correct what it sends so that a new
database can be built; databases that have passed it are not touched by that. Where no refused statement is known and
the application raised for want of what it has when it runs, give it that by the settings `setup` or `environment`.

## Example
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "failed"
message = 'relation "users" does not exist'
file = "alembic/versions/a1.py"
line = 12
statement = "ALTER TABLE users ADD COLUMN name text"
```

## Instead
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.history.lent import failing, lent, names
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed

SEVERITY = "error"
_IN_TRANSACTION = "25001"  # PostgreSQL's code for a statement that runs in no transaction block
_REFUSED = "auditlib: nothing connects"  # the words of the guards in probes


def check(
    steps: pd.DataFrame,
    state: pd.DataFrame,
    revisions: pd.DataFrame,
    rehearsal: pd.DataFrame,
    *,
    connection_tries: pd.DataFrame,
    assumed: pd.DataFrame,
    assumed_objects: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit a failed row of ``steps``, with its status in ``state``; the file of ``revisions`` where it has none.

    One that fails in ``rehearsal`` is told there; one that runs there stops no deploy. One that failed for a connection
    of its own, as ``connection_tries`` tell, folds under the finding on that. What ``assumed`` and ``assumed_objects``
    say was lent for want of it is named.
    """
    rehearsed = {(row["script_location"], row["revision"]): row["status"] for row in records(rehearsal)}
    pending = {(row["script_location"], row["revision"]): row["pending_order"] for row in records(state)}
    files = {(row["script_location"], row["revision"]): row["file"] for row in records(revisions)}
    waiting = sum(order is not None for order in pending.values())
    connecting = set(connection_tries.loc[connection_tries["by"].eq("revision"), "revision"])
    loans = lent(assumed, assumed_objects)
    for row in failing(steps, rehearsal):
        place = (row["script_location"], row["revision"])
        if rehearsed.get(place) == "done":
            pending.pop(place, None)
        hit = _hit(row, row["file"] or files.get(place) or "", pending.get(place), waiting)
        hit = replace(hit, cost=hit.cost + _lent([each for each in loans if each["failed_maker"] == row["revision"]]))
        refused = row["revision"] in connecting and _REFUSED in (row["message"] or "")
        yield replace(hit, root=identity("connection", "", "", row["revision"])) if refused else hit


def _hit(row: dict[str, Any], file: str, order: int | None, waiting: int) -> Hit:
    which = "Pending revision" if order else "Revision"
    return Hit(
        message=f"{which} {row['revision']} fails when the chain is replayed: “{row['message']}”.",
        cost=_stopping(waiting - order) if order else "No new environment can be built by the chain.",
        remedy=_remedy(row, f"{file}:{row['line']}" if row["line"] else file or "the revision", bool(order)),
        object_kind="revision",
        object=row["revision"],
        subject="replay",
        wrong="script",
        stops="deploy" if order else "",
        weight=waiting - order if order else 0,
        revision=row["revision"],
        file=file,
        line=row["line"],
        evidence={"message": row["message"], "sqlstate": row["sqlstate"], "statement": row["statement"]},
    )


def _remedy(row: dict[str, Any], place: str, pending: bool) -> str:
    if not row["sqlstate"] and not row["statement"]:  # a refusal that the revision passed over may stand behind it
        return (
            f"No refused statement is known: see what {place} calls. Where the application lacks what it has when "
            "it runs, give it that by the settings `setup` or `environment`; otherwise correct the revision."
        )
    if row["sqlstate"] == _IN_TRANSACTION:
        return (
            f"Send the statement at {place} inside of op.get_context().autocommit_block(). Where the application hands "
            "over a connection in AUTOCOMMIT, let the `setup` hook return its engine as `connection`; set `run_env`."
        )
    until = " before the revision is applied anywhere." if pending else ", so that a new database can be built."
    return f"Correct the statement at {place}{until}"


def _lent(loans: list[dict[str, Any]]) -> str:
    return f" Lent from the live schema for what follows: {listed(names(loans))}." if loans else ""


def _stopping(behind: int) -> str:
    if not behind:
        return "`alembic upgrade` stops here."
    waits = "revision behind it waits" if behind == 1 else "revisions behind it wait"
    return f"`alembic upgrade` stops here, and {behind} {waits}."
