"""One target that is hostile in every place a name or a text can stand, audited once; then every form is checked."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditlib.audit import Audit
from auditlib.cli import diff_answer, terminal
from auditlib.config import settings_file
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.report import formats
from auditlib.report.formats import as_csv, as_text
from auditlib.report.markup import one_line, visible
from auditlib.report.run import notebooks
from auditlib.report.show import records
from auditlib.two_sides import Diff
from tests.browser.conftest import Watch
from tests.fixtures import hostile_target
from tests.fixtures.hostile_target import TEXTS

GFM = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])
PAGES = ("index", *(path.stem for path in notebooks()))
UNNAMED = {
    "servers": "one row a source, which has no name of the target's",
    "unread": "what could not be read; here all of it can",
    "database": "always called `current`; its own name is in what `test_json_gives_every_name_exactly` reads",
}
KINDS = {
    "tables": {"table", "partitioned table", "foreign table"},
    "constraints": {"primary key", "unique", "foreign key", "check", "exclusion"},
    "types": {"enum", "domain", "composite", "range", "base"},
    "views": {"view", "materialized view"},
    "functions": {"function", "procedure", "aggregate", "window"},
}
FOREIGN = "[onerror], [onload], [onclick], [onmouseover], iframe, object, svg, style:not(head style), form"
ABOUT_OTHERS = {"comments", "dependencies", "privileges"}


@cache
def said(form: str) -> str:
    """The answer in a form, as a terminal gets it."""
    return terminal.document(hostile_target.audited(), form, "note")


def test_every_name_comes_through() -> None:
    """Each hostile text names an object of every kind that a catalog frame holds: nothing was lost on the way."""
    lost = []
    for name in sorted(set(OBJECT_FRAMES) - set(UNNAMED)):
        rows = hostile_target.audited()[name].query("source == 'live'")
        columns = OBJECT_FRAMES[name].own_names if name not in ABOUT_OTHERS else ["name"]
        names = "\n".join(rows[columns].agg(" ".join, axis=1)).replace('""', '"')
        lost += [(name, words) for words in TEXTS if words not in names]
    assert lost == []


def test_every_sort_of_a_kind_is_hostile() -> None:
    """Of tables, constraints, types, views and functions each sort is there: the target leaves none out."""
    audited = hostile_target.audited()
    for name, sorts in KINDS.items():
        rows = audited[name].query("source == 'live'")
        found = rows[f"{OBJECT_FRAMES[name].object_kind}_kind"].value_counts()
        assert {sort for sort in sorts if found.get(sort, 0) < len(TEXTS)} == set(), name


def test_every_revision_comes_through() -> None:
    """Ids, docstrings and labels of the version files are in the snapshot as they are written."""
    revisions = hostile_target.audited()["revisions"]
    assert set(revisions["revision"]) == {hostile_target.identified(number) for number in range(len(TEXTS))}
    for words, docstring in zip(TEXTS, revisions.sort_values("revision")["docstring"], strict=True):
        assert docstring.startswith(words)
    assert set(revisions["branch_labels"].dropna()) == {f"label {TEXTS[2]}", f"label {TEXTS[5]}"}


def test_every_witness_was_heard() -> None:
    """No name stopped a witness: live, models, scripts and replay are seen or in part, and pending steps failed."""
    audited = hostile_target.audited()
    assert set(audited["witnesses"]["witness"]) >= {"live", "models", "scripts", "replay"}
    assert set(audited["models"]["table"]) == set(TEXTS)
    assert (audited["steps"]["status"] == "failed").sum() == 2
    assert len(audited["findings"]) > 100
    # Its version table was read by its whole name, quotes included.
    assert not audited["witnesses"]["subject"].str.startswith("version_table").any()
    (habit,) = audited["findings"].query("rule == 'CFG008'")["message"]
    assert hostile_target.VERSION_TABLE in habit


def test_every_object_is_made_again_by_its_name() -> None:
    """No dot, comma, quote or bracket of a name or a text keeps an object out of the rehearsal's copy of live."""
    gaps = hostile_target.audited()["rebuild_gaps"]
    subscribed = gaps["name"].str.startswith("subscription ")
    assert set(gaps.loc[~subscribed, "object_kind"]) == {"database setting", "extension", "subscription"}


@cache
def compared() -> Diff:
    """The live database and the chain as two sides, as `auditlib diff` compares them."""
    return Audit(hostile_target.audited()).diff("live", "replay")


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_the_difference_of_two_sides_is_told_as_text(form: str) -> None:
    """Each form of `diff` holds no unseen character; Markdown is text and tables; JSON gives the names back."""
    written: dict[str, Callable[[Diff], str]] = {
        "text": diff_answer.text,
        "markdown": diff_answer.markdown,
        "json": diff_answer.document,
    }
    said = written[form](compared())
    told = said if form == "json" else terminal.plain(said)
    assert visible(told) == told
    assert not re.search(r"(?m)^\s*::|##\w*\[", told)
    if form == "markdown":
        assert [each for each in _inside(GFM.parse(told)) if each.type.startswith("html_")] == []
    if form == "json":
        assert {row["name"] for row in json.loads(said)["differences"]} >= set(TEXTS)


def test_the_difference_of_two_sides_is_shown_as_text(watched: Watch) -> None:
    """In Chromium nothing of it runs, nor makes an element of its own."""
    with watched(hostile_target.folder()) as seen:
        seen.page.set_content(compared()._repr_mimebundle_()["text/html"])
        assert (seen.requests, seen.complaints) == ([], [])
        assert seen.page.evaluate("window.planted") is None
        assert seen.page.evaluate(f"document.querySelectorAll('{FOREIGN}, script').length") == 0
        text = seen.page.inner_text("body")
    assert _unseen(text) == []
    assert TEXTS[0] in text


def test_blame_tells_its_revisions_as_text() -> None:
    """The log of an object leads to its file, whatever both are called, and starts no line with a name."""
    for number in (*hostile_target.CHAINED, 3, 8):
        found = Audit(hostile_target.audited()).blame(TEXTS[number])
        told = terminal.plain(found.text)
        assert visible(told) == told
        assert not re.search(r"(?m)^\s*(::|# heading|\| lines)|##\w*\[", told)
        assert found.json.isascii()
        revisions = {row["revision"] for each in json.loads(found.json)["objects"] for row in each["changes"]}
        assert hostile_target.identified(number) in revisions


@pytest.mark.parametrize("page", PAGES)
def test_a_page_runs_nothing_and_keeps_its_shape(watched: Watch, page: str) -> None:
    """In Chromium: no request, no complaint, nothing planted runs, no element of the target's making, no overflow."""
    with watched(hostile_target.report()) as seen:
        opened = seen.page
        opened.goto((hostile_target.report() / f"{page}.html").as_uri())
        opened.mouse.move(300, 300)
        assert (seen.requests, seen.complaints) == ([], [])
        assert opened.evaluate("window.planted") is None
        assert opened.evaluate("document.scripts.length") == 1
        assert opened.evaluate(f"document.querySelectorAll('{FOREIGN}').length") == 0
        uneven = "all => all.filter(t => new Set([...t.rows].map(r => r.cells.length)).size > 1).length"
        assert opened.eval_on_selector_all("table", uneven) == 0
        assert opened.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        text = opened.inner_text("body")
    assert _unseen(text) == []


def test_a_page_names_what_is_hostile(watched: Watch) -> None:
    """The findings stand on the page as the text that they are, filter included."""
    with watched(hostile_target.report()) as seen:
        seen.page.goto((hostile_target.report() / "90_findings.html").as_uri())
        text = seen.page.inner_text("body")
    for words in (TEXTS[0], TEXTS[1], TEXTS[6], TEXTS[9], TEXTS[13]):
        assert words in text


@pytest.mark.parametrize("page", ["README", *PAGES[1:]])
def test_markdown_is_tables_and_text(page: str) -> None:
    """Parsed by a GFM parser: no HTML, no link but ours, every row of a table with the cells of its head."""
    source = (hostile_target.report() / f"{page}.md").read_text(encoding="utf-8")
    tokens = GFM.parse(source)
    everything = _inside(tokens)
    assert [each.content for each in everything if each.type in ("html_block", "html_inline")] == []
    links = [str(each.attrs["href"]) for each in everything if each.type == "link_open"]
    assert [link for link in links if not re.fullmatch(r"[\w./-]*(#[^\s<>\"]*)?", link)] == []
    images = [str(each.attrs["src"]) for each in everything if each.type == "image"]
    assert [image for image in images if not re.fullmatch(r"[\w./-]+\.svg", image)] == []
    for head, *rows in _tables(tokens):
        assert {len(row) for row in rows} <= {len(head)}
    assert visible(source) == source


def test_markdown_rows_are_whole() -> None:
    """No row of a table has more cells than its head: the parser would drop them without a word."""
    for page in PAGES[1:]:
        lines = (hostile_target.report() / f"{page}.md").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            if re.fullmatch(r"\|(?: -{3}:? \|)+", line):
                wanted = line.count("|")
                row = number + 1
                while row < len(lines) and lines[row].startswith("|"):
                    assert len(re.findall(r"(?<!\\)\|", lines[row])) == wanted, lines[row]
                    row += 1


@pytest.mark.parametrize("form", formats.FORMS)
def test_a_terminal_is_told_nothing_to_do(form: str) -> None:
    """No form holds an unseen character; the summary neither, nor a line that a CI's log obeys."""
    summary = terminal.plain(as_text.summary(hostile_target.audited()))
    assert visible(said(form)) == said(form)
    assert visible(summary) == summary
    if form in ("text", "json", "sarif"):
        assert not re.search(r"(?m)^\s*::|##\w*\[", said(form) + summary)


def test_no_line_of_text_is_forged() -> None:
    """In the text each line begins as ours do: no name begins one."""
    starts = re.compile(
        r"Can the history|migrations: |$|  (error|warning|note) [A-Z]{3}\d{3} |      \S|Not seen|  \w+, "
    )
    assert [line for line in said("text").split("\n") if not starts.match(line)] == []


def test_json_gives_every_name_exactly() -> None:
    """The document is ASCII, and read back each name is byte for byte what it was."""
    assert said("json").isascii()
    named = json.dumps(json.loads(said("json")), ensure_ascii=False)
    assert json.loads(said("json"))["database"].endswith(hostile_target.DATABASE)
    for words in TEXTS:
        assert json.dumps(words, ensure_ascii=False)[1:-1] in named


def test_csv_computes_nothing_and_reads_back() -> None:
    """No cell is a formula, no row has two lines, and each cell comes back as it is shown."""
    cells = [cell for row in csv.reader(io.StringIO(said("csv"), newline="")) for cell in row]
    assert [cell for cell in cells if re.match(r"\s*[=+\-@＝＋－＠](?!\d+$)", cell)] == []  # a number is none
    findings = hostile_target.audited()["findings"]
    assert as_csv.read(said("csv")) == [
        {name: "" if value is None else one_line(value) for name, value in row.items()} for row in records(findings)
    ]


def test_sarif_and_junit_are_valid() -> None:
    """Both are read by their own readers; places are relative and encoded."""
    from tests.unit.test_formats import schema

    log = json.loads(said("sarif"))
    assert [error.message for error in schema().iter_errors(log)] == []
    uris = re.findall(r'"uri": "([^"]*)"', said("sarif"))
    assert uris
    assert [uri for uri in uris if not re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri) or uri.startswith("/")] == []
    assert JUnitXml.fromstring(said("junit").encode()).failures == len(log["runs"][0]["results"])


def test_github_is_a_command_a_line() -> None:
    """Each line is a command of ours, whose properties hold no sign that ends them."""
    for line in said("github").split("\n"):
        found = re.fullmatch(r"::(error|warning|notice) ([^:]*)::[^\r\n]*", line)
        assert found, line
        assert {each.split("=", 1)[0] for each in found[2].split(",")} <= {"file", "line", "title"}


@pytest.mark.parametrize("path", sorted(path.name for path in notebooks()))
def test_executed_notebooks_are_valid(path: str) -> None:
    """papermill's copies, made in a folder with braces, are valid notebooks without an error or a machine's path."""
    text = (hostile_target.report() / "notebooks" / path).read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", ())]
    assert [each for each in outputs if each["output_type"] == "error"] == []
    assert str(hostile_target.folder()) not in text


def test_figures_are_pictures_of_text() -> None:
    """Each figure is well-formed SVG without script or foreign element; mathematics was not set in it."""
    drawn = sorted(hostile_target.report().rglob("*.svg"))
    assert drawn
    for path in drawn:
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.parse(path).iter()}
        assert not tags & {"script", "foreignObject", "image", "a"}, path.name


def test_no_place_of_this_machine_is_told() -> None:
    """Neither the answer nor the report holds the folder of the project or of the socket."""
    texts = [said(form) for form in formats.FORMS]
    texts += [path.read_text(encoding="utf-8") for path in _written()]
    assert [text[:80] for text in texts if str(hostile_target.folder()) in text or "/dev/shm/" in text] == []


def test_settings_that_init_writes_are_toml() -> None:
    """What `auditlib init` finds in such a project is written as TOML that says the same."""
    text = settings_file.write(hostile_target.target(), hostile_target.folder() / "auditlib.toml").read_text()
    assert tomllib.loads(text)


def _unseen(text: str) -> list[str]:
    return sorted(each for each in set(text) if visible(each) != each)


def _inside(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *(token.children or []))]


def _written() -> Iterator[Path]:
    for suffix in ("html", "md", "ipynb", "json"):
        yield from hostile_target.report().rglob(f"*.{suffix}")


def _tables(tokens: list[Token]) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type in ("td_open", "th_open"):
            rows[-1].append(token.type)
        elif token.type == "table_close":
            yield rows
