"""What a note says about the type of a column, and when two words mean one type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_FAMILIES = {
    "uuid": "uuid", "guid": "uuid",
    "integer": "integer", "int": "integer", "int4": "integer", "serial": "integer",
    "bigint": "bigint", "biginteger": "bigint", "int8": "bigint", "bigserial": "bigint",
    "smallint": "smallint", "int2": "smallint", "smallserial": "smallint",
    "varchar": "text", "character varying": "text", "text": "text", "string": "text", "char": "text",
    "character": "text", "str": "text",
    "boolean": "boolean", "bool": "boolean",
    "timestamp": "timestamp", "timestamptz": "timestamptz", "datetime": "timestamp",
    "timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
    "date": "date", "time": "time", "jsonb": "jsonb", "json": "json",
    "numeric": "numeric", "decimal": "numeric", "float": "float", "double precision": "float", "real": "float",
    "bytea": "bytea", "vector": "vector", "tsvector": "tsvector", "inet": "inet",
}  # fmt: skip
# Words that are types only when written as SQL or code writes them: "the name is text", "date is date" are prose.
_LOOSE = {"text", "string", "char", "character", "date", "time", "float", "real", "vector", "str", "int", "json"}
_WORDS = "|".join(sorted((re.escape(word) for word in _FAMILIES), key=len, reverse=True))
_COLUMN = r"`?(?:(?P<table>[A-Za-z_]\w*)\.)?(?P<column>[A-Za-z_]\w*)`?"
_CLAIM = re.compile(
    rf"(?<![\w.]){_COLUMN}\s*(?:(?:columns?|fields?)\s+)?"
    rf"(?P<verb>is|as|are|stays|remains|:|=|uses|has type|is of type|is stored as|is an?)\s+(?:an?\s+|of type\s+)?"
    rf"(?P<type>{_WORDS})\b(?P<after>\s*\w*)",
    re.I,
)
_NOT_NOW = re.compile(
    r"\b(will|would|should|later|once|when|if|expects?|not|n't|was|were|previously|formerly|used to)\b", re.I
)


class Claim(NamedTuple):
    """A note says that a column is of a type; ``line`` counts from the first line of the note."""

    table: str
    column: str
    type: str
    line: int


def type_claims(text: str) -> Iterator[Claim]:
    """The claims in a note about the present type of a column."""
    for number, line in enumerate(text.splitlines()):
        for found in _CLAIM.finditer(line):
            word = found["type"]
            if word.casefold() in _LOOSE and not word.isupper():
                continue
            if found["column"].casefold() in _FAMILIES or _NOT_NOW.search(_clause(line, found.start())):
                continue
            yield Claim((found["table"] or "").casefold(), found["column"].casefold(), word, number)


def family(type_text: str) -> str | None:
    """The family of a type's text, sizes and arrays apart; ``None`` for one that is not known."""
    plain = re.sub(r"\s*\([^)]*\)", "", type_text).strip().casefold()
    array = plain.endswith("[]")
    found = _FAMILIES.get(plain.removesuffix("[]").strip())
    return f"{found}[]" if found and array else found


def _clause(line: str, end: int) -> str:
    """What stands before the claim in its own clause."""
    return re.split(r"[.;,:()]|\bbut\b|\band\b", line[:end])[-1]
