"""Texts of the target without the secrets that this process has met: a password in a comment stays on the server.

Names are left as they are: a password that is the name of a table as well is told by neither.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.config.secrets import mask, remembered
from auditlib.frames.spec import TEXT

# Texts that people write; whatever else a frame holds is a name, a type, a place or a word of ours.
_WRITTEN = frozenset(
    (
        *("body", "checks", "comment", "default", "definition", "detail", "docstring", "generated", "labels"),
        *("message", "next_step", "options", "partition_bound", "predicate", "problem", "settings", "sql"),
        *("statement", "text", "value"),
    )
)


def without_secrets(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """``frames`` with every remembered secret masked in what people wrote."""
    secrets = remembered()
    return {name: _masked(frame, secrets) for name, frame in frames.items()}


def _masked(frame: pd.DataFrame, secrets: tuple[str, ...]) -> pd.DataFrame:
    found = {
        name: frame[name].map(mask, na_action="ignore").astype(frame[name].dtype)
        for name in frame.columns.intersection(list(_WRITTEN))
        if frame[name].dtype == TEXT
        and any(frame[name].str.contains(secret, regex=False, na=False).any() for secret in secrets)
    }
    return frame.assign(**found) if found else frame
