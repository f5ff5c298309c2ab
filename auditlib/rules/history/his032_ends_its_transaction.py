"""A revision ends the transaction that it runs in.

## What it finds
Revisions that send COMMIT, ROLLBACK or their like themselves, as the replay saw them.

## Why it matters
The transaction is Alembic's: what was done before the COMMIT stays when the revision fails behind it, while the version
table still names the revision before, and running it again then fails on what stands already. With ROLLBACK, what came
before it is gone, and the revision counts as applied.

## How to fix it
Put what cannot run in a transaction into `with op.get_context().autocommit_block():`, or into a revision of its own.

## Example
```toml frames
[[statements]]
step = 1
statement_order = 2
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
command = "COMMIT"
sql = "COMMIT"
```

## Instead
```toml frames
[[statements]]
step = 1
statement_order = 2
script_location = "alembic"
revision = "a1"
file = "alembic/versions/a1.py"
line = 12
command = "CREATE INDEX"
sql = "CREATE INDEX CONCURRENTLY ix ON users (name)"
in_transaction = false
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"
_ENDS = re.compile(
    r"\s*(?P<word>commit|end|rollback|abort)\s*(?:work|transaction)?\s*(?:and\s+(?:no\s+)?chain)?\s*;?\s*$", re.I
)
_KEEPS = ("commit", "end")


def check(statements: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision in ``statements``, at the first statement with which it ends its transaction."""
    seen = set()
    for row in records(statements[statements["sql"].notna()]):
        found, place = _ENDS.match(row["sql"]), (row["script_location"], row["revision"])
        if found is None or place in seen:
            continue
        seen.add(place)
        word = found["word"].upper()
        yield Hit(
            message=f"Revision {row['revision']} ends its transaction itself: `{word}`.",
            cost="What was done before it stays when a later statement fails, while the version table says that the "
            "revision was not run."
            if word.lower() in _KEEPS
            else "What was done before it is gone, and the revision counts as applied.",
            remedy="Use `with op.get_context().autocommit_block():` for what cannot run in a transaction, or a "
            "revision of its own.",
            object_kind="revision",
            object=row["revision"],
            subject="transaction",
            wrong="script",
            revision=row["revision"],
            file=row["file"] or "",
            line=row["line"],
            evidence={"statement": row["sql"]},
        )
