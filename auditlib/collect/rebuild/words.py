"""Texts of the object frames as parts of SQL: names, lists, options."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

MASKED = "*"
_NEXT = re.compile(r", (?=[a-z_]+(?:\.[a-z_]+)?=)", re.I)
_OPTION = re.compile(r'(?P<name>"(?:[^"]|"")+"|[^=,\s]+)=(?P<value>\'(?:[^\']|\'\')*\'|\*)')
# Their value is a list of names, which the catalog holds as SQL writes it.
_LISTS = frozenset({"search_path", "temp_tablespaces", "local_preload_libraries", "session_preload_libraries"})


def given(value: Any) -> str:
    """The text; empty for a null."""
    return value if isinstance(value, str) else ""


def quoted(name: str) -> str:
    """A name as SQL takes it, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def placed(*names: str) -> str:
    """A name with its schema, where it has one."""
    return ".".join(quoted(name) for name in names if name)


def literal(text: str) -> str:
    """A text as an SQL literal, whatever is in it."""
    escaped = text.replace("'", "''")
    return f"'{escaped}'" if "\\" not in text else "E'" + escaped.replace("\\", "\\\\") + "'"


def parts(listed: Any) -> list[str]:
    """The parts of a list: cut at commas that stand in no bracket and no quotes."""
    text, found, start, depth, quote = given(listed), [], 0, 0, ""
    for place, letter in enumerate(text):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "," and not depth:
            found.append(text[start:place].strip())
            start = place + 1
    return [each for each in (*found, text[start:].strip()) if each]


def settings(listed: Any) -> list[tuple[str, str]]:
    """Options as ``name=value``, as reloptions and SET clauses are read: name and value."""
    pairs = [each.partition("=") for each in _NEXT.split(given(listed)) if each]
    return [(name, value) for name, _sign, value in pairs]


def storage(listed: Any, prefix: str = "") -> str:
    """Reloptions as they stand in parentheses; empty where there is none."""
    return ", ".join(f"{prefix}{name} = {literal(value)}" for name, value in settings(listed))


def set_clauses(listed: Any) -> list[str]:
    """The SET clauses of a function."""
    return [
        f"set {name} to {value if name in _LISTS and value else literal(value)}" for name, value in settings(listed)
    ]


def foreign(listed: Any) -> str:
    """An OPTIONS clause; what was masked is a star here too. Empty where there is none."""
    pairs = [(each["name"], each["value"]) for each in _OPTION.finditer(given(listed))]
    told = ", ".join(f"{name} {literal(MASKED) if value == MASKED else value}" for name, value in pairs)
    return f" options ({told})" if told else ""


def told(details: Any) -> dict[str, str]:
    """``name = value`` parts as a dictionary, without those that have no value."""
    pairs = [each.partition("=") for each in parts(details)]
    return {name.strip(): value.strip() for name, _sign, value in pairs if value.strip()}


def clauses(pairs: Iterable[tuple[str, str]]) -> str:
    """Definition items as they stand in parentheses."""
    return ", ".join(f"{name} = {value}" for name, value in pairs if value)
