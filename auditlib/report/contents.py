"""The contents of a page, and ids that occur once."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass

from auditlib.report.markup import slug

_HEADING = re.compile(r"<h([1-3])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")
_CAPTION = re.compile(r'(\s(?:id|aria-labelledby))="(caption-[0-9a-f]{8})"')


@dataclass(frozen=True)
class Entry:
    """A line of the contents: heading level, anchor, text."""

    level: int
    anchor: str
    text: str


def with_contents(fragment: str) -> tuple[str, list[Entry]]:
    """The fragment with an id of its own on every heading and caption, and the lines of its contents.

    The fragment is cleaned HTML: no attribute value holds a ``>``.
    """
    taken = Counter(_ID.findall(_HEADING.sub("", fragment)))
    entries: list[Entry] = []

    def numbered(found: re.Match[str]) -> str:
        level, attributes, inside = int(found[1]), found[2], found[3]
        text = html.unescape(_TAG.sub("", inside)).strip()
        anchor = _free(_named(attributes) or slug(text) or "section", taken)
        entries.append(Entry(level, anchor, text))
        safe = html.escape(anchor, quote=True)
        link = f'<a class="link" href="#{safe}" aria-label="Link to this section">#</a>' if level > 1 else ""
        return f'<h{level}{_ID.sub("", attributes)} id="{safe}">{inside}{link}</h{level}>'

    return _unique_captions(_HEADING.sub(numbered, fragment)), [entry for entry in entries if entry.level > 1]


def _named(attributes: str) -> str:
    found = _ID.search(attributes)
    return html.unescape(found[1]) if found else ""


def _free(wanted: str, taken: Counter[str]) -> str:
    name, number = wanted, 1
    while taken[name]:
        number += 1
        name = f"{wanted}-{number}"
    taken[name] += 1
    return name


def _unique_captions(fragment: str) -> str:
    seen: Counter[str] = Counter()

    def numbered(found: re.Match[str]) -> str:
        attribute, name = found[1], found[2]
        seen[name] += attribute.strip() == "id"
        return f'{attribute}="{name}-{seen[name]}"'

    return _CAPTION.sub(numbered, fragment)
