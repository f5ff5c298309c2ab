"""What the objects that are missing or extra need, as the servers record it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

Where = tuple[str, str, str, str]
_OBJECT = ["object_kind", "schema", "table", "name"]
_REFERENCED = ["referenced_kind", "referenced_schema", "referenced_table", "referenced_name"]


def needs(every: Iterable[Mapping[str, Any]], frames: Mapping[str, pd.DataFrame]) -> dict[Where, list[Where]]:
    """By each object that is missing or extra, the objects that it needs in any source, in order."""
    present = {tuple(row[name] for name in _OBJECT) for row in every if not row["attribute"]}
    if not present or "dependencies" not in frames or frames["dependencies"].empty:
        return {}
    rows = frames["dependencies"][[*_OBJECT, *_REFERENCED]]
    # Only what is gone or new itself can be the cause: names first, since there may be very many rows.
    names = {where[3] for where in present}
    few = rows.loc[rows["name"].isin(names) & rows["referenced_name"].isin(names)].drop_duplicates()
    found: dict[Where, list[Where]] = {}
    for row in sorted(few.itertuples(index=False, name=None)):
        if row[:4] in present and row[4:] in present:
            found.setdefault(row[:4], []).append(row[4:])
    return found
