"""What the objects that are missing or extra need, as the servers record it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

Where = tuple[str, str, str, str]
_OBJECT = ["object_kind", "schema", "table", "name"]
_REFERENCED = ["referenced_kind", "referenced_schema", "referenced_table", "referenced_name"]


def needs(every: Iterable[Mapping[str, Any]], frames: Mapping[str, pd.DataFrame]) -> dict[Where, list[Where]]:
    """By each object that differs, what it needs in any source and is missing or extra, in order."""
    rows = list(every)
    present = {tuple(row[name] for name in _OBJECT) for row in rows if not row["attribute"]}
    differing = {tuple(row[name] for name in _OBJECT) for row in rows}
    if not present or "dependencies" not in frames or frames["dependencies"].empty:
        return {}
    needed = frames["dependencies"][[*_OBJECT, *_REFERENCED]]
    # Names first, since there may be very many rows.
    by_name = needed["name"].isin({where[3] for where in differing})
    few = needed.loc[by_name & needed["referenced_name"].isin({where[3] for where in present})].drop_duplicates()
    found: dict[Where, list[Where]] = {}
    for row in sorted(few.itertuples(index=False, name=None)):
        if row[:4] in differing and row[4:] in present:
            found.setdefault(row[:4], []).append(row[4:])
    return found
