"""Tables that are live under another name, as ``differences`` tells it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from auditlib.frames.results import identity

Place = tuple[str, str]


@dataclass(frozen=True)
class NewName:
    """The live table that looks like a missing one, and the columns that only one of the two has."""

    table: str
    apart: tuple[str, ...]


def live_names(differences: pd.DataFrame) -> dict[Place, NewName]:
    """(schema, table) of each missing table to the live table that looks like it and folds under it."""
    tables = differences.loc[differences["object_kind"].eq("table") & differences["attribute"].eq("")]
    missing = {
        identity("table", schema, name, name): (schema, name)
        for schema, name in tables.loc[tables["change"].eq("missing"), ["schema", "name"]].itertuples(index=False)
    }
    extra = tables.loc[tables["change"].eq("extra") & tables["root"].isin(missing), ["root", "name"]]
    return {
        missing[root]: NewName(name, _apart(differences, *missing[root], name))
        for root, name in extra.itertuples(index=False, name=None)
    }


def _apart(differences: pd.DataFrame, schema: str, old: str, new: str) -> tuple[str, ...]:
    near = differences["object_kind"].eq("column") & differences["attribute"].eq("") & differences["schema"].eq(schema)
    of = [set(differences.loc[near & differences["table"].eq(table), "name"]) for table in (old, new)]
    return tuple(sorted(of[0] ^ of[1]))
