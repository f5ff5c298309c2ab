"""``show``: a frame as a table in HTML and Markdown."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from auditlib.report.page import cleaned
from auditlib.report.show import Col, bullets, code_block, folded, heading, joined, paragraph, place, records, show
from tests.fixtures.sample_snapshots import HOSTILE

GFM = MarkdownIt("commonmark", {"html": True}).enable("table")
FRAME = pd.DataFrame(
    {
        "name": pd.Series(["a", "b", None], dtype="str"),
        "rows": pd.Series([1200, None, 3], dtype="Int64"),
        "live": pd.Series([True, False, None], dtype="boolean"),
        "moment": pd.Series([pd.Timestamp("2026-11-22 10:30", tz="UTC"), None, None], dtype="datetime64[us, UTC]"),
    }
)


def test_values_read_as_words() -> None:
    """Flags are yes, no and unknown; numbers are grouped; what is missing is empty."""
    assert "| a | 1\u202f200 | yes | 2026-11-22 10:30 |" in show(FRAME, "Things").markdown
    assert "| b |  | no |  |" in show(FRAME, "Things").markdown
    assert '<td class="flag unknown">unknown</td>' in show(FRAME, "Things").html


def test_unknown_differs_from_no_by_its_word() -> None:
    """Unknown is told in words, not by colour alone."""
    cells = re.findall(r'<td class="flag [^"]+">([^<]+)</td>', show(FRAME, "Things").html)
    assert cells == ["yes", "no", "unknown"]


def test_a_cut_is_said() -> None:
    """Where rows are left out, both forms say how many of how many are shown."""
    shown = show(FRAME, "Things", limit=2)
    assert "showing 2 of 3" in shown.html
    assert "showing 2 of 3" in shown.markdown
    assert shown.html.count("<tr>") == 3


def test_nothing_is_a_sentence() -> None:
    """An empty frame is a sentence, not an empty table."""
    assert show(FRAME.head(0), "Things", empty="none was seen.").html == "<p>Things: none was seen.</p>"


def test_columns_choose_order_and_headings() -> None:
    """Chosen columns alone are shown, under their headings, in their order."""
    shown = show(FRAME, "Things", columns=(Col("rows", "How many", "number"), Col("name", "Name", "code")))
    assert shown.markdown.split("\n")[2:4] == ["| How many | Name |", "| ---: | --- |"]
    assert re.findall(r'<th scope="col" class="(\w+)">([^<]+)', shown.html) == [
        ("number", "How many"),
        ("code", "Name"),
    ]


def test_caption_names_the_table() -> None:
    """The caption is the table's name for a screen reader."""
    html = show(FRAME, "Things").html
    label = re.search(r'<figcaption id="([^"]+)"', html)
    assert label
    assert html.count(f'aria-labelledby="{label[1]}"') == 2


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("kind", ["text", "prose", "code", "place", "number", "flag", "status"])
def test_hostile_cells_stay_cells(text: str, kind: str) -> None:
    """Whatever a cell, a heading or a caption holds, the table has its one row and no markup beside ours."""
    frame = pd.DataFrame({"x": pd.Series([text], dtype="object"), "y": [1]})
    shown = show(frame, text, columns=(Col("x", text, kind), Col("y", "y", "number")))
    tokens = [token.type for token in GFM.parse(shown.markdown)]
    assert tokens.count("tr_open") == 2
    assert tokens.count("td_open") == 2
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]+)", shown.html))
    assert tags <= {
        "figure",
        "figcaption",
        "span",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "br",
        "wbr",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_sentences_stay_sentences(text: str) -> None:
    """Paragraphs, headings, lists, blocks and folds escape what they are given."""
    shown = joined([paragraph(text), heading(text), bullets([text]), code_block(text), folded(text, paragraph(text))])
    tags = set(re.findall(r"<\s*/?\s*([^\s>/]+)", shown.html))
    assert tags <= {"p", "h3", "ul", "li", "pre", "code", "details", "summary"}
    assert not [token for token in GFM.parse(shown.markdown) if token.type in ("html_block", "table_open")]


def test_records_are_plain() -> None:
    """Rows hold None where there is no value, whatever the dtype says."""
    assert records(FRAME)[2] == {"name": None, "rows": 3, "live": None, "moment": None}


@pytest.mark.parametrize(
    ("file", "line", "expected"), [("a.py", 3, "a.py:3"), ("a.py", pd.NA, "a.py"), (None, 3, ""), (float("nan"), 1, "")]
)
def test_place(file: object, line: object, expected: str) -> None:
    """A place is file and line, the file, or nothing."""
    assert place(file, line) == expected


def test_a_frame_is_not_changed() -> None:
    """Showing leaves the frame as it was."""
    before = FRAME.copy(deep=True)
    show(FRAME, "Things")
    pd.testing.assert_frame_equal(FRAME, before)


def test_a_notebook_gets_a_style_and_a_page_does_not() -> None:
    """What a notebook is given looks like a report in JupyterLab too; the page takes the style out with its text."""
    bundle = show(pd.DataFrame({"name": ["a"]}), "Names")._repr_mimebundle_()
    style, _, rest = bundle["text/html"].partition("</style>")
    assert style.startswith("<style>.jp-OutputArea-output {")
    assert cleaned(bundle["text/html"]) == cleaned(rest)
