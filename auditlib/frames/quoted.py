"""Names as PostgreSQL's quote_ident and Python's repr write them, taken apart."""

from __future__ import annotations

import ast
import re

_PART = re.compile(r'"((?:[^"]|"")*)"|([^".]+)')
_LISTED = re.compile(r'(?:"(?:[^"]|"")*"|[^",])+')


def parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted name without their quotes: ``public."Odd.Name"`` gives ``public`` and ``Odd.Name``."""
    return tuple(quoted.replace('""', '"') or plain for quoted, plain in _PART.findall(name))


def listed(names: str | None) -> list[str]:
    """The names of a list as they stand in it, quotes included.

    >>> listed('id, "odd, name", "a.b"')
    ['id', '"odd, name"', '"a.b"']
    """
    return [each.strip() for each in _LISTED.findall(names or "")]


def of_repr(shown: str) -> str:
    """The text that its repr shows; what is no text stays as it is shown.

    >>> of_repr(repr('"odd" name')), of_repr("None")
    ('"odd" name', 'None')
    """
    try:
        value = ast.literal_eval(shown)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return shown
    return value if isinstance(value, str) else shown
