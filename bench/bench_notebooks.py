"""The notebooks executed and exported, against papermill and nbconvert on as many notebooks that only import.

Both run in process, two at a time, on the same machine, one after the other, each a few times; the best counts.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbconvert.exporters import HTMLExporter, MarkdownExporter

from auditlib.report import kernels, pool, run

_ROUNDS = 3
_IMPORTS = (
    "import auditlib\n"
    "import auditlib.audit\n"
    "from auditlib.report.views import advice, critical, drift, findings, headline, history, models, practice\n"
    "from auditlib.report.views import run, settings, state"
)


def rows(snapshot: Path) -> list[dict[str, Any]]:
    """Measurements as ``name``, ``value``, ``unit``, ``bound``, ``holds``; ``snapshot`` is an audited one."""
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        ours = _best(lambda: run.write(snapshot, Path(folder) / "ours"))
        plain = _best(lambda: _plain(Path(folder) / "plain", len(run.notebooks())))
    return [
        _row("notebooks: papermill and nbconvert, imports only", plain, "s", None),
        _row("notebooks: ours, executed and exported", ours, "s", plain),
        _row("notebooks: ours against imports only", ours / plain, "times", 1.0),
    ]


def _row(name: str, value: float, unit: str, bound: float | None) -> dict[str, Any]:
    rounded = None if bound is None else round(bound, 3)
    return {
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "bound": rounded,
        "holds": bound is None or value <= bound,
    }


def _best(measured: Callable[[], object]) -> float:
    return min(_seconds(measured) for _ in range(_ROUNDS))


def _seconds(measured: Callable[[], object]) -> float:
    started = time.perf_counter()
    measured()
    return time.perf_counter() - started


def _plain(folder: Path, count: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    paths = [_imports_only(folder / f"{number:02}.ipynb") for number in range(count)]
    with ThreadPoolExecutor(pool.KERNELS) as threads:
        list(threads.map(_executed_and_exported, paths))


def _imports_only(path: Path) -> Path:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(_IMPORTS)])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    return path


def _executed_and_exported(path: Path) -> None:
    papermill.execute_notebook(
        str(path), str(path), progress_bar=False, kernel_name="python3", kernel_manager_class=_Manager
    )
    notebook = nbformat.read(path, as_version=4)
    HTMLExporter().from_notebook_node(notebook)
    MarkdownExporter().from_notebook_node(notebook)


class _Manager(AsyncKernelManager):
    """papermill's own kernel manager, on the same interpreter as ours, whatever `python3` is on this machine."""

    def __init__(self, **told: Any) -> None:
        super().__init__(kernel_spec_manager=kernels.OwnInterpreter(), transport_encryption="auto", **told)


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print(row)
