"""The exported pages in Chromium with the network blocked: nothing asked, nothing planted runs, all of it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Seen, Watch
from tests.fixtures.reports import PAGES, folder, report

_SCHEMES = {"light": "rgb(254, 254, 254)", "dark": "rgb(23, 27, 32)"}
_WIDTHS = (360, 768, 2200, 1280)  # last the one that a page is loaded with

pytestmark = pytest.mark.xdist_group("reports")


@pytest.fixture
def seen(watched: Watch) -> Iterator[Seen]:
    """A fresh page without network, and what it asked and complained."""
    with watched(folder()) as what:
        yield what


@pytest.fixture(scope="module")
def loaded(request: pytest.FixtureRequest, watched: Watch) -> Iterator[Seen]:
    """A page of a report, loaded once for all tests that leave it as it was."""
    with watched(folder()) as what:
        _open(what, *request.param.split("-"))
        yield what


def _each_of(*names: str) -> pytest.MarkDecorator:
    """Run a test on every page of these reports."""
    return pytest.mark.parametrize("loaded", [f"{name}-{page}" for name in names for page in PAGES], indirect=True)


def _open(seen: Seen, name: str, page: str) -> Page:
    seen.page.goto((report(name) / f"{page}.html").as_uri())
    return seen.page


def _report(opened: Page) -> Path:
    return Path(url2pathname(urlsplit(opened.url).path)).parent


@_each_of("ordinary", "hostile", "empty")
def test_no_request_no_complaint_nothing_planted_runs(loaded: Seen) -> None:
    """A page loads from nowhere, says nothing on the console, and runs no script but its own."""
    opened = loaded.page
    opened.mouse.move(400, 400)
    assert loaded.requests == []
    assert loaded.complaints == []
    assert opened.evaluate("window.planted") is None
    assert opened.evaluate("document.scripts.length") == 1
    assert (
        opened.evaluate("document.querySelectorAll('[onerror], [onload], [onclick], iframe, object, svg').length") == 0
    )


@_each_of("hostile")
def test_hostile_names_are_read_and_not_obeyed(loaded: Seen) -> None:
    """What a target planted stands on the page as text; no image and no link of its making is there."""
    opened = loaded.page
    assert "<script>window.planted=1</script>" in opened.inner_text("body")
    sources = opened.eval_on_selector_all("img", "all => all.map(each => each.getAttribute('src').slice(0, 26))")
    assert set(sources) <= {"data:image/svg+xml;base64,"}
    links = opened.eval_on_selector_all("a", "all => all.map(each => each.getAttribute('href'))")
    assert [each for each in links if not re.fullmatch(r"([\w]+\.html)?(#[^\s\"'<>]*)?", each)] == []


def test_unseen_characters_are_shown(seen: Seen) -> None:
    """A mark that turns text around, or has no width, is spelt out."""
    text = _open(seen, "hostile", "90_findings").inner_text("body")
    assert "‹U+202E›" in text
    assert "‹U+200B›" in text
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", text)


def test_planted_script_would_be_stopped_by_the_policy(seen: Seen, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Even a script that got into the page does not run: the policy names ours by its hash."""
    text = (report("ordinary") / "index.html").read_text()
    poisoned = folder() / "poisoned.html"
    poisoned.write_text(
        text.replace("</main>", "<script>window.planted = 1</script><img src=x onerror='window.planted=1'></main>")
    )
    seen.page.goto(poisoned.as_uri())
    assert seen.page.evaluate("window.planted") is None
    assert any("Content Security Policy" in each for each in seen.complaints)


@_each_of("ordinary", "hostile")
def test_ids_are_unique_and_contents_resolve(loaded: Seen) -> None:
    """Each id occurs once, and every link within the report leads to something."""
    opened, beside = loaded.page, _report(loaded.page)
    ids = opened.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert sorted(ids) == sorted(set(ids))
    for link in opened.eval_on_selector_all("a", "all => all.map(each => each.getAttribute('href'))"):
        file, _, anchor = link.partition("#")
        assert not file or (beside / file).exists()
        if anchor and not file:
            assert anchor in ids
        elif anchor:
            assert f'id="{anchor}"' in (beside / file).read_text()


def test_every_finding_has_an_anchor(seen: Seen) -> None:
    """A finding's fingerprint leads to it, also where it is folded under another."""
    opened = _open(seen, "ordinary", "90_findings")
    assert all(opened.locator(f"#finding-{number:012x}").count() == 1 for number in range(1, 25))
    folded = opened.locator(f"#finding-{24:012x}")
    assert not folded.is_visible()
    opened.goto(f"{opened.url}#finding-{24:012x}")
    assert folded.is_visible()


def _column(page: Page, figure: str, number: int) -> list[str]:
    return page.eval_on_selector_all(
        f"figure:has(#{figure}) tbody tr:not([hidden]) td:nth-child({number})",
        "all => all.map(each => each.textContent)",
    )


def _figure(page: Page, caption: str) -> str:
    return page.locator("figcaption", has_text=caption).first.get_attribute("id") or ""


def test_tables_sort_by_click_and_by_key(seen: Seen) -> None:
    """A click sorts up, a key sorts down, numbers as numbers, and the order is told to a screen reader."""
    page = _open(seen, "ordinary", "10_revision_history")
    figure = _figure(page, "Revisions in graph order")
    header = page.locator(f"figure:has(#{figure}) th").first
    assert _column(page, figure, 1) == [str(number) for number in range(1, 16)]
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "ascending"
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert _column(page, figure, 1) == [str(number) for number in range(15, 0, -1)]


def test_tables_filter(seen: Seen) -> None:
    """Words in the box leave the rows that hold them all, and the number found is said."""
    page = _open(seen, "ordinary", "10_revision_history")
    figure = _figure(page, "Revisions in graph order")
    box = page.locator(f"figure:has(#{figure}) input")
    box.fill("pending part")
    assert len(_column(page, figure, 1)) == 3
    assert page.locator(f"figure:has(#{figure}) [role=status]").inner_text() == "3 found"
    box.fill("")
    assert len(_column(page, figure, 1)) == 15


@_each_of("ordinary", "hostile")
def test_wide_tables_scroll_inside_themselves(loaded: Seen) -> None:
    """No page is wider than its window, whatever a name is like and however wide the window."""
    wider = []
    for width in _WIDTHS:
        loaded.page.set_viewport_size({"width": width, "height": 900})
        if loaded.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wider.append(width)
    assert wider == []


def test_a_row_is_a_card_on_a_narrow_screen(seen: Seen) -> None:
    """On a telephone every value of a wide table stands in the window, with its column's name beside it."""
    seen.page.set_viewport_size({"width": 390, "height": 900})
    page = _open(seen, "ordinary", "90_findings")
    table = page.locator("table.cards", has_text="What is so")
    cells = table.locator("tbody tr").first.locator("td:not(:empty)")
    boxes = [cell.bounding_box() for cell in cells.all()]
    assert len(boxes) > 3
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    labels = cells.evaluate_all("all => all.map(each => getComputedStyle(each, '::before').content)")
    assert '"What is so"' in labels


@_each_of("ordinary")
def test_text_has_contrast(loaded: Seen) -> None:
    """Every text is at least 4.5 times lighter or darker than its ground, on light and on dark pages."""
    assert contrast(loaded.page) == {scheme: (ground, []) for scheme, ground in _SCHEMES.items()}


def contrast(page: Page) -> dict[str, tuple[str, list[str]]]:
    """The ground of a page in either scheme, and the texts that hardly differ from theirs; it is left light."""
    found = {}
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        found[scheme] = (ground, page.evaluate(_WEAK_TEXT))
    return found


@_each_of("ordinary")
def test_pictures_say_what_they_show(loaded: Seen) -> None:
    """Every picture has words of its own."""
    words = loaded.page.eval_on_selector_all("img", "all => all.map(each => each.alt)")
    assert all(len(each) > 20 for each in words)


def test_print_shows_what_is_folded(seen: Seen) -> None:
    """On paper dependents are open, and the code, the menu and the filters are gone."""
    page = _open(seen, "ordinary", "90_findings")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator(f"#finding-{24:012x}").is_visible()
    assert not page.locator("header.top").is_visible()
    assert not page.locator("details.source").first.is_visible()


def test_keyboard_skips_to_the_content(seen: Seen) -> None:
    """The first key press offers a way past the menus."""
    page = _open(seen, "ordinary", "00_overview")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_screenshots_differ_by_scheme(seen: Seen) -> None:
    """A page can be pictured light and dark, wide and narrow."""
    page = _open(seen, "ordinary", "10_revision_history")
    pictures = []
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            pictures.append(page.screenshot())
    assert all(len(each) > 20_000 for each in pictures)
    assert len(set(pictures)) == 4


_WEAK_TEXT = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }).reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length < 4 || colour[3] > 0.5) return colour;
    }
    return numbers(getComputedStyle(document.body).backgroundColor);
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility() || element.matches("details.source *, script")) continue;
    const one = luminance(numbers(getComputedStyle(element).color)), other = luminance(ground(element));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) weak.push(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
  }
  return weak;
}"""
