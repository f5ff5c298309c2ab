"""What a revision does is never committed.

## What it finds
Revisions that end well in replay while their work does not stay: they commit or roll back the connection that Alembic
gave them, so that what follows, the version row too, belongs to a transaction that nobody commits; or they open a
connection of their own and give it back uncommitted; or `env.py` does not commit at all, as a replay inside of it
(`--run-env`) shows.

## Why it matters
`alembic upgrade` ends without an error, and the database is not what the revision says. SQLAlchemy 1.4 committed such
statements by itself; later versions do not.

## How to fix it
Take the `commit()` or `rollback()` out: Alembic commits when the revision ends. What cannot run in a transaction goes
into `with op.get_context().autocommit_block():`. Work on `op.get_bind()`, not on a connection of the revision's own, or
open that with `engine.begin()`.

## Example
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
stamped = false
file = "alembic/versions/a1.py"
ended_line = 12

[[statements]]
step = 1
statement_order = 1
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 14
command = "ALTER TABLE"
sql = "ALTER TABLE users ADD COLUMN name text"
undone = true
```

## Instead
```toml frames
[[steps]]
step = 1
script_location = "alembic"
revision = "a1"
status = "done"
stamped = true

[[statements]]
step = 1
statement_order = 1
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 14
command = "ALTER TABLE"
sql = "ALTER TABLE users ADD COLUMN name text"
undone = false
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.wording import counted

SEVERITY = "error"
_NOTHING_LOST = ("SELECT", "SHOW", "SET", "EXPLAIN", "LOCK", "FETCH", "LISTEN", "NOTIFY", "PREPARE", "DECLARE")
_PASSING = re.compile(r"\s*(?:create\s+(?:(?:global|local)\s+)?temp|savepoint|release|rollback|discard|declare)", re.I)
_ROLLBACK = re.compile(r"\s*(?:rollback|abort)\s*(?:work|transaction)?\s*;?\s*$", re.I)  # sent as SQL: HIS032 tells
_SHOWN = 5


def check(steps: pd.DataFrame, statements: pd.DataFrame) -> Iterator[Hit]:
    """A hit a step that is done, where its stamp or some of its ``statements`` are undone."""
    for step in records(steps[steps["status"].eq("done")]):
        own = records(statements[statements["step"].eq(step["step"])])
        undone = [row for row in own if _is_lost(row)]
        if step["stamped"] is False:
            with_it = [row for row in undone if not row["own_connection"]]
            yield _ended(step, with_it) if step["ended_line"] else _unended(step, with_it)
        elif undone and not any(_ROLLBACK.match(str(row["sql"])) for row in own):
            yield _given_back(step, undone)


def _is_lost(row: dict[str, Any]) -> bool:
    changes = row["command"] and row["command"] not in _NOTHING_LOST
    return bool(row["undone"] and changes and not _PASSING.match(str(row["sql"])))


def _unended(step: dict[str, Any], undone: list[dict[str, Any]]) -> Hit:
    return Hit(
        message=f"Nobody commits what revision {step['revision']} does: {_lost(undone)} rolled back when env.py gives "
        "the connection back.",
        cost="`alembic upgrade` ends without an error and changes nothing.",
        remedy="Let env.py run its migrations inside of `with context.begin_transaction():`, or commit its connection.",
        cause="env.py does not commit its connection",
        file=step["file"] or "",
        **_common(step, undone),
    )


def _ended(step: dict[str, Any], undone: list[dict[str, Any]]) -> Hit:
    return Hit(
        message=f"Revision {step['revision']} ends the transaction that Alembic began, by calling commit() or "
        f"rollback() on its connection: {_lost(undone)} rolled back.",
        cost="That is when Alembic closes the connection, unless env.py commits it; so are later revisions of the same "
        "run. `alembic upgrade` says nothing of it.",
        remedy=f"Take the call{_at(step['file'], step['ended_line'])} out: Alembic commits when the revision ends. "
        "What must not wait for that goes into `with op.get_context().autocommit_block():`.",
        file=step["file"] or "",
        line=step["ended_line"],
        **_common(step, undone),
    )


def _given_back(step: dict[str, Any], undone: list[dict[str, Any]]) -> Hit:
    first, apart = undone[0], any(row["own_connection"] for row in undone)
    where = "a connection of its own" if apart else "Alembic's connection"
    return Hit(
        message=f"Revision {step['revision']} does on {where} what is never committed: {_counted(undone)}, the first "
        f"`{first['command']}`{_at(first['file'], first['line'])}.",
        cost=f"It is rolled back{' when the connection is given back' if apart else ''}. `alembic upgrade` says "
        "nothing of it, and the version table says that the revision was applied.",
        remedy="Work on `op.get_bind()`, or open the connection with `engine.begin()`, which commits."
        if apart
        else "Take the rollback() behind it out.",
        file=first["file"] or "",
        line=first["line"],
        **_common(step, undone),
    )


def _lost(rows: list[dict[str, Any]]) -> str:
    return f"{_counted(rows)} and its version row are" if rows else "its version row is"


def _common(step: dict[str, Any], undone: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "object_kind": "revision",
        "object": step["revision"],
        "subject": "commit",
        "wrong": "script",
        "revision": step["revision"],
        "evidence": {f"line {row['line']}": row["sql"] for row in undone[:_SHOWN]},
    }


def _counted(rows: list[dict[str, Any]]) -> str:
    return counted(len(rows), "statement")


def _at(file: object, line: object) -> str:
    return f" at {file}:{line}" if file and line else ""
