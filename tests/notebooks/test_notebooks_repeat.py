"""The notebooks of a finished report, run once more by nbval: every output is compared with the one that was kept."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.fixtures.reports import report

pytestmark = pytest.mark.xdist_group("reports")


def nbval(folder: Path) -> subprocess.CompletedProcess[str]:
    """pytest with nbval over the notebooks in ``folder``, in a process of its own."""
    plain = ["-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null", "--rootdir", str(folder)]
    command = [sys.executable, "-m", "pytest", "-q", "--nbval", *plain, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)


def test_a_report_can_be_repeated_from_its_own_folder() -> None:
    """Whoever gets a report's folder runs its notebooks again and gets the same outputs, cell by cell."""
    again = nbval(report("ordinary") / "notebooks")
    assert again.returncode == 0, again.stdout[-3000:]
    assert " passed" in again.stdout


def test_an_output_that_was_altered_is_noticed(tmp_path: Path) -> None:
    """The comparison above can fail: a notebook whose kept output was changed does not repeat."""
    source = report("ordinary") / "notebooks" / "00_overview.ipynb"
    notebook = nbformat.read(source, as_version=4)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "snapshot").symlink_to(report("ordinary") / "snapshot")
    shown = next(each for cell in notebook.cells for each in cell.get("outputs", []) if "data" in each)
    shown.data["text/html"] = "<p>All is well.</p>"
    nbformat.write(notebook, tmp_path / "notebooks" / source.name)
    assert nbval(tmp_path / "notebooks").returncode == 1
