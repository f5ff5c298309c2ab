"""The database stands below a head.

## What it finds
Revisions that are not applied, for each script location in the order Alembic would run them.

## Why it matters
Code that was deployed with these revisions meets a schema without them.

## How to fix it
Run `alembic upgrade heads` when the pending revisions are known to apply; look first at the other findings on them.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```python versions/b.py
revision = "b"
down_revision = "a"
```
```text version rows
a
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
```
```python versions/b.py
revision = "b"
down_revision = "a"
```
```text version rows
b
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "warning"


def check(state: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit a script location of ``state`` with pending revisions, at the first one's file in ``revisions``."""
    pending = state[state["status"] == "pending"].sort_values(["script_location", "pending_order"], kind="stable")
    places = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    for location, own in pending.groupby("script_location", sort=True):
        names = list(own["revision"])
        of_location = state[state["script_location"] == location]
        stands = list(of_location.loc[of_location["is_position"].fillna(False).astype(bool), "revision"])
        heads = list(of_location.loc[of_location["is_head"].fillna(False).astype(bool), "revision"])
        place = places[str(location), names[0]]
        several = f"{len(names)} revisions are pending in {location}, in this order"
        pending_ = several if len(names) > 1 else f"One revision is pending in {location}"
        yield Hit(
            message=f"{pending_}: {', '.join(names)}. "
            f"The database stands at {', '.join(stands) or 'no revision'}; the head is {', '.join(heads)}.",
            cost="Code that relies on these revisions meets a schema without them.",
            remedy="Run `alembic upgrade heads` once the other findings on these revisions are settled.",
            object_kind="script location",
            object=str(location),
            wrong="live",
            weight=len(names),
            revision=names[0],
            file=place["file"],
            line=place["line"],
            evidence={"pending": names, "position": stands, "heads": heads},
        )
