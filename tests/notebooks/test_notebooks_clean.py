"""The notebooks as they are committed: prose, calls and pictures."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from papermill.translators import PythonTranslator

from auditlib.report import run

NOTEBOOKS = [*run.notebooks(), *run.notebooks("diff")]
_FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Lambda, ast.ListComp)


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> NotebookNode:
    """One committed notebook."""
    return nbformat.read(request.param, as_version=4)


def _code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_they_are_there_in_reading_order() -> None:
    """The notebooks of an audit are found, in the order of their numbers."""
    assert [path.stem for path in run.notebooks()] == [
        "00_overview",
        "10_revision_history",
        "20_model_coverage",
        "30_schema_drift",
        "40_replay",
        "50_lineage",
        "60_pending",
        "90_findings",
    ]


def test_no_output_no_count_no_trace_of_a_run(notebook: NotebookNode) -> None:
    """A committed notebook holds no output, no execution count and nothing of papermill."""
    assert all(cell.outputs == [] and cell.execution_count is None for cell in _code(notebook))
    assert "papermill" not in notebook.metadata
    assert all("papermill" not in cell.metadata and "execution" not in cell.metadata for cell in notebook.cells)


def test_kernel_is_python3(notebook: NotebookNode) -> None:
    """A committed notebook names the kernel that everybody has."""
    assert notebook.metadata.kernelspec.name == "python3"


def test_ids_are_stable_and_unique(notebook: NotebookNode) -> None:
    """Cell ids are ours, told from the notebook's number, so that a diff is readable."""
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(each[2] == "-" and each.replace("-", "").isdigit() for each in ids)


def test_title_and_question_come_first(notebook: NotebookNode) -> None:
    """A notebook opens with its title and the question that it answers."""
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    title, _, question = first.source.partition("\n\n")
    assert title.startswith("# ")
    assert question.strip("*").endswith("?")


def test_one_parameters_cell(notebook: NotebookNode) -> None:
    """One cell is tagged `parameters`: `snapshot`, and `blame` in one notebook, are all there is: never a secret."""
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    told = PythonTranslator.inspect(tagged[0])
    more = [("blame", "str")] if notebook.cells[0].source.startswith("# Lineage") else []
    assert [(each.name, each.inferred_type_name) for each in told] == [("snapshot", "str"), *more]
    assert not Path(ast.literal_eval(told[0].default)).is_absolute()


def test_cells_are_short_calls(notebook: NotebookNode) -> None:
    """No cell defines or loops, and none is over ten lines."""
    for cell in _code(notebook):
        assert len(cell.source.splitlines()) <= 10
        assert not [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, _FORBIDDEN)]


def test_every_view_imported_is_used(notebook: NotebookNode) -> None:
    """What a notebook imports it calls."""
    tree = ast.parse("\n".join(cell.source for cell in _code(notebook)))
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert imported <= used
