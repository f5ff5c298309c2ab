"""Default expressions that PostgreSQL prints in two ways and that give every row the same value."""

from __future__ import annotations

import re

_NOW = re.compile(r"\b(?:CURRENT_TIMESTAMP\b(?!\()|transaction_timestamp\(\))")
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_WHOLE = r"-?(?:0|[1-9]\d{0,14})"  # 15 digits are exact in double precision, too
_FRACTION = r"-?\d{1,7}\.\d{1,7}"
_FLOATING = "numeric|double precision"
# No cast with a length or a precision: it cuts and rounds. Nor one of a fraction to a whole number, nor any to real.
_BARE = [
    re.compile(form)
    for form in (
        r"'((?:[^']|'')*)'::(?:jsonb?|text|character varying)",
        rf"'({_WHOLE})'::(?:smallint|integer|bigint|{_FLOATING})",
        rf"'({_FRACTION})'::(?:{_FLOATING})",
        rf"\(?({_WHOLE})\)?(?:::(?:smallint|integer|bigint|{_FLOATING}))?",
        rf"\(?({_FRACTION})\)?(?:::(?:{_FLOATING}))?",
    )
]


def spelt(default: str | None) -> str | None:
    """The default in the spelling in which equal ones are equal; the column's own type casts what it is given.

    A bare literal goes without a cast that leaves its value as it is, and the start of the transaction has one name.
    """
    if default is None:
        return None
    for form in _BARE:
        found = form.fullmatch(default)
        if found:
            return f"'{found.group(1)}'"
    parts = _QUOTED.split(default)  # every second part is quoted: a name or a text, left as it is
    return "".join(part if place % 2 else _NOW.sub("now()", part) for place, part in enumerate(parts))
