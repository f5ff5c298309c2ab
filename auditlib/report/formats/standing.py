"""Where each script location stands in its history, in words that every form can hold."""

from __future__ import annotations

from typing import Any

import pandas as pd


def standing(state: pd.DataFrame) -> list[dict[str, Any]]:
    """One entry a script location: heads, position, pending in order, rows that no file has; frame ``state``."""
    return [_location(str(name), rows) for name, rows in state.groupby("script_location")]


def _location(name: str, rows: pd.DataFrame) -> dict[str, Any]:
    pending = rows[rows["status"] == "pending"].sort_values("pending_order", kind="stable")
    head, here = rows["is_head"].fillna(False).astype(bool), rows["is_position"].fillna(False).astype(bool)
    return {
        "script_location": name,
        "heads": list(rows.loc[head & (rows["status"] != "not taken"), "revision"]),
        "position": list(rows.loc[here, "revision"]),
        "implied": list(rows.loc[head & ~here & (rows["status"] == "applied"), "revision"]),
        "pending": list(pending["revision"]),
        "unknown_rows": list(rows.loc[rows["status"] == "unknown row", "revision"]),
        "revisions": {str(status): int(count) for status, count in rows["status"].value_counts().sort_index().items()},
    }
