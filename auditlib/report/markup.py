"""Hostile text made harmless: nothing that a target says is markup in HTML, Markdown or a terminal.

Marks that a reader cannot see (bidirectional overrides, zero-width signs, control characters) are spelt
out as ``‹U+202E›``, so that a name can never look like another one.
"""

from __future__ import annotations

import html
import re

from auditlib.frames.unseen import spelt_out

_PLAIN_CODE = re.compile(r"[\w./:@$=+(),'\"#%*~ \[\]{}\u2026-]+")
_MARKDOWN_SIGNS = re.compile(r"([\\`*\[\]~|#$])|(?<![^\W_])(_)|(_)(?![^\W_])")
_CODE = re.compile(r"`([^`\n]+)`")
_COMMAND = re.compile(r"(##\w*)\[")
_LIST_SIGN = re.compile(r"^(\d*)([-+=.)])(?=[ =-]|$)")


def visible(text: object) -> str:
    """The text with every unseen character spelt out; line breaks and tabs stay."""
    return spelt_out(str(text), kept="\n\t")


def one_line(text: object) -> str:
    """The text visible and on one line: line breaks become ``↵``, tabs a space."""
    return visible(text).strip("\n").replace("\n", " ↵ ").replace("\t", " ")


def unobeyed(text: str) -> str:
    """The text without what a CI's log takes for a command wherever it stands, `##[group]` and `##vso[…]`."""
    return _COMMAND.sub(r"\1 [", text)


def shortened(text: object, limit: int) -> str:
    """The text on one line, at most ``limit`` characters, its middle left out where it is longer."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    head = (limit - 1) * 2 // 3
    return f"{line[:head]}…{line[len(line) - (limit - 1 - head) :]}"


def html_text(text: object) -> str:
    """Text for HTML, in an element or a quoted attribute."""
    return html.escape(visible(text), quote=True)


def markdown_text(text: object) -> str:
    """Text for GitHub's Markdown, in a paragraph or a table cell: one line, no markup, no automatic link."""
    return _glued(one_line(text))


def markdown_code(text: object) -> str:
    """Text as a code span; text that a code span in a table could not hold safely is escaped instead."""
    line = one_line(text).strip()
    if not line:
        return ""
    return f"`{line}`" if _PLAIN_CODE.fullmatch(line) else markdown_text(line)


def html_prose(text: object) -> str:
    """A sentence for HTML: what stands between backticks becomes code, and nothing else becomes markup."""
    parts = _CODE.split(visible(text))
    return "".join(
        f"<code>{html.escape(part, quote=True)}</code>" if place % 2 else html.escape(part, quote=True)
        for place, part in enumerate(parts)
    )


def markdown_prose(text: object) -> str:
    """A sentence for Markdown: what stands between backticks becomes a code span where one can hold it."""
    parts = _CODE.split(one_line(text))
    return "".join(markdown_code(part) if place % 2 else _glued(part) for place, part in enumerate(parts))


def terminal_text(text: object) -> str:
    """Text for a terminal: no escape sequence reaches it."""
    return visible(text)


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def _glued(line: str) -> str:
    entities = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = _LIST_SIGN.sub(r"\1\\\2", _MARKDOWN_SIGNS.sub(r"\\\1\2\3", entities))
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")
