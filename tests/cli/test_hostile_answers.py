"""What the commands print of a hostile target: no escape sequence, no forged line, on any terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from auditlib.cli import terminal
from auditlib.report.markup import visible
from auditlib.snapshot import Snapshot, save
from tests.fixtures import sample_snapshots


def test_no_value_makes_a_line_of_its_own() -> None:
    """A line break in a name or a message never starts a line, whatever it says there."""
    hostile = sample_snapshots.hostile()
    lines = terminal.document(hostile, "text", "error").splitlines()
    assert any("second line" in line for line in lines)
    assert not [line for line in lines if line.strip().startswith(("second line", "| not | a row"))]


def test_the_document_shows_no_unseen_character() -> None:
    """Overrides of direction and control characters are escaped in JSON, and read back as they are."""
    said = terminal.document(sample_snapshots.hostile(), "json", "error")
    assert visible(said) == said
    assert "\u202e" in json.dumps(json.loads(said), ensure_ascii=False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_terminal_of_few_characters_is_served(form: str, tmp_path: Path) -> None:
    """Where standard output can hold few characters, what does not fit is escaped, and the exit code is the audit's."""
    ordinary = sample_snapshots.ordinary()
    folder = save(Snapshot({**ordinary.manifest, "target": "表テーブル"}, ordinary.frames), tmp_path / "snapshot")
    done = subprocess.run(
        [sys.executable, "-m", "auditlib", "check", "--snapshot", folder, "--format", form],
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr.decode()
    assert b"\\u8868" in done.stdout
