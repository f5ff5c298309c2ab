"""A revision, env.py or model connects by itself.

## What it finds
Code that tried to connect to a server of its own choice when it was run: a driver called with an address of its own, a
program such as `psql`, and what a statement makes the server do, such as `dblink`, `COPY … PROGRAM` or a subscription.
Every try was refused; nothing was reached.

## Why it matters
Alembic hands a revision the connection to the database that is upgraded. One opened beside it may lead to another
database, holds a transaction of its own that no rollback undoes, and waits for the locks of the first. A model module
that connects when it is imported cannot be imported where there is no database: an error; one that bears with the
refusal is a warning.

## How to fix it
Use `op.get_bind()` in a revision and the engine that `env.py` configures; connect in models on first use.

## Example
```toml frames
[[connection_tries]]
witness = "replay"
try = 1
by = "revision"
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 14
driver = "psycopg2"
address = "db.example:5432/shop"
stopped_by = "guard"
```

## Instead
```toml frames
connection_tries = []
model_problems = []
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.connecting import not_imported
from auditlib.rules.hit import Hit

SEVERITY = "error"
_SHOWN = 3
_COST = {
    "module": "It bears with the refusal; where the server answers, every command that imports it connects too.",
    "setup hook": "The audit went on without what it was to prepare.",
}
_STEPS = {
    "revision": "Use the connection that Alembic hands over: op.get_bind().",
    "env.py": "Connect with the engine that env.py hands to context.configure, and with no other.",
    "module": "Connect on first use, not when the module is imported.",
    "setup hook": "Let the hook prepare the application without a database.",
}
_NOT_IMPORTED = (
    "It cannot be imported without that server: what it declares is not in this audit, and Alembic's commands fail."
)
_ELSEWHERE = (
    "What it does there is in no transaction of Alembic's: no rollback undoes it, and it may be another database."
)


def check(connection_tries: pd.DataFrame, model_problems: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision, env.py, module or hook in ``connection_tries``, with every try that it made.

    A module or hook that bore with it is a warning; one that ``model_problems`` tell as stopped by it an error.
    """
    stopped = not_imported(model_problems)
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in records(connection_tries):
        found.setdefault((row["by"], _who(row)), []).append(row)
    for (by, who), rows in found.items():
        row = rows[0]
        tries = list(dict.fromkeys(_words(each) for each in rows))
        more = f", and {len(tries) - _SHOWN} more" if len(tries) > _SHOWN else ""
        yield Hit(
            message=f"{_named(by, who)} tries to connect by itself: {'; '.join(tries[:_SHOWN])}{more}. It was refused.",
            cost=_NOT_IMPORTED if by == "module" and who in stopped else _COST.get(by, _ELSEWHERE),
            remedy=_STEPS[by],
            object_kind="connection",
            object=who,
            subject=by,
            severity=None if by in ("revision", "env.py") or who in stopped else "warning",
            wrong="script" if by in ("revision", "env.py") else "model",
            stops="model" if by == "module" and who in stopped else "",
            revision=row["revision"] or "",
            file=row["file"] or "",
            line=row["line"],
            evidence={"tries": tries, "stopped by": sorted({each["stopped_by"] for each in rows})},
        )


def _who(row: dict[str, Any]) -> str:
    return str(row["revision"] or row["module"] or row["script_location"] or row["file"] or "the application")


def _named(by: str, who: str) -> str:
    return {"revision": f"Revision {who}", "env.py": f"env.py of {who}", "module": f"Module {who}"}.get(
        by, f"Hook {who}"
    )


def _words(row: dict[str, Any]) -> str:
    place = f" at {row['file']}:{row['line']}" if row["file"] and row["line"] else ""
    return f"{row['driver']}{' to ' + row['address'] if row['address'] else ''}{place}"
