'''A comment gives a column another type than the SQL under it.

## What it finds
A comment, docstring or SQL comment that says a column is of a type (`user_id is UUID`, `amount: NUMERIC`), while the
statement under it, or else the same revision, makes that column with another one.

## Why it matters
Whoever writes the model from the comment writes the wrong type, and foreign keys to it fail.

## How to fix it
Correct the comment; where it says what is wished for, say so in words that no one takes for the present.

## Example
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    # NOTE: user_id is UUID but references user.id (INTEGER)
    op.execute("""
        CREATE TABLE profiles (
            id UUID PRIMARY KEY,
            user_id INTEGER NOT NULL
        )
    """)
```

## Instead
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    # user_id is INTEGER, as user.id is INTEGER
    op.execute("""
        CREATE TABLE profiles (
            id UUID PRIMARY KEY,
            user_id INTEGER NOT NULL
        )
    """)
```
'''

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.history.claims import Claim, family, type_claims
from auditlib.rules.hit import Hit

SEVERITY = "warning"


def check(notes: pd.DataFrame, operations: pd.DataFrame) -> Iterator[Hit]:
    """A hit a claim in ``notes`` that the columns in ``operations`` of that revision contradict."""
    made = operations[
        (operations["direction"] == "upgrade")
        & (operations["object_kind"] == "column")
        & operations["action"].isin(["create", "alter"])
        & operations["detail"].notna()
    ]
    columns: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in records(made):
        columns.setdefault((row["script_location"], row["revision"]), []).append(row)
    for note in records(notes):
        nearby = columns.get((note["script_location"], note["revision"]), [])
        for claim in type_claims(note["text"]) if nearby else ():
            spoken_of = _spoken_of(claim, note, nearby)
            if spoken_of and all(_contradicts(claim, row) for row in spoken_of):
                yield _hit(claim, note, spoken_of)


def _spoken_of(claim: Claim, note: dict[str, Any], columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns of that name: of the table it names, else in the statement under the note, else anywhere."""
    named = [row for row in columns if (row["name"] or "").casefold() == claim.column]
    if claim.table:
        return [row for row in named if claim.table == (row["table"] or "").casefold()]
    under = note["statement_line"]
    if under is None or note["note_kind"] == "docstring":
        return named
    below = [row for row in named if row["line"] is not None and row["line"] >= under]
    nearest = min(below, key=lambda row: row["line"], default=None)
    return [row for row in below if row["table"] == nearest["table"]] if nearest else []


def _contradicts(claim: Claim, row: dict[str, Any]) -> bool:
    given = family(row["detail"])
    return given is not None and given != family(claim.type)


def _hit(claim: Claim, note: dict[str, Any], rows: list[dict[str, Any]]) -> Hit:
    row = rows[0]
    column = ".".join(filter(None, (row["table"], row["name"])))
    return Hit(
        message=f"A {note['note_kind']} in {note['revision']}, line {note['line'] + claim.line}, says {claim.column} "
        f"is {claim.type}; the {row['written_as']} at line {row['line']} gives {column} the type {row['detail']}.",
        cost="A model written from the comment has the wrong type, and foreign keys to it fail.",
        remedy="Correct the comment, or say plainly that it is a plan.",
        object_kind="column",
        schema=row["schema"] or "",
        table=row["table"] or "",
        object=column,
        subject=f"{note['revision']} {claim.type}",
        wrong="script",
        revision=note["revision"],
        file=note["file"],
        line=note["line"] + claim.line,
        evidence={
            "note": note["text"],
            "note_line": note["line"] + claim.line,
            "says": claim.type,
            "sql_line": row["line"],
            "gives": row["detail"],
        },
    )
