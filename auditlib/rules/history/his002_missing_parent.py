"""A revision names a parent that has no file.

## What it finds
`down_revision` or `depends_on` with an id (or label) that no version file has.

## Why it matters
Alembic cannot build its map: every command stops with a KeyError, upgrades included.

## How to fix it
Bring the missing file back from version control, or point the revision at the parent that took its place.

## Example
```python versions/b.py
revision = "b"
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
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(revision_edges: pd.DataFrame, revisions: pd.DataFrame, version_files: pd.DataFrame) -> Iterator[Hit]:
    """A hit an edge of ``revision_edges`` whose parent no file has; ``version_files`` tells an unreadable one."""
    places = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    unreadable = version_files[version_files["status"] == "unreadable"]
    for edge in records(revision_edges[~revision_edges["parent_exists"].astype(bool)]):
        revision, parent = edge["revision"], edge["parent"]
        place = places[edge["script_location"], revision]
        suspect = unreadable[(unreadable["revision"] == parent) | _named_after(unreadable, parent)]
        names = list(suspect["file"])
        yield Hit(
            message=f"Revision {revision} names {parent} as its {edge['edge']}, and no version file has that id"
            + (f"; {names[0]} may hold it but cannot be read." if names else "."),
            cost="Alembic cannot build its map of revisions: every command stops, upgrades included.",
            remedy=f"Mend {names[0]}." if names else f"Bring the file of {parent} back, or correct {edge['edge']}.",
            object_kind="revision",
            object=revision,
            subject=f"{edge['edge']} {parent}",
            wrong="script",
            stops="deploy",
            revision=revision,
            file=place["file"],
            line=place["line"],
            evidence={"parent": parent, "edge": edge["edge"], "unreadable": names},
        )


def _named_after(files: pd.DataFrame, parent: str) -> pd.Series:
    stems = files["file"].str.split("/").str[-1]
    return stems.str.startswith(f"{parent}_") | (stems == f"{parent}.py")
