"""A revision id is longer than the version table can hold.

## What it finds
Ids longer than the actual `version_num` column; where there is no version table yet, than the VARCHAR(32) that
Alembic will make.

## Why it matters
The step runs and then fails when its id is written: "value too long for type character varying(32)". It rolls back,
and every revision behind it waits for ever.

## How to fix it
Shorten the id (and the `down_revision` that names it) before it is applied anywhere, or widen the column:
`alter table alembic_version alter column version_num type varchar(128)`.

## Example
```python versions/a.py
revision = "an_identifier_of_thirty_three_chars"
down_revision = None
```

## Instead
```python versions/a.py
revision = "short_enough"
down_revision = None
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit
from auditlib.wording import agreed, counted

SEVERITY = "error"


def check(
    state: pd.DataFrame, revisions: pd.DataFrame, revision_edges: pd.DataFrame, version_tables: pd.DataFrame
) -> Iterator[Hit]:
    """A hit a revision of ``state`` that does not fit its version table, the first that cannot be applied by name.

    ``revision_edges`` tells in which other files the id stands.
    """
    places = {(row["script_location"], row["revision"]): row for row in records(revisions)}
    for location, own in state.groupby("script_location", sort=True):
        long = own[~own["fits"].fillna(True).astype(bool)].sort_values("pending_order", kind="stable")
        capacity = _capacity(version_tables, str(location))
        for number, row in enumerate(records(long)):
            behind = int(own["pending_order"].gt(row["pending_order"] or len(own)).sum())
            place = places[str(location), row["revision"]]
            naming = revision_edges[
                revision_edges["script_location"].eq(location) & revision_edges["parent"].eq(row["revision"])
            ]
            files = [places[str(location), name]["file"] for name in sorted({*naming["revision"]})]
            hit = _hit(row, place, capacity, behind=behind, first=number == 0)
            yield replace(hit, remedy=_remedy(capacity, files), evidence={**hit.evidence, "named_in": files})


def _capacity(version_tables: pd.DataFrame, location: str) -> int:
    claimed = _claimed(version_tables, location)
    sizes = claimed["id_capacity"].dropna()
    return int(sizes.iloc[0]) if len(sizes) else 32


def _remedy(capacity: int, named_in: list[str]) -> str:
    names = f", also in {', '.join(named_in)}, {agreed(len(named_in), 'which builds', 'which build')} on it"
    shorten = f"Shorten the id to {counted(capacity, 'character')}{names if named_in else ''}"
    return f"{shorten}, or widen version_num before upgrading."


def _hit(row: dict[str, Any], place: dict[str, Any], capacity: int, *, behind: int, first: bool) -> Hit:
    name, pending = row["revision"], row["status"] == "pending"
    said: dict[str, Any] = {"id_length": row["id_length"], "id_capacity": capacity, "status": row["status"]}
    stopping = "It is the first revision that cannot be applied" if first else "It cannot be applied either"
    waiting = f"; {counted(behind, 'revision behind it waits', 'revisions behind it wait')}"
    return Hit(
        message=f"Revision id {name} has {counted(row['id_length'], 'character')} and version_num holds {capacity}. "
        + (f"{stopping}." if pending else f"Its status is {row['status']}."),
        cost=f"Its step fails when the id is written and rolls back{waiting if behind else ''}."
        if pending
        else "On a database whose version table is of this size the step fails when the id is written.",
        object_kind="revision",
        object=name,
        wrong="script",
        stops="deploy" if pending else "",
        weight=behind,
        revision=name,
        file=place["file"],
        line=place["line"],
        evidence={**said, "behind": behind, "first": first},
    )


def _claimed(version_tables: pd.DataFrame, location: str) -> pd.DataFrame:
    owners = version_tables["script_location"].fillna("").str.split(", ")
    # A Series, since a list of no flags would choose no columns.
    return version_tables[pd.Series([location in names for names in owners], index=owners.index, dtype=bool)]
