"""No revision makes what is live.

## What it finds
Live tables, columns, indexes and constraints that no step of the chain made, or one made and a later one dropped
again: a hand did, or `create_all`. Told by what the replay saw each statement make, else by the text of the revisions,
which is said then. Tables that a model declares fold under COV003. Partitions of one table are told together, as a
note where the chain makes the table: a job may make its partitions.

## Why it matters
Whatever is built by the chain lacks it: the next environment, the test database, the restored copy.

## How to fix it
Write a revision that makes it where it does not exist, or drop it.

## Example
```sql live
create table users (id serial primary key);
create table by_hand (id serial primary key);
```
```sql chain
create table users (id serial primary key);
```

## Instead
```sql live
create table users (id serial primary key);
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from auditlib.frames.quoted import parts
from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.frames.unimported import SEEN, unimported
from auditlib.rules.coverage.makers import Makers
from auditlib.rules.coverage.tables import is_false, is_true, of_the_application, short_name
from auditlib.rules.coverage.unimported import MEND_FIRST
from auditlib.rules.coverage.unmade import together, unmade
from auditlib.rules.hit import Hit
from auditlib.rules.naming import listed, object_name, within
from auditlib.wording import agreed, counted

SEVERITY = "warning"
_PARTS = ("column", "index", "constraint")


def check(
    coverage: pd.DataFrame,
    metadata: pd.DataFrame,
    differences: pd.DataFrame,
    version_tables: pd.DataFrame,
    *,
    lineage: pd.DataFrame,
    servers: pd.DataFrame,
    model_problems: pd.DataFrame,
) -> Iterator[Hit]:
    """A hit a live table of ``coverage`` that the chain does not make, and a hit a part in ``differences``.

    It folds under another finding about the very same object, or about all such tables of its MetaData. The
    partitions of a table are one note. ``lineage`` and ``servers`` tell on what evidence it is said; a module of
    ``model_problems`` that did not import may declare what the others do not.
    """
    unread = not unimported(model_problems).empty
    makers, groups = Makers(lineage, servers), together(unmade(coverage, metadata, version_tables))
    tables = of_the_application(coverage, version_tables)
    live_alone = is_true(tables["in_live"]) & is_false(tables["in_chain"])
    unknown = tables.loc[live_alone & ~is_true(tables["hidden"])]
    yield from _partitions(unknown.loc[unknown["partition_of"].notna()])
    for row in records(unknown.loc[unknown["partition_of"].isna()]):
        group = groups.get((row["schema"], row["table"]))
        known = {"object_kind": "table", "name": row["table"], "unknown": unread and not row["in_models"]}
        hit = _hit(row | known, short_name(row), makers)
        hit = replace(hit, weight=max(row["rows_estimate"] or 0, 0) // 1000)
        yield replace(hit, root=identity("tables", "", "", group)) if group else hit
    extra = differences["change"].eq("extra") & differences["root"].fillna("").eq("")
    for row in records(differences.loc[extra & differences["object_kind"].isin(_PARTS)]):
        stands = makers.stands(row)
        if stands is False or (stands is None and (row["in_chain"] is False or row["wrong"] == "live")):
            row["unknown"] = SEEN in (row["reason"] or "")
            yield _hit(row, object_name(row).removeprefix(f"{row['object_kind']} "), makers)


def _partitions(rows: pd.DataFrame) -> Iterator[Hit]:
    """A hit for all partitions of a table, under that table where no revision makes it either."""
    for parent, group in rows.groupby("partition_of", sort=True):
        schema, table = parts(str(parent))
        names = [short_name(row) for row in records(group)]
        yield Hit(
            message=f"{counted(len(names), 'partition')} of {within(schema, table)} "
            f"{agreed(len(names), 'is', 'are')} live that no revision makes: {listed(names)}.",
            cost="None, where a job makes them; a database that is built by the chain takes no row until it has run.",
            remedy=f"Say in the revision that makes {within(schema, table)} who makes its partitions.",
            object_kind="partitions",
            schema=schema,
            table=table,
            object=table,
            severity="note",
            wrong="undecided",
            evidence={"partitions": names},
            root=_above(schema, table, rows),
        )


def _above(schema: str, table: str, rows: pd.DataFrame) -> str:
    """The table itself, or, for one that is a partition, those partitions that it is among."""
    own = rows.loc[rows["schema"].eq(schema) & rows["table"].eq(table), "partition_of"]
    if own.empty:
        return identity("table", schema, table, table)
    above = parts(str(own.iloc[0]))
    return identity("partitions", above[0], above[1], above[1])


def _hit(row: dict[str, Any], named: str, makers: Makers) -> Hit:
    kind, ends = row["object_kind"], makers.dropped(row)
    older = "a hand made it, or `create_all` of older models"
    by = "`create_all` made it, or a hand did" if row["in_models"] or row.get("unknown") else older
    remedy = f"Write a revision that makes {named} where it does not exist, or drop it."
    unmade_ = f"No revision makes the live {kind} {named}: {by}."
    ended = f"Live is the {kind} {named}, which {ends}: a hand made it anew, or `create_all` did."
    return Hit(
        message=f"{ended if ends else unmade_}{makers.caveat}",
        cost=f"A database that is built by the chain lacks {named}.",
        remedy=MEND_FIRST if row.get("unknown") else remedy,
        object_kind=kind,
        schema=row["schema"],
        table=row["table"],
        object=row["name"],
        wrong="chain" if row["in_models"] else "undecided" if row.get("unknown") else "live",
        file=row["file"] or "",
        line=row["line"],
        evidence={"in_models": row["in_models"], "rows_estimate": row.get("rows_estimate"), **makers.evidence(row)},
        root=identity(kind, row["schema"], row["table"], row["name"]),
    )
