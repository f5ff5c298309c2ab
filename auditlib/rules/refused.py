"""The foreign keys of models that PostgreSQL refused to make, by the column they are of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records

_KEY_COLUMN = re.compile(r'FOREIGN KEY\s*\(\s*"?([^",)]+)"?\s*\)', re.IGNORECASE)


def key_column(problem: Mapping[str, Any]) -> str:
    """The column of the refused key in a row of ``model_problems``; empty where it is of several columns."""
    found = _KEY_COLUMN.search(problem["statement"] or "")
    return found.group(1).strip() if found else ""


def refused_keys(model_problems: pd.DataFrame) -> dict[tuple[str, str, str], str]:
    """PostgreSQL's own words by schema, table and column."""
    built = records(model_problems.loc[model_problems["stage"].eq("build")])
    return {(row["schema"], row["table"], key_column(row)): row["message"] for row in built if key_column(row)}
