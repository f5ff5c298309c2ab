"""An upgrade does nothing.

## What it finds
A revision whose `upgrade()` does nothing to the database and that is no merge point. One that carries a branch label
or a `depends_on` marks a place and is left out; a base that does nothing is a place to stamp, and a note. One whose
operations stand only under a test for another dialect, such as SQLite's, is not empty and is left out, too.

The text is read first. Where it tells of nothing and the replay saw the revision send a statement, the replay is
believed: unless all that it sent only reads (`SELECT`, `SHOW`), or is a question of an inspector's, it is not empty. A
`SELECT` that calls a function of which it is not known that it only reads counts as content. A step that failed or was
ended is left out: what it would have done was not seen.

## Why it matters
Either its content was forgotten, or autogenerate saw no change because the models were not imported.

## How to fix it
Write what was meant, or delete the revision while it is applied nowhere.

## Example
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    op.drop_table("older")
```
```python versions/b.py
revision = "b"
down_revision = "a"
def upgrade():
    pass
```

## Instead
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    op.drop_table("old")
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"


_READS = frozenset({"SELECT", "VARIABLE SHOW", "FETCH", "TRANSACTION"})
_CALL = re.compile(r'(\w+)"?\s*\(')
# What stands before a bracket and is no function, and functions that only read.
_WORDS = (
    "all and any as by distinct except exists filter from in intersect not on or over select some union values where"
)
_FUNCTIONS = (
    "array_agg avg bool_and bool_or cast coalesce count current_database current_schema current_setting date_trunc"
    " extract greatest json_agg jsonb_agg least length lower max md5 min now nullif replace round row_number string_agg"
    " substring sum to_char to_regclass trim upper version"
)
_PURE = frozenset(f"{_WORDS} {_FUNCTIONS}".split())


def check(revisions: pd.DataFrame, statements: pd.DataFrame, steps: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``revisions`` that is written as nothing and, by ``statements``, sent no more than reads.

    None of which the row in ``steps`` failed: nobody saw what it would have done.
    """
    sent = {_place(row) for row in records(statements) if not _only_reads(row)}
    sent |= {_place(row) for row in records(steps[steps["status"] == "failed"])}
    marks = revisions["branch_labels"].notna() | revisions["depends_on"].notna()
    empty = (revisions["written_as"] == "nothing") & ~revisions["is_merge_point"].astype(bool) & ~marks
    for row in (row for row in records(revisions[empty]) if _place(row) not in sent):
        yield Hit(
            message=f"The upgrade of {row['revision']} does nothing to the database, and it merges nothing.",
            cost="Its content may have been forgotten, or autogenerate did not see the models.",
            remedy="Write what was meant, or delete the revision while it is applied nowhere.",
            object_kind="revision",
            object=row["revision"],
            severity="note" if row["is_base"] else None,
            wrong="script",
            revision=row["revision"],
            file=row["file"],
            line=row["upgrade_line"] or row["line"],
            evidence={"message": row["message"]},
        )


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["script_location"], row["revision"]


def _only_reads(row: dict[str, Any]) -> bool:
    """Nobody refused it, and no function that it calls may do more than read."""
    calls = (name.lower() for name in _CALL.findall(row["sql"] or ""))
    return row["command"] in _READS and not row["sqlstate"] and all(name in _PURE for name in calls)
