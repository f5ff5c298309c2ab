"""Default expressions that PostgreSQL prints in two ways and that give every row the same value."""

from __future__ import annotations

import re

import pandas as pd

_NOW = re.compile(r"\b(?:CURRENT_TIMESTAMP\b(?!\()|transaction_timestamp\(\))")
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_TYPES = (
    r"jsonb?|text|character varying(?:\(\d+\))?|smallint|integer|bigint|numeric(?:\([\d,]+\))?|double precision|real"
)
_LITERAL = re.compile(rf"'((?:[^']|'')*)'::(?:{_TYPES})")
_NUMBER = re.compile(r"\(?(-?\d+(?:\.\d+)?)\)?(?:::(?:numeric|integer|bigint|smallint|double precision|real))?")


def comparable(defaults: pd.Series) -> pd.Series:
    """Each default in the spelling in which equal ones are equal; the column's own type casts what it is given."""
    return defaults.map(_spelt, na_action="ignore").astype("str")


def _spelt(default: str) -> str:
    """A bare literal without its cast, and one name for the start of the transaction."""
    for form in (_LITERAL, _NUMBER):
        found = form.fullmatch(default)
        if found:
            return f"'{found.group(1)}'"
    parts = _QUOTED.split(default)  # every second part is quoted: a name or a text, left as it is
    return "".join(part if place % 2 else _NOW.sub("now()", part) for place, part in enumerate(parts))
