"""From a snapshot to a folder of pages: every notebook executed on warm kernels and exported.

All of it is written beside the target (in it where nothing could be moved from there) and put in its place at the end;
what is not ours in the target stays.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import papermill
from papermill.exceptions import PapermillExecutionError

from auditlib.errors import NotebookError, OutputError
from auditlib.report.index import NAME, Page, frame_of, write_diff_index, write_index
from auditlib.report.kernels import ENGINE, Kernel
from auditlib.report.page import PageFrame
from auditlib.report.pending_sql import FILE, pending_sql
from auditlib.report.pool import KERNELS, Pool
from auditlib.report.publish import SNAPSHOT, publish
from auditlib.report.render import Renderer, read, title_of
from auditlib.snapshot import Snapshot, load, save
from auditlib.wording import counted

Progress = Callable[[int, int, str], None]
IndexWriter = Callable[[Path, Snapshot, Sequence[Page], PageFrame], None]


@dataclass(frozen=True)
class Executed:
    """One notebook of a run: its page, and why it failed if it did."""

    page: Page
    problem: str = ""


Kernels = Pool[Path, Executed]


def notebooks(of: str = "") -> list[Path]:
    """The notebooks of an audit, or of a `diff`, in reading order: in the package, else in the checkout."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        found = sorted((folder / of).glob("[0-9][0-9]_*.ipynb"))
        if found:
            return found
    raise NotebookError("auditlib's notebooks are missing from this installation.", "Install auditlib again.")


def write(
    source: Snapshot | Path,
    out: Path,
    *,
    progress: Progress | None = None,
    sources: Sequence[Path] | None = None,
    index: IndexWriter = write_index,
    kernels: Kernels | None = None,
) -> Path:
    """Executes every notebook on a snapshot and writes pages, Markdown, figures and notebooks to ``out``.

    A snapshot that is not on disk yet goes into ``out`` with its report, both or neither.
    Gives the page to open first. ``progress`` is told (done, all, name) after each notebook; ``sources`` are
    other notebooks than ours, ``index`` writes the page to open first, and ``kernels`` were started ahead.
    Raises ``SnapshotError``, ``OutputError``, or ``NotebookError`` after a run in which a notebook failed: its
    page then shows the error, and all others are whole.
    """
    started = time.monotonic()
    snapshot = load(source) if isinstance(source, Path) else source
    paths = list(sources) if sources is not None else notebooks()
    frame = frame_of(snapshot, [(path.stem, title_of(read(path))) for path in paths])
    with _beside(out) as fresh:
        folder = source if isinstance(source, Path) else save(snapshot, fresh / SNAPSHOT)
        work = _Work({"snapshot": _seen_from(fresh, folder, out)}, fresh, _Told(frame, progress), len(paths))
        with nullcontext(kernels) if kernels else Pool(min(KERNELS, len(paths) or 1)) as pool:
            done = _executed(pool, paths, work)
        index(fresh, snapshot, [each.page for each in done], frame)
        _write_pending(fresh, snapshot)
        _write_manifest(fresh, done, time.monotonic() - started)
        publish(fresh, out)
    failed = [each for each in done if each.problem]
    if failed:
        said = "; ".join(f"{each.page.name}: {each.problem}" for each in failed)
        raise NotebookError(
            f"{len(failed)} of {counted(len(done), 'notebook')} failed: {said}.", f"Read {out / 'index.html'}."
        )
    return out / f"{NAME}.html"


def write_diff(compared: Snapshot, out: Path, *, progress: Progress | None = None) -> Path:
    """Writes the pages of two sides and what they say differently to ``out``, as ``write`` does those of an audit."""
    return write(compared, out, progress=progress, sources=notebooks("diff"), index=write_diff_index)


def _write_pending(fresh: Path, snapshot: Snapshot) -> None:
    pending = snapshot.frames.get("pending_sql")
    if pending is not None and len(pending):
        (fresh / FILE).write_text(pending_sql(pending), encoding="utf-8")


@dataclass(frozen=True)
class _Told:
    """What a run is told beside its input: what stands around each page, and whom to tell."""

    frame: PageFrame
    progress: Progress | None


def _executed(kernels: Kernels, paths: Sequence[Path], work: _Work) -> list[Executed]:
    folder = work.fresh / "notebooks"
    folder.mkdir()
    done = kernels.each(paths, folder, lambda path, kernel: _one(path, kernel, work))
    return sorted(done, key=lambda each: each.page.name)


@dataclass(frozen=True)
class _Work:
    """What the threads share."""

    parameters: Mapping[str, Any]
    fresh: Path
    told: _Told
    total: int
    finished: list[Path] = field(default_factory=list)
    renderer: Renderer = field(default_factory=Renderer)
    rendering: threading.Lock = field(default_factory=threading.Lock)


def _one(path: Path, kernel: Kernel, work: _Work) -> Executed:
    target = work.fresh / "notebooks" / path.name
    started = time.monotonic()
    problem = _execute(path, target, kernel, work.parameters)
    notebook = read(target)
    with work.rendering:
        work.renderer.write(notebook, path.stem, work.fresh, work.told.frame)
    milliseconds = round((time.monotonic() - started) * 1000)
    work.finished.append(path)
    if work.told.progress:
        work.told.progress(len(work.finished), work.total, path.stem)
    return Executed(Page(path.stem, title_of(notebook), milliseconds, not problem), problem)


def _execute(path: Path, target: Path, kernel: Kernel, parameters: Mapping[str, Any]) -> str:
    problem = ""
    try:
        papermill.execute_notebook(
            _literal(path),
            _literal(target),
            parameters=dict(parameters),
            engine_name=ENGINE,
            kernel_name="python3",
            kernel=kernel,
            progress_bar=False,
            request_save_on_cell_execute=False,
        )
    except PapermillExecutionError as error:
        problem = f"{error.ename}: {error.evalue}"
    _scrub(target)  # not where there was no room for it: then the report comes to nothing
    return problem


def _literal(path: Path) -> str:
    """A path for papermill, which would read braces in it as fields."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _scrub(target: Path) -> None:
    """Takes the machine's paths out of papermill's metadata."""
    notebook = json.loads(target.read_text(encoding="utf-8"))
    said = notebook["metadata"].get("papermill", {})
    said.pop("environment_variables", None)
    for name in ("input_path", "output_path"):
        said[name] = Path(str(said.get(name) or "")).name
    target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_manifest(fresh: Path, done: Sequence[Executed], seconds: float) -> None:
    manifest = {
        "status": "ok" if all(each.page.ok for each in done) else "failed",
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "duration_ms": round(seconds * 1000),
        "notebooks": [
            {
                "name": each.page.name,
                "status": "ok" if each.page.ok else "failed",
                "duration_ms": each.page.duration_ms,
                "problem": each.problem,
            }
            for each in done
        ],
    }
    (fresh / "run.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A fresh folder from which everything can be moved to ``out``; gone at the end, whatever happens."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=_place(out)))
    except OSError as error:
        raise OutputError(
            f"The report folder {out} cannot be written: {error.strerror}.", "Give another folder with --output."
        ) from error
    try:
        yield fresh
    except OSError as error:
        if error.errno is None:  # a template that is not found says OSError too
            raise
        raise OutputError(
            f"The report could not be written to {out}: {error.strerror or error}.",
            "Free some space or give another folder with --output.",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _place(out: Path) -> Path:
    """Beside ``out``, or in it where it is a file system of its own, as a container's volume is, or stands in a folder
    that we may not write: nothing could be moved to it from there."""
    apart = out.is_dir() and out.stat().st_dev != out.parent.stat().st_dev
    return out if apart or (out.is_dir() and not os.access(out.parent, os.W_OK)) else out.parent


def _seen_from(fresh: Path, snapshot: Path, out: Path) -> str:
    """The path by which notebooks find a snapshot, now and when they have been moved to ``out``."""
    if fresh.parent == out and not snapshot.is_relative_to(fresh):
        return snapshot.resolve().as_posix()
    return Path(os.path.relpath(snapshot, fresh / "notebooks")).as_posix()
