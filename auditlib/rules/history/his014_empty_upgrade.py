"""An upgrade does nothing.

## What it finds
A revision whose `upgrade()` does nothing to the database and that is no merge point. One that carries a branch label
or a `depends_on` marks a place and is left out; a base that does nothing is a place to stamp, and a note. One whose
operations stand only under a test for another dialect, such as SQLite's, is not empty and is left out, too.

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

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"


def check(revisions: pd.DataFrame, steps: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``revisions`` that is written as nothing and, in its step of ``steps``, sent nothing."""
    sent = steps.loc[steps["statements"].fillna(0).gt(0), "revision"]
    marks = revisions["branch_labels"].notna() | revisions["depends_on"].notna()
    empty = (revisions["written_as"] == "nothing") & ~revisions["is_merge_point"].astype(bool) & ~marks
    for row in records(revisions[empty & ~revisions["revision"].isin(sent)]):
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
