"""Hostile text in every form a report has."""

from __future__ import annotations

import html
import re

import pytest
from markdown_it import MarkdownIt

from auditlib.report import markup
from tests.fixtures.sample_snapshots import HOSTILE

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


@pytest.mark.parametrize("text", HOSTILE)
def test_html_text_is_no_markup(text: str) -> None:
    """Escaped text holds no sign that opens a tag or ends an attribute, and reads as the visible text."""
    escaped = markup.html_text(text)
    assert not re.search("[<>\"']", escaped)
    assert html.unescape(escaped) == markup.visible(text)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("escape", [markup.markdown_text, markup.markdown_code, markup.markdown_prose])
def test_markdown_text_reads_as_itself(text: str, escape: object) -> None:
    """Rendered by a GFM parser, escaped text is one paragraph that reads as the text on one line."""
    tokens = GFM.parse(escape(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    inline = tokens[1].children or []
    assert {token.type for token in inline} <= {"text", "code_inline", "text_special"}
    said = "".join(token.content for token in inline)
    expected = markup.one_line(text).strip()
    assert said == (expected if escape is not markup.markdown_prose else expected.replace("`c`", "c"))


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_text_fits_a_table_cell(text: str) -> None:
    """In a table, escaped text stays in its cell."""
    table = f"| a | b |\n| --- | --- |\n| {markup.markdown_text(text)} | {markup.markdown_code(text)} |\n"
    tokens = GFM.parse(table)
    assert sum(token.type == "td_open" for token in tokens) == 2
    assert sum(token.type == "tr_open" for token in tokens) == 2


@pytest.mark.parametrize(
    "text", ["# a", "- a", "1. a", "+ a", "= a", "> a", "| a", "---", "```", "~~~", "* * *", "10) a"]
)
def test_no_sign_at_the_start_makes_a_block(text: str) -> None:
    """A text that begins like a heading, a list or a fence is a paragraph still."""
    tokens = GFM.parse(markup.markdown_text(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]


def test_unseen_characters_are_spelt_out() -> None:
    """Directions, zero widths, escapes and bells are shown by their code points; letters of any script stay."""
    assert markup.visible("a\u202eb\u200b\x1b[0m") == "a‹U+202E›b‹U+200B›‹U+001B›[0m"
    assert markup.visible("naïve 表 ✓ é") == "naïve 表 ✓ é"


def test_line_breaks_become_a_sign() -> None:
    """On one line a break is seen."""
    assert markup.one_line("a\nb\tc\n") == "a ↵ b c"


def test_long_text_keeps_both_ends() -> None:
    """Shortening leaves the beginning and the end, and never more than asked for."""
    assert markup.shortened("a" * 50 + "z", 11) == "aaaaaa…aaaz"
    assert markup.shortened("short", 11) == "short"


def test_automatic_links_are_broken() -> None:
    """GitHub would make a link of a bare address: it does not find one."""
    escaped = markup.markdown_text("https://evil.example www.evil.example a@evil.example")
    assert "://" not in escaped
    assert "www." not in escaped
    assert "@" not in escaped


def test_prose_knows_code() -> None:
    """What stands between backticks is code, and only that; an odd backtick is itself."""
    assert markup.html_prose("see `a<b`, then <c>") == "see <code>a&lt;b</code>, then &lt;c&gt;"
    assert markup.html_prose("an odd ` one") == "an odd ` one"
    assert markup.markdown_prose("see `a.py:3`, *then*") == "see `a.py:3`, \\*then\\*"


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [("1. HIS006 revision-id-too-long", "1-his006-revision-id-too-long"), ("What's `here`?", "whats-here")],
)
def test_slug_is_githubs(heading: str, anchor: str) -> None:
    """A heading's anchor is the one that GitHub gives it."""
    assert markup.slug(heading) == anchor
