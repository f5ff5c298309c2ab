"""The database does not say where it stands.

## What it finds
A script location whose version table does not exist or is empty, and a version table in the database that no script
location claims.

## Why it matters
`alembic upgrade` starts from the first revision and fails on the first object that is there already. An unclaimed
version table means that another history changes this database.

## How to fix it
Find the revision that the schema matches and `alembic stamp` it. For an unclaimed table, name the script location
that it belongs to in the settings.

## Example
```python versions/a.py
revision = "a"
down_revision = None
```
```text version rows
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
```
```text version rows
a
```
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "error"


def check(version_tables: pd.DataFrame, revisions: pd.DataFrame, witnesses: pd.DataFrame) -> Iterator[Hit]:
    """A hit a location of ``revisions`` without a position in ``version_tables``, and a hit an unclaimed table.

    Without a live database among the ``witnesses`` nothing can be said.
    """
    live = witnesses[(witnesses["witness"] == "live") & (witnesses["status"] != "not seen")]
    if live.empty and version_tables.empty:
        return
    for location in sorted(revisions["script_location"].unique()):
        claimed = _claimed(version_tables, location)
        if claimed.empty:
            yield _without(location, "The database has no version table for it: it was never stamped", "")
        elif (claimed["rows"] == 0).all():
            table = f"{claimed['schema'].iloc[0]}.{claimed['table'].iloc[0]}"
            yield _without(location, f"Its version table {table} is empty", table)
    for row in records(version_tables[~version_tables["configured"].fillna(True).astype(bool)]):
        yield _unclaimed(row["schema"], row["table"])


def _without(location: str, said: str, table: str) -> Hit:
    return Hit(
        message=f"Nothing says where the database stands in the history of {location}. {said}.",
        cost="`alembic upgrade` starts from the first revision and fails on the first object that is there already.",
        remedy="Find the revision that the schema matches and `alembic stamp` it; a new database wants `upgrade`.",
        object_kind="script location",
        object=location,
        wrong="live",
        stops="deploy",
        evidence={"version_table": table},
    )


def _unclaimed(schema: str, table: str) -> Hit:
    return Hit(
        message=f"The database holds the version table {schema}.{table}, and no configured script location claims it.",
        cost="Another history changes this database, and this audit does not see it.",
        remedy="Add the script location it belongs to, or drop the table if that application is gone.",
        object_kind="table",
        schema=schema,
        table=table,
        object=table,
        severity="warning",
        wrong="undecided",
    )


def _claimed(version_tables: pd.DataFrame, location: str) -> pd.DataFrame:
    owners = version_tables["script_location"].fillna("").str.split(", ")
    # A Series, since a list of no flags would choose no columns.
    return version_tables[pd.Series([location in names for names in owners], index=owners.index, dtype=bool)]
