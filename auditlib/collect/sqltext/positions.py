"""Where things stand in a text of SQL: first tokens, comments, and the pieces between semicolons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    r"(?P<line>--[^\n]*)"
    r"|(?P<block>/\*)"
    r"|(?P<dollar>\$(?:[A-Za-z_]\w*)?\$)"
    r"|(?P<escape>\b[eE]'(?:[^'\\]|\\.|'')*')"
    r"|(?P<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\")"
    r"|(?P<end>;)",
    re.S,
)
_BLANK = re.compile(r"(?:\s+|--[^\n]*\n?|/\*.*?\*/)*", re.S)


class Comment(NamedTuple):
    """A comment in SQL: where it starts and ends, and its words."""

    start: int
    end: int
    text: str


def first_token(text: str, start: int) -> int:
    """The first character at or after ``start`` that is neither blank nor comment."""
    found = _BLANK.match(text, start)
    return found.end() if found else start


def comments(text: str) -> Iterator[Comment]:
    """The comments of ``text``, those inside dollar-quoted bodies too."""
    for kind, start, end in _tokens(text, into_bodies=True):
        if kind == "line":
            yield Comment(start, end, text[start + 2 : end].strip())
        elif kind == "block":
            yield Comment(start, end, text[start + 2 : end - 2].strip())


def pieces(text: str) -> Iterator[tuple[int, str]]:
    """The statements of ``text``, cut at semicolons outside quotes and comments, each with its start."""
    start = 0
    for kind, at, end in _tokens(text, into_bodies=False):
        if kind == "end":
            yield start, text[start:at]
            start = end
    if text[start:].strip():
        yield start, text[start:]


def _tokens(text: str, *, into_bodies: bool) -> Iterator[tuple[str, int, int]]:
    place = 0
    while found := _TOKEN.search(text, place):
        kind, start, place = str(found.lastgroup), found.start(), found.end()
        if kind == "block":
            closed = text.find("*/", place)
            place = len(text) if closed < 0 else closed + 2
        elif kind == "dollar" and not into_bodies:
            closed = text.find(found.group(), place)
            place = len(text) if closed < 0 else closed + len(found.group())
        yield kind, start, place
