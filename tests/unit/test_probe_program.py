"""The bundled probe: one file that any Python from 3.8 reads, runs alone, and says what is missing."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditlib.collect import probe_program

PROBES = sorted(path for path in probe_program.FOLDER.glob("*.py") if path.name != "__init__.py")
PROJECT = Path(__file__).parent.parent / "targets" / "models_collections"


@pytest.mark.parametrize("path", PROBES, ids=lambda path: path.stem)
def test_a_probe_is_python_3_8(path: Path) -> None:
    """The interpreter of an old application reads every probe."""
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))


@pytest.mark.parametrize("path", PROBES, ids=lambda path: path.stem)
def test_a_probe_imports_nothing_of_ours(path: Path) -> None:
    """Probes import each other by relative imports and nothing else of auditlib: that is what can be bundled."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    absolute = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and not node.level]
    absolute += [each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names]
    assert not [name for name in absolute if name.split(".")[0] == "auditlib"]


def test_sources_survive_the_bundle() -> None:
    """The text of each probe stands in the bundle as it is, where a person can read it."""
    text = probe_program.program("models")
    compile(text, "probe.py", "exec")
    for name in (*probe_program.COMMON, *probe_program.MODULES["models"], "models"):
        assert (probe_program.FOLDER / f"{name}.py").read_text(encoding="utf-8") in text


def _run_alone(folder: Path, *options: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    file = folder / "probe.py"
    file.write_text(probe_program.program("models"), encoding="utf-8")
    command = [python, str(file), "--project", str(PROJECT), *options]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


def test_alone_it_writes_its_messages_to_standard_output(tmp_path: Path) -> None:
    """Without auditlib at the other end: one JSON object a line, and nothing of the application's prints among them."""
    done = _run_alone(tmp_path)
    kinds = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
    assert kinds[0] == "versions"
    assert kinds[-1] == "done"
    tracked = [
        message["tracked_by"] for message in map(json.loads, done.stdout.splitlines()) if "tracked_by" in message
    ]
    assert tracked == [["migrations"], ["migrations"], []]
    assert {"metadata", "model", "model_column", "build", "execute"} <= set(kinds)


def test_alone_it_writes_a_file(tmp_path: Path) -> None:
    """With --output the messages are in the file and nothing is printed."""
    output = tmp_path / "models.jsonl"
    done = _run_alone(tmp_path, "--output", str(output))
    assert (done.returncode, done.stdout) == (0, "")
    assert json.loads(output.read_text().splitlines()[-1]) == {"kind": "done"}


def test_it_says_that_sqlalchemy_is_missing(tmp_path: Path) -> None:
    """An interpreter without SQLAlchemy is told apart from one that breaks."""
    done = _run_alone(tmp_path, python=_bare_python(tmp_path))
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [message for message in told if message["kind"] == "lacks"], done.stdout + done.stderr


def _bare_python(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "bare")], check=True)
    return str(folder / "bare" / "bin" / "python")
