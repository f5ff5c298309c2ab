"""The role that runs the migrations has another name in each database: it is given one word."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.quoted import listed, parts
from auditlib.frames.spec import TEXT

MIGRATING = "the migrating role"
# Columns of object frames that hold the name of one role, and those that hold a list.
_ROLES, _LISTS = ("owner", "grantee", "role"), ("roles",)


def with_role_named(frames: Mapping[str, pd.DataFrame], role: str, name: str) -> dict[str, pd.DataFrame]:
    """``frames`` with ``name`` wherever an object's row says ``role``."""
    return {each: _named(frame, role, name) for each, frame in frames.items()}


def _named(frame: pd.DataFrame, role: str, name: str) -> pd.DataFrame:
    if frame.empty or "source" not in frame.columns:
        return frame
    said = {column: frame[column].mask(frame[column].eq(role), name) for column in _ROLES if column in frame.columns}
    for column in _LISTS:
        if column in frame.columns:
            said[column] = frame[column].map(lambda names: _in_list(names, role, name), na_action="ignore")
    return frame.assign(**{column: pd.Series(values, dtype=TEXT) for column, values in said.items()}) if said else frame


def _in_list(names: str, role: str, name: str) -> str:
    return ", ".join(sorted(name if parts(each) == (role,) else each for each in listed(names)))
