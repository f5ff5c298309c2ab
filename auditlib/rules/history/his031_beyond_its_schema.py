"""A revision acts beyond the schema: on roles, other sessions, or the server.

## What it finds
Statements, run or refused in replay, that take another role or session authorization, give a role the rights of a
superuser, end or cancel other sessions, drop or hand over all that a role owns, or change the server's own settings,
databases and tablespaces.

## Why it matters
What it does there is no schema: it needs rights that the migrating role should not have, reaches databases and sessions
that no downgrade sets right, and under another role every object behind it gets another owner.

## How to fix it
Do it where roles and servers are kept, before the upgrade; name the owner of an object by `ALTER … OWNER TO`.

## Example
```toml frames
[[statements]]
step = 1
statement_order = 1
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
command = "SET"
sql = "SET ROLE app_owner"
```

## Instead
```toml frames
[[statements]]
step = 1
statement_order = 1
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
command = "ALTER TABLE"
sql = "ALTER TABLE users OWNER TO app_owner"
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"
_SHOWN = 120


class _Act(NamedTuple):
    """What a statement does beyond the schema, the words that say it, what it costs."""

    does: str
    words: re.Pattern[str]
    cost: str
    remedy: str


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.I | re.S)


_ACTS = (
    _Act(
        "takes another role",
        _words(
            r"\s*set\s+(?:session\s+|local\s+)?(?:role|session\s+authorization)\b(?!\s*(?:to|=)?\s*(?:none|default)\b)"
        ),
        "All that is made from here on is that role's; where the migrating role may not take it, the upgrade stops.",
        "Name the owner where it matters: `ALTER … OWNER TO`.",
    ),
    _Act(
        "changes the rights of a role",
        _words(r"\s*(?:alter|create)\s+(?:role|user)\b.*\b(?:superuser|createrole|createdb|bypassrls|replication)\b"),
        "Roles are shared by every database of the server, and only a role with more rights may do it.",
        "Give rights to roles where servers are kept, before the upgrade.",
    ),
    _Act(
        "acts on other sessions",
        _words(r".*\bpg_(?:terminate|cancel)_backend\s*\("),
        "Whoever is connected loses what they were doing, in whatever database.",
        "Set a lock_timeout and try again instead, or end sessions by hand.",
    ),
    _Act(
        "drops or hands over all that a role owns",
        _words(r"\s*(?:drop|reassign)\s+owned\b"),
        "What is lost is not named by any revision, and no downgrade brings it back.",
        "Name what is dropped.",
    ),
    _Act(
        "changes the server",
        _words(
            r"\s*(?:alter\s+system|(?:create|drop)\s+(?:database|tablespace))\b"
            r"|.*\bpg_(?:reload_conf|rotate_logfile|promote)\s*\("
        ),
        "Every database of the server is concerned, and nothing of it is in the transaction of the upgrade.",
        "Do it where servers are kept, before the upgrade.",
    ),
)


def check(statements: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision and kind of act in ``statements``, at its first statement of that kind."""
    seen = set()
    for row in records(statements[statements["sql"].notna()]):
        for act in _ACTS:
            key = (row["script_location"], row["revision"], act.does)
            if act.words.match(row["sql"]) and key not in seen:
                seen.add(key)
                yield _hit(row, act)


def _hit(row: dict[str, Any], act: _Act) -> Hit:
    text = " ".join(row["sql"].split())
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    refused = f" The scratch server refused it: “{row['message']}”." if row["sqlstate"] else ""
    return Hit(
        message=f"Revision {row['revision']} {act.does}: `{shown}`.{refused}",
        cost=act.cost,
        remedy=act.remedy,
        object_kind="revision",
        object=row["revision"],
        subject=act.does,
        wrong="script",
        revision=row["revision"],
        file=row["file"] or "",
        line=row["line"],
        evidence={"statement": row["sql"], "message": row["message"], "sqlstate": row["sqlstate"]},
    )
