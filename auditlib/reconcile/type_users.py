"""Which columns use which of the database's own types."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.quoted import parts


def columns_of_types(frames: Mapping[str, pd.DataFrame]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(schema, type) to the (table, column) that are of it or an array of it, in any source."""
    types = frames["types"][["schema", "type"]].drop_duplicates()
    if types.empty:
        return {}
    columns = frames["columns"]
    bare = columns["type"].map(_bare)
    used = columns.assign(bare=bare).loc[bare.isin(types["type"]), ["schema", "bare", "table", "column"]]
    users: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for schema, name, table, column in used.drop_duplicates().itertuples(index=False, name=None):
        users.setdefault((schema, name), []).append((table, column))
    return users


def _bare(name: object) -> str:
    """The type's own name, without its schema and its dimensions."""
    return (parts(name.removesuffix("[]")) or ("",))[-1] if isinstance(name, str) else ""
