'''A docstring contradicts the revision's variables.

## What it finds
`Revision ID` or `Revises` in a docstring that differ from `revision` and `down_revision`, and a `Create Date` whose
day differs from the date in the id or the file's name.

## Why it matters
Whoever reads the header, or searches for the id in it, is led to another revision.

## How to fix it
Correct the docstring; the variables are what Alembic uses.

## Example
```python versions/a.py
"""First

Revision ID: b
Revises:
"""
revision = "a"
down_revision = None
```

## Instead
```python versions/a.py
"""First

Revision ID: a
Revises:
"""
revision = "a"
down_revision = None
```
'''

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"
POPULATION = "revisions"
_NOTHING = {"", "none", "<base>", "base", "null", "-", "()", "nothing"}


def check(revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``revisions`` with the header fields that differ."""
    for row in records(revisions):
        said = [*_id(row), *_parents(row), *_date(row)]
        if said:
            yield Hit(
                message=f"The docstring of {row['revision']} contradicts its code: {'; '.join(said)}.",
                cost="Whoever reads the header is led to another revision; Alembic uses the variables.",
                remedy="Correct the docstring.",
                object_kind="revision",
                object=row["revision"],
                wrong="script",
                revision=row["revision"],
                file=row["file"],
                line=1,
                evidence={"contradictions": said, "line_of_revision": row["line"]},
            )


def _id(row: dict[str, Any]) -> Iterator[str]:
    said = row["doc_revision"]
    if said and said != row["revision"]:
        yield f"Revision ID says {said}, `revision` is {row['revision']}"


def _parents(row: dict[str, Any]) -> Iterator[str]:
    if row["doc_revises"] is None:
        return
    said = _named(row["doc_revises"])
    meant = set(filter(None, (row["down_revisions"] or "").split(", ")))
    if said != meant:
        header, code = ", ".join(sorted(said)) or "nothing", ", ".join(sorted(meant)) or "None"
        yield f"Revises says {header}, `down_revision` is {code}"


def _named(text: str) -> set[str]:
    names = {each.strip("'\"`()[]") for each in re.split(r"[,\s]+", text)}
    return {name for name in names if name.casefold() not in _NOTHING}


def _date(row: dict[str, Any]) -> Iterator[str]:
    if row["created_at"] is None:
        return
    for where, date in (("id", row["id_date"]), ("file name", row["file_date"])):
        if date and _days_apart(row["created_at"], date) > 1:  # one day: time zones
            yield f"Create Date is {row['created_at']:%Y-%m-%d}, the {where} says {date}"
            return


def _days_apart(moment: pd.Timestamp, date: str) -> int:
    return abs((moment.tz_localize(None).normalize() - pd.Timestamp(date)).days)
