"""A revision cannot be taken back.

## What it finds
`downgrade()` absent, empty, or raising, where the upgrade does something.

## Why it matters
A deploy that goes wrong cannot be undone by `alembic downgrade`. An empty downgrade is worse than none: the version
row moves back, and the schema does not.

## How to fix it
Write the inverse; where there is none, raise with a sentence that says why.

## Example
```python versions/a.py
from alembic import op
revision = "a"
down_revision = None
def upgrade():
    op.drop_table("old")
def downgrade():
    pass
```

## Instead
```python versions/a.py
from alembic import op
import sqlalchemy as sa
revision = "a"
down_revision = None
def upgrade():
    op.add_column("users", sa.Column("name", sa.Text()))
def downgrade():
    op.drop_column("users", "name")
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"
POPULATION = "revisions"
_SAID = {
    "absent": ("has no downgrade()", "`alembic downgrade` stops there with an error."),
    "empty": ("has a downgrade() that does nothing", "A downgrade moves the version row back and leaves the schema."),
    "raises": ("has a downgrade() that only raises", "`alembic downgrade` stops there, as its author decided."),
}


def check(revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a revision of ``revisions`` that does something and has no working downgrade."""
    doing = revisions[(revisions["written_as"] != "nothing") & (revisions["downgrade_kind"] != "written")]
    for row in records(doing):
        said, cost = _SAID[row["downgrade_kind"]]
        yield Hit(
            message=f"Revision {row['revision']} {said}.",
            cost=cost,
            remedy="Write the inverse of the upgrade, or raise with a sentence that says why there is none.",
            object_kind="revision",
            object=row["revision"],
            severity="note" if row["downgrade_kind"] == "raises" else None,
            wrong="script",
            revision=row["revision"],
            file=row["file"],
            line=row["downgrade_line"] or row["line"],
            evidence={"downgrade": row["downgrade_kind"]},
            cause=f"each of {row['script_location']} {said}",
        )
