"""The pages of two sides in Chromium: hostile names are text, no page is too wide, words are readable."""

from __future__ import annotations

import pytest

from tests.browser.test_pages import Seen, contrast, pytestmark, seen
from tests.fixtures.reports import DIFF_PAGES, diff_report

__all__ = ["pytestmark", "seen"]


@pytest.mark.parametrize("page", DIFF_PAGES)
def test_hostile_names_are_read_and_not_obeyed(seen: Seen, page: str) -> None:
    """A page loads nothing, complains of nothing, runs nothing that was planted, at any width."""
    seen.page.goto((diff_report("hostile") / f"{page}.html").as_uri())
    for width in (360, 1280):
        seen.page.set_viewport_size({"width": width, "height": 900})
        assert (seen.requests, seen.complaints) == ([], [])
        assert seen.page.evaluate("window.planted") is None
        assert "<script>window.planted=1</script>" in seen.page.inner_text("body")
        assert seen.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("page", DIFF_PAGES)
def test_text_has_contrast(seen: Seen, page: str) -> None:
    """Every text is readable on light and on dark pages."""
    seen.page.goto((diff_report("ordinary") / f"{page}.html").as_uri())
    assert [weak for _ground, weak in contrast(seen.page).values()] == [[], []]
