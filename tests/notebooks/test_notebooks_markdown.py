"""The Markdown of a report, read by a GFM parser: tables intact, pictures described, links that lead somewhere."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditlib.report.markup import slug
from tests.fixtures.reports import PAGES, report

GFM = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture(params=["ordinary", "hostile", "empty"])
def texts(request: pytest.FixtureRequest) -> dict[Path, str]:
    """Every Markdown file of a report."""
    return {path: path.read_text() for path in sorted(report(request.param).glob("*.md"))}


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


@cache
def _anchors(path: Path) -> set[str]:
    tokens = GFM.parse(path.read_text())
    headings = [after for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {slug("".join(child.content for child in each.children or [])) for each in headings}


def test_every_page_has_its_markdown(texts: dict[Path, str]) -> None:
    """There is a Markdown file for each page, the first one as README."""
    assert [path.stem for path in texts] == sorted(["README", *PAGES[1:]])


def test_tables_are_intact(texts: dict[Path, str]) -> None:
    """Every row has as many cells as its heading, and no line that looks like a table is outside one."""
    for path, text in texts.items():
        tokens = GFM.parse(text)
        kinds = [token.type for token in tokens]
        rows = [line for line in text.split("\n") if line.startswith("|")]
        separators = [line for line in rows if re.fullmatch(r"\|( -{3}:? \|)+", line)]
        assert kinds.count("table_open") == len(separators), path.name
        assert kinds.count("tr_open") == len(rows) - len(separators), path.name
        assert not [token for token in _inline(tokens) if token.type == "text" and token.content.startswith("| ")]


def test_cells_hold_what_the_row_holds(texts: dict[Path, str]) -> None:
    """No cell is cut: a row has no more unescaped bars than its heading."""
    for path, text in texts.items():
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
            bars = {len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().split("\n")}
            assert len(bars) == 1, (path.name, table[:200])


def test_no_raw_html_and_no_code_of_ours(texts: dict[Path, str]) -> None:
    """The Markdown holds no HTML, and no cell's code."""
    for path, text in texts.items():
        tokens = GFM.parse(text)
        assert not [token for token in [*tokens, *_inline(tokens)] if token.type.startswith("html")], path.name
        assert "import auditlib" not in text


def test_pictures_are_files_with_words(texts: dict[Path, str]) -> None:
    """Every picture is a file beside the page, and says what it shows."""
    for path, text in texts.items():
        for image in [token for token in _inline(GFM.parse(text)) if token.type == "image"]:
            assert (path.parent / str(image.attrs["src"])).read_text().startswith("<svg")
            assert len(image.content) > 20


def test_links_lead_somewhere(texts: dict[Path, str]) -> None:
    """A link leads to a file of the report, and to a heading where it names one."""
    for path, text in texts.items():
        for link in [token for token in _inline(GFM.parse(text)) if token.type == "link_open"]:
            file, _, anchor = str(link.attrs["href"]).partition("#")
            assert (path.parent / file).exists(), (path.name, link.attrs)
            if anchor:
                assert anchor in _anchors(path.parent / file)


def test_headings_start_with_the_title(texts: dict[Path, str]) -> None:
    """A page has one title, at its top, and no text of the target makes another."""
    for path, text in texts.items():
        titles = [line for line in text.split("\n") if line.startswith("# ")]
        assert len(titles) == 1, path.name
        assert text.startswith("# ")


def test_three_that_matter_are_linked() -> None:
    """The first page names the first three root findings and leads to their sections."""
    text = (report("ordinary") / "README.md").read_text()
    assert re.findall(r"90_findings\.md#([\w-]+)", text) == [
        "1-his016-comment-contradicts-sql",
        "2-his021-chain-assumes-objects",
        "3-cov001-untracked-metadata",
    ]
