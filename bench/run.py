"""Runs every bench in this folder: ``python bench/run.py``. Ends with 1 where a bound is broken.

A bench is a module ``bench_*.py`` with a function ``rows`` that gives ``{name, value, unit, bound, holds}``; one that
takes ``snapshot`` is given the folder of the demo's audited snapshot.
"""

from __future__ import annotations

import argparse
import inspect
import json
import runpy
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent
Row = dict[str, Any]


def main() -> int:
    """Measure, print a line a value, and write them all."""
    parser = argparse.ArgumentParser(description="Measure auditlib.")
    parser.add_argument("--output", type=Path, default=Path("reports/bench.json"))
    parser.add_argument("names", nargs="*", help="only the benches of these names, such as scripts")
    options = parser.parse_args()
    found = list(_measured(options.names))
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    return int(any(row["holds"] is False for row in found))


def _measured(names: list[str]) -> Iterator[Row]:
    sys.path.insert(0, str(FOLDER))
    with tempfile.TemporaryDirectory(prefix="auditlib-bench-") as folder:
        for path in sorted(FOLDER.glob("bench_*.py")):
            if names and path.stem.removeprefix("bench_") not in names:
                continue
            for row in _rows(runpy.run_path(str(path))["rows"], Path(folder) / "snapshot"):
                print(_line(row), flush=True)
                yield row


def _rows(rows: Callable[..., list[Row]], snapshot: Path) -> list[Row]:
    if "snapshot" not in inspect.signature(rows).parameters:
        return rows()
    return rows(snapshot=snapshot if snapshot.exists() else _demo(snapshot))


def _demo(folder: Path) -> Path:
    from auditlib import pipeline
    from auditlib.config.settings import Settings

    pipeline.demo(folder.parent, settings=Settings())
    return folder


def _line(row: Row) -> str:
    holds = {True: "holds", False: "BROKEN", None: ""}[row["holds"]]
    bound = "" if row["bound"] is None else f"(bound {row['bound']:g})"
    return f"{row['name']:60} {row['value']:10.3f} {row['unit']:8} {bound:14} {holds}"


if __name__ == "__main__":
    sys.exit(main())
