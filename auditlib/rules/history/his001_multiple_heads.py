"""The history has several heads.

## What it finds
A script location whose graph ends in more than one head. Where a branch label, a base or a version folder of its own,
or a `depends_on` says that the branches are intended, it is a note. Heads of lines that this database never took are
left to HIS029, those that only a missing parent or a circle parts to HIS002 and HIS003.

## Why it matters
`alembic upgrade head` stops with "Multiple head revisions are present": the next deploy does not migrate.

## How to fix it
Merge the heads with `alembic merge -m "merge" HEAD HEAD`, or label the branches if they are meant to live side by side.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```python versions/b.py
revision = "b"
down_revision = "a"
```
```python versions/c.py
revision = "c"
down_revision = "a"
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
```python versions/c.py
revision = "c"
down_revision = "b"
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(state: pd.DataFrame, revisions: pd.DataFrame) -> Iterator[Hit]:
    """A hit for each script location with several heads, from ``state`` and ``revisions``."""
    parted = state["is_head"].fillna(False).astype(bool) & state["intended_head"].notna()
    heads = state[parted & (state["status"] != "not taken")]
    for location, own in heads.groupby("script_location", sort=True):
        if len(own) > 1:
            yield _hit(str(location), own, revisions)


def _hit(location: str, heads: pd.DataFrame, revisions: pd.DataFrame) -> Hit:
    names = list(heads["revision"])
    unintended = list(heads.loc[~heads["intended_head"].fillna(False).astype(bool), "revision"])
    intended = len(unintended) < 2
    here = (revisions["script_location"] == location) & revisions["revision"].isin(unintended or names)
    last = records(revisions[here])[-1]
    said = "which labels, bases or folders of their own say are intended" if intended else "and nothing says why"
    return Hit(
        message=f"The history in {location} has {len(names)} heads, {', '.join(names)}, {said}.",
        cost="`alembic upgrade head` refuses to choose; only `upgrade heads` runs."
        if intended
        else "`alembic upgrade head` stops with an error, so the next deploy does not migrate.",
        remedy="Deploy with `alembic upgrade heads`."
        if intended
        else f'Run `alembic merge -m "merge" {" ".join(unintended)}`, or give the branches labels.',
        object_kind="script location",
        object=location,
        severity="note" if intended else None,
        wrong="" if intended else "script",
        stops="" if intended else "deploy",
        revision=last["revision"],
        file=last["file"],
        line=last["line"],
        evidence={"heads": names, "not_intended": unintended},
    )
