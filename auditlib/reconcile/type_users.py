"""Which columns use which of the database's own types."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def columns_of_types(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(schema, type) to the (table, column) that are of it or an array of it, in any source."""
    types = frames["types"][["schema", "type"]].drop_duplicates()
    if types.empty:
        return {}
    columns = frames["columns"]
    bare = columns["type"].str.removesuffix("[]").str.rsplit(".", n=1).str[-1].str.strip('"')
    used = columns.assign(bare=bare).loc[bare.isin(types["type"]), ["schema", "bare", "table", "column"]]
    users: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, name, table, column in used.drop_duplicates().itertuples(index=False, name=None):
        users.setdefault((schema, name), []).append((table, column))
    return users
