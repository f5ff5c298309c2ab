"""Characters that a reader cannot see, spelt out as ``‹U+202E›``, so that a name can never look like another one."""

from __future__ import annotations

import unicodedata

_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
# Letters and marks without a glyph, and what is no character at all: XML cannot hold the latter.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffe\uffff")


def spelt_out(text: str, kept: str = "") -> str:
    """The text with every unseen character but those in ``kept`` spelt out."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each if each in kept or _is_seen(each) else f"‹U+{ord(each):04X}›" for each in text)


def _is_seen(character: str) -> bool:
    return character not in _BLANK and unicodedata.category(character) not in _CATEGORIES
