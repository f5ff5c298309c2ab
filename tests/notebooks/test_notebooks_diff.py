"""The notebook of two sides, executed on samples, and what it leaves behind."""

from __future__ import annotations

import json

import nbformat
import pytest

from tests.fixtures.reports import DIFF_PAGES, diff_report
from tests.notebooks.test_notebooks_repeat import nbval

pytestmark = pytest.mark.xdist_group("reports")


@pytest.mark.parametrize("name", ["ordinary", "hostile", "same"])
def test_it_runs_to_its_end(name: str) -> None:
    """Whatever differs, both pages and their Markdown are there, and nothing goes to standard error."""
    folder = diff_report(name)
    assert json.loads((folder / "run.json").read_text())["status"] == "ok"
    assert all((folder / f"{page}.html").stat().st_size > 4000 for page in DIFF_PAGES)
    notebook = nbformat.read(folder / "notebooks/80_differences.ipynb", as_version=4)
    outputs = [each for cell in notebook.cells for each in cell.get("outputs", [])]
    assert [each for each in outputs if each.output_type in ("stream", "error")] == []
    assert notebook.metadata.papermill.parameters == {"snapshot": "../snapshot"}


def test_what_the_page_says() -> None:
    """Roots in a section for each way to differ, one line for a renamed table and one for another owner."""
    text = (diff_report("ordinary") / "80_differences.md").read_text()
    assert "5 differences between reports/monday/snapshot:live (A)" in text
    for title in ("Only in B", "Renamed", "In both, and different"):
        assert f"### {title}" in text
    assert "### Only in A" not in text
    assert "| `table customer` | `customer` | `client` | 1 |" in text
    assert "| `owner` | owner | `postgres` | `deployer` | 2 |" in text


def test_nothing_differs() -> None:
    """Two sides that say the same: the page says in what, and no more."""
    text = (diff_report("same") / "80_differences.md").read_text()
    assert "No difference between" in text
    assert "The two sides say the same in all that was compared." in text


def test_it_can_be_repeated() -> None:
    """Whoever gets the folder runs the notebook again and gets the same outputs."""
    again = nbval(diff_report("ordinary") / "notebooks")
    assert again.returncode == 0, again.stdout[-3000:]
