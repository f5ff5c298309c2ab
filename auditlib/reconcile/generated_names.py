"""Names that PostgreSQL gives, or SQLAlchemy: whoever leaves the name open says nothing about it."""

from __future__ import annotations

import re
from typing import Any

from auditlib.frames.quoted import listed, parts

_LONGEST = 63  # bytes of an identifier
_NUMBER = re.compile(r"[1-9]\d*$")
_LABELS = {"primary key": "pkey", "unique": "key", "foreign key": "fkey", "check": "check", "exclusion": "excl"}


def is_generated(constraint: dict[str, Any], name: str) -> bool:
    """Whether ``name`` is what PostgreSQL would call this row of ``constraints`` where nobody names it.

    A number behind it, as PostgreSQL adds where the name is taken, counts as well. An index is named by SQLAlchemy.
    """
    if "constraint_kind" not in constraint:
        return name == "_".join(["ix", str(constraint["table"]), *_columns(constraint["columns"])[:1]])
    number = _NUMBER.search(name)
    return any(name == _generated(constraint, behind) for behind in ("", number.group() if number else ""))


def _generated(constraint: dict[str, Any], number: str) -> str:
    table, kind = str(constraint["table"]), str(constraint["constraint_kind"])
    columns = _columns(constraint["columns"])
    unnamed = kind == "primary key" or (kind == "check" and len(columns) != 1)
    return _joined(table, "" if unnamed else _cut("_".join(columns), _LONGEST), _LABELS.get(kind, "") + number)


def _columns(names: Any) -> list[str]:
    return [name for each in listed(names) for name in parts(each)] if isinstance(names, str) else []


def _joined(table: str, columns: str, label: str) -> str:
    """As PostgreSQL's makeObjectName: table and columns are cut in turn, the longer first, until all fits."""
    room = _LONGEST - len(label) - 1 - (1 if columns else 0)
    first, second = len(table.encode()), len(columns.encode())
    while first + second > room:
        if first > second:
            first -= 1
        else:
            second -= 1
    parts = [_cut(table, first), _cut(columns, second), label]
    return "_".join(part for part in parts if part)


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")
