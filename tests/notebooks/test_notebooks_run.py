"""The notebooks executed on sample snapshots, and what a run leaves behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from auditlib.errors import NotebookError, OutputError, SnapshotError
from auditlib.report import pool, run
from auditlib.snapshot import save
from tests.fixtures import sample_snapshots
from tests.fixtures.reports import PAGES, report

SECRET = "s3cret-of-the-caller"

pytestmark = pytest.mark.xdist_group("reports")


@pytest.mark.parametrize("name", ["ordinary", "hostile", "empty"])
def test_every_notebook_runs_to_its_end(name: str) -> None:
    """Whatever was seen or not, every notebook runs, and pages, Markdown and manifest are there."""
    folder = report(name)
    manifest = json.loads((folder / "run.json").read_text())
    assert manifest["status"] == "ok"
    assert [each["status"] for each in manifest["notebooks"]] == ["ok"] * len(PAGES[1:])
    assert all((folder / f"{page}.html").stat().st_size > 4000 for page in PAGES)
    assert all((folder / f"{page}.md").stat().st_size > 200 for page in PAGES if page != "index")
    assert (folder / "README.md").read_text().startswith("# ")


def test_executed_notebooks_hold_no_machine_path() -> None:
    """The executed notebooks name files by their base names and the snapshot by a path relative to themselves."""
    for path in (report("ordinary") / "notebooks").glob("*.ipynb"):
        text = path.read_text()
        notebook = nbformat.read(path, as_version=4)
        assert notebook.metadata.papermill.input_path == path.name
        assert notebook.metadata.papermill.output_path == path.name
        assert notebook.metadata.papermill.parameters == {"snapshot": "../snapshot"}
        assert str(Path.cwd()) not in text
        assert str(report("ordinary").parent) not in text


def test_nothing_goes_to_standard_error_in_a_notebook() -> None:
    """No notebook warns: a report shows no stream."""
    for name in ("ordinary", "hostile", "empty"):
        for path in (report(name) / "notebooks").glob("*.ipynb"):
            outputs = [each for cell in nbformat.read(path, as_version=4).cells for each in cell.get("outputs", [])]
            assert [each for each in outputs if each.output_type in ("stream", "error")] == []


def test_empty_snapshot_is_unknown_everywhere() -> None:
    """Where nothing was seen, every page says so, and none says yes."""
    for page in PAGES:
        text = (report("empty") / f"{page}.html").read_text()
        assert "not seen" in text
        assert "is-clean" not in text.replace(".is-clean", "")
    assert "It cannot be told." in (report("empty") / "index.html").read_text()


def test_equal_snapshots_give_equal_pages(tmp_path: Path) -> None:
    """A report is repeatable: the same snapshot gives the same bytes, pictures included."""
    again = run.write(sample_snapshots.ordinary(), tmp_path / "again", sources=run.notebooks()[1:2]).parent
    name = "10_revision_history"
    for path in sorted((again / f"{name}_files").iterdir()):
        assert path.read_bytes() == (report("ordinary") / f"{name}_files" / path.name).read_bytes()
    assert (again / f"{name}.md").read_text() == (report("ordinary") / f"{name}.md").read_text()


def test_failed_notebook_keeps_its_error_page(tmp_path: Path) -> None:
    """One notebook that fails is named, its page shows the error, and the others are whole."""
    broken = _notebook(tmp_path / "50_broken.ipynb", "1 / 0")
    with pytest.raises(NotebookError, match="50_broken: ZeroDivisionError"):
        run.write(sample_snapshots.empty(), tmp_path / "out", sources=[run.notebooks()[-1], broken])
    assert "ZeroDivisionError" in (tmp_path / "out" / "50_broken.html").read_text()
    assert "Findings" in (tmp_path / "out" / "90_findings.html").read_text()
    assert json.loads((tmp_path / "out" / "run.json").read_text())["status"] == "failed"


def test_dead_kernel_is_a_failure_and_not_the_end(tmp_path: Path) -> None:
    """A kernel that dies fails its notebook alone; the next one gets a fresh kernel."""
    sources = [
        _notebook(tmp_path / "50_dies.ipynb", "import os; os._exit(3)"),
        _notebook(tmp_path / "60_lives.ipynb", "print('alive')"),
        _notebook(tmp_path / "70_lives.ipynb", "print('alive too')"),
    ]
    with pytest.raises(NotebookError, match="1 of 3 notebooks failed: 50_dies"):
        run.write(sample_snapshots.empty(), tmp_path / "out", sources=sources)
    assert "alive too" in (tmp_path / "out" / "70_lives.html").read_text()


def test_notebooks_share_no_names(tmp_path: Path) -> None:
    """What one notebook defines, the next on the same kernel does not see."""
    sources = [
        _notebook(tmp_path / f"{number}_x.ipynb", "print('left' in dir()); left = 1") for number in range(50, 54)
    ]
    out = run.write(sample_snapshots.empty(), tmp_path / "out", sources=sources).parent
    assert all("False" in (out / f"{path.stem}.md").read_text() for path in sources)


@dataclass(frozen=True)
class Alone:
    """The report of a single notebook, and the number of kernels that were started for it."""

    folder: Path
    kernels: int


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """A notebook that prints its environment, run by a caller with secrets into a folder with braces in its name."""
    folder = tmp_path_factory.mktemp("alone")
    source = _notebook(folder / "50_x.ipynb", "import os; print('here', sorted(os.environ), dict(os.environ))")
    started, kernel = [], pool.Kernel
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", f"postgresql://u:{SECRET}@localhost/db")
        patch.setenv("PGPASSWORD", SECRET)
        patch.setattr(pool, "Kernel", lambda scratch: started.append(scratch) or kernel(scratch))
        index = run.write(sample_snapshots.empty(), folder / "{oddly} named", sources=[source])
    return Alone(index.parent, len(started))


def test_callers_environment_stays_outside(alone: Alone) -> None:
    """A notebook sees no variable of the caller that could be a secret."""
    written = [
        path.read_text() for path in alone.folder.rglob("*") if path.suffix in (".html", ".md", ".ipynb", ".json")
    ]
    assert written
    assert not [text for text in written if SECRET in text or "PGPASSWORD" in text]


def test_braces_in_a_path_are_no_field(alone: Alone) -> None:
    """papermill reads braces in paths as fields; a folder that is named so is written all the same."""
    assert alone.folder.name == "{oddly} named"
    assert "here" in (alone.folder / "50_x.html").read_text()


def test_no_kernel_starts_for_nothing(alone: Alone) -> None:
    """For one notebook there is one kernel: a second would be started, and then wait for nothing."""
    assert alone.kernels == 1


def test_second_run_replaces_the_first(tmp_path: Path) -> None:
    """Pages of an older run that the new one does not write are gone; what is not ours stays."""
    first, second = (_notebook(tmp_path / f"{number}_x.ipynb", f"print({number})") for number in (50, 60))
    out = run.write(sample_snapshots.empty(), tmp_path / "out", sources=[first]).parent
    (out / "mine.txt").write_text("keep me")
    run.write(sample_snapshots.empty(), out, sources=[second])
    assert not (out / "50_x.html").exists()
    assert (out / "60_x.html").exists()
    assert (out / "mine.txt").read_text() == "keep me"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_folder_may_be_a_file_system_of_its_own(tmp_path: Path) -> None:
    """Into a volume of a container, or a link to one, nothing can be moved from beside it."""
    source = _notebook(tmp_path / "50_x.ipynb", "print('here')")
    with tempfile.TemporaryDirectory(dir="/dev/shm") as volume:
        (tmp_path / "out").symlink_to(volume)
        assert tmp_path.stat().st_dev != Path(volume).stat().st_dev
        run.write(sample_snapshots.empty(), tmp_path / "out", sources=[source])
        found = {path.name for path in Path(volume).iterdir()}
    assert {"50_x.html", "index.html", "run.json", "snapshot"} <= found
    assert [name for name in found if name.startswith(".")] == []


def test_report_beside_the_snapshot_it_was_made_of(tmp_path: Path) -> None:
    """A report written around the snapshot that it reads leaves that snapshot where it is."""
    folder = save(sample_snapshots.empty(), tmp_path / "out" / "snapshot")
    source = _notebook(tmp_path / "50_x.ipynb", "print('read')")
    run.write(folder, tmp_path / "out", sources=[source])
    run.write(folder, tmp_path / "out", sources=[source])
    assert (folder / "manifest.json").exists()


def test_files_of_others_are_not_replaced(tmp_path: Path) -> None:
    """A folder with a README of its own is refused, and stays as it is."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("mine")
    source = _notebook(tmp_path / "50_x.ipynb", "1")
    with pytest.raises(OutputError, match=r"README\.md, which auditlib did not write"):
        run.write(sample_snapshots.empty(), tmp_path / "out", sources=[source])
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["README.md"]


def test_no_snapshot_no_report(tmp_path: Path) -> None:
    """Without a snapshot there is a clear error and no folder."""
    with pytest.raises(SnapshotError, match="There is no snapshot"):
        run.write(tmp_path / "nothing", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_interrupt_leaves_no_kernel_and_no_half_report(tmp_path: Path) -> None:
    """Ctrl-C while a notebook runs ends the kernels within seconds and leaves nothing behind."""
    source = _notebook(
        tmp_path / "50_slow.ipynb", "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(60)"
    )
    program = _INTERRUPTED.format(source=str(source), out=str(tmp_path / "out"))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert "interrupted" in done.stdout, done.stderr
    kernel = int(re.search(r"kernel (\d+)", done.stdout)[1])
    assert not _runs(kernel)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["50_slow.ipynb"]


_INTERRUPTED = """
import os, signal, threading, time
from pathlib import Path
from auditlib.report import pool, run
from tests.fixtures import sample_snapshots

out = Path({out!r})

def interrupt():
    while not (found := [each for each in out.parent.rglob("pid") if each.read_text()]):
        time.sleep(0.05)
    print("kernel", found[0].read_text(), flush=True)
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=interrupt, daemon=True).start()
try:
    run.write(sample_snapshots.empty(), out, sources=[Path({source!r})])
except KeyboardInterrupt:
    print("interrupted")
"""


def _runs(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def _notebook(path: Path, code: str) -> Path:
    cells = [
        nbformat.v4.new_markdown_cell(f"# {path.stem}\n\n*Does it?*"),
        nbformat.v4.new_code_cell('snapshot: str = ""', metadata={"tags": ["parameters"]}),
        nbformat.v4.new_code_cell(code),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "no such kernel", "display_name": "x", "language": "python"}
    nbformat.write(notebook, path)
    return path
