"""Names as PostgreSQL's quote_ident writes them, taken apart."""

from __future__ import annotations

import re

_PART = re.compile(r'"((?:[^"]|"")*)"|([^".]+)')


def parts(name: str) -> tuple[str, ...]:
    """The parts of a dotted name without their quotes: ``public."Odd.Name"`` gives ``public`` and ``Odd.Name``."""
    return tuple(quoted.replace('""', '"') or plain for quoted, plain in _PART.findall(name))
