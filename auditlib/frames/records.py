"""Rows of a frame as plain Python values, for code that goes row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A dictionary a row; nulls are ``None``.

    >>> records(pd.DataFrame({"line": pd.array([3, None], dtype="Int64")}))
    [{'line': 3}, {'line': None}]
    """
    columns = [_plain(frame[name]) for name in frame.columns]
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    values = column.tolist()
    if not column.hasnans:
        return values
    return [None if null else value for null, value in zip(column.isna().tolist(), values, strict=True)]
