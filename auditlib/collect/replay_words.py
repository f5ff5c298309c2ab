"""What a refused statement says by its words: which columns make a key that it wants.

PostgreSQL's refusal names the table of a key and not its columns. What is lent by a guess is no assumption of the
chain, so that the statement itself is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = r'(?:"(?:[^"]|"")+"|[A-Za-z_][\w$]*)'
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_REFERENCES = re.compile(rf"\breferences\s+(?P<table>{_DOTTED})\s*(?:\((?P<columns>[^)]*)\))?", re.I)
_CONFLICT = re.compile(r"\bon\s+conflict\s*\((?P<columns>[^)]*)\)", re.I)
_WORD = re.compile(r'"((?:[^"]|"")+)"|([A-Za-z_][\w$]*)')

Key = frozenset[str]


def words(text: str) -> set[str]:
    """The names in a text as PostgreSQL knows them."""
    return set(_names(text))


def referenced(statement: str, table: str) -> list[Key]:
    """The columns of each foreign key to a table, nothing where the key names none and means the primary key."""
    found = [each for each in _REFERENCES.finditer(statement) if _names(each["table"])[-1] == table]
    return [frozenset(_names(each["columns"] or "")) for each in found]


def conflicting(statement: str) -> list[Key]:
    """The columns of each ON CONFLICT."""
    return [frozenset(_names(each["columns"])) for each in _CONFLICT.finditer(statement)]


def wanted(keys: Iterable[Key], wanted: Iterable[Key]) -> set[Key]:
    """Those of a table's keys that are wanted; all where that cannot be told."""
    known = set(keys)
    return known & set(wanted) or known


def _names(text: str) -> list[str]:
    return [quoted.replace('""', '"') if quoted else bare.lower() for quoted, bare in _WORD.findall(text)]
