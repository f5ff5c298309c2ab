"""What stood in the output folder stands there still when putting the new in its place is broken off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from auditlib.report.publish import publish
from auditlib.snapshot import Snapshot, load, save

INTERRUPTED = KeyboardInterrupt()
FULL = OSError(28, "No space left on device")


def _report(folder: Path, word: str) -> Path:
    folder.mkdir()
    for name in ("10_a.html", "README.md", "index.html"):
        (folder / name).write_text(word)
    (folder / "run.json").write_text(json.dumps({"status": word}))
    return folder


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted(folder.iterdir()) if path.is_file()}


@pytest.fixture
def break_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, BaseException], None]:
    """Raises instead of the move of that number, counted from 1, and lets every other one be."""
    replace = Path.replace

    def arrange(number: int, error: BaseException) -> None:
        moves = iter(range(1, 1000))

        def move(source: Path, goal: Path) -> Path:
            if next(moves) == number:
                raise error
            return replace(source, goal)

        monkeypatch.setattr(Path, "replace", move)

    return arrange


@pytest.mark.parametrize("error", [INTERRUPTED, FULL], ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("number", [1, 2, 3, 6, 8])
def test_a_report_is_replaced_whole_or_not_at_all(
    tmp_path: Path, break_at: Callable[..., None], number: int, error: BaseException
) -> None:
    """At whichever move it ends, the older report is there with every page."""
    out = tmp_path / "out"
    publish(_report(tmp_path / "first", "old"), out)
    before = _texts(out)
    fresh = _report(tmp_path / "second", "new")
    break_at(number, error)
    with pytest.raises(type(error)):
        publish(fresh, out)
    assert _texts(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "second"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_snapshot_is_replaced_whole_or_not_at_all(tmp_path: Path, break_at: Callable[..., None], number: int) -> None:
    """Ctrl-C between the two moves leaves the older snapshot in its place, and nothing beside it."""
    folder = save(Snapshot({"target": "old"}, {}), tmp_path / "snapshot")
    break_at(number, INTERRUPTED)
    with pytest.raises(KeyboardInterrupt):
        save(Snapshot({"target": "new"}, {}), folder)
    assert load(folder).manifest["target"] == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot"]
