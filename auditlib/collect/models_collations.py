"""Stand-ins for collations that the scratch server cannot have: its build has no ICU, the machine not that locale."""

from __future__ import annotations

import re

_NAME = r'(?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?'
_CREATES = re.compile(rf"\s*create\s+collation\s+(?:if\s+not\s+exists\s+)?(?P<name>{_NAME})", re.IGNORECASE)
_MISSING = re.compile(r'collation "(?P<name>[^"]+)" for encoding')
_UNSUPPORTED = "0A000"
_UNDEFINED = "42704"
_NO_LOCALE = "22023"


def stand_in(statement: str, message: str, sqlstate: str | None) -> tuple[str, bool] | None:
    """The quoted name of a collation to make from "C", and whether that is all that the refused statement wanted."""
    created = _CREATES.match(statement)
    if created and (sqlstate == _NO_LOCALE or (sqlstate == _UNSUPPORTED and "ICU" in message)):
        return created["name"], True
    missing = _MISSING.search(message) if sqlstate == _UNDEFINED else None
    return (f'"{missing["name"]}"', False) if missing else None
