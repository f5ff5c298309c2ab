"""Names of revisions follow several patterns.

## What it finds
Ids, or names of version files, of more than one pattern in one script location, with the count of each; and ids that
differ from their file's name where most do not.

## Why it matters
Files do not sort in the order they run, and a reader cannot guess the id from the file.

## How to fix it
Set `file_template` in alembic.ini and let Alembic make the ids. Names that were applied somewhere stay as they are.

## Example
```python versions/20250101_add_users.py
revision = "add_users_20250101"
down_revision = None
```
```python versions/20250102_add_posts.py
revision = "20250102_add_posts"
down_revision = "add_users_20250101"
```

## Instead
```python versions/20250101_add_users.py
revision = "20250101_add_users"
down_revision = None
```
```python versions/20250102_add_posts.py
revision = "20250102_add_posts"
down_revision = "20250101_add_users"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.wording import agreed, counted

SEVERITY = "note"


def check(revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a script location and kind of name in ``revisions`` that has several patterns."""
    for location, own in revisions.groupby("script_location", sort=True):
        for column, what in (("id_pattern", "revision ids"), ("file_pattern", "file names")):
            counts = own[column].value_counts()
            if len(counts) > 1:
                yield _hit(str(location), own, column, what)


def _hit(location: str, own: pd.DataFrame, column: str, what: str) -> Hit:
    counts = {str(name): int(count) for name, count in sorted(own[column].value_counts().items(), key=_most_first)}
    usual = next(iter(counts))
    others = own[own[column] != usual]
    first = records(others)[0]
    said = ", ".join(f"{name} {counted(count, 'time')}" for name, count in counts.items())
    differing = [row["revision"] for row in records(own) if not _same(row)]
    differ = agreed(len(differing), "differs", "differ")
    also = (
        f" {len(differing)} of {counted(len(own), 'id')} {differ} from the file's name."
        if column == "id_pattern" and differing
        else ""
    )
    return Hit(
        message=f"The {what} of {location} follow {len(counts)} patterns: {said}.{also}",
        cost="Files do not sort in the order they run, and an id cannot be guessed from its file.",
        remedy="Set file_template in alembic.ini for new revisions; applied ones keep their names.",
        object_kind="script location",
        object=location,
        subject=what,
        wrong="script",
        file=first["file"],
        line=first["line"] if column == "id_pattern" else None,
        evidence={"patterns": counts, "breaking": list(others["revision"]), "differ_from_file": differing},
    )


def _most_first(item: tuple[object, int]) -> tuple[int, str]:
    return -item[1], str(item[0])


def _same(row: dict[str, Any]) -> bool:
    """The file is named after the id; an id without words may stand among the words of the file's name."""
    stem = row["file"].rpartition("/")[2].rpartition(".")[0]
    wordless = "name" not in row["id_pattern"]
    return row["revision"] == stem or (wordless and f"_{row['revision']}_" in f"_{stem}_")
