"""Default expressions that PostgreSQL prints in two ways and that give every row the same value."""

from __future__ import annotations

import re

_NOW = re.compile(r"\b(?:CURRENT_TIMESTAMP\b(?!\()|transaction_timestamp\(\))")
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_TYPES = (
    r"jsonb?|text|character varying(?:\(\d+\))?|smallint|integer|bigint|numeric(?:\([\d,]+\))?|double precision|real"
)
_LITERAL = re.compile(rf"'((?:[^']|'')*)'::(?:{_TYPES})")
_NUMBER = re.compile(r"\(?(-?\d+(?:\.\d+)?)\)?(?:::(?:numeric|integer|bigint|smallint|double precision|real))?")


def spelt(default: str | None) -> str | None:
    """The default in the spelling in which equal ones are equal; the column's own type casts what it is given.

    A bare literal goes without its cast, and the start of the transaction has one name.
    """
    if default is None:
        return None
    for form in (_LITERAL, _NUMBER):
        found = form.fullmatch(default)
        if found:
            return f"'{found.group(1)}'"
    parts = _QUOTED.split(default)  # every second part is quoted: a name or a text, left as it is
    return "".join(part if place % 2 else _NOW.sub("now()", part) for place, part in enumerate(parts))
