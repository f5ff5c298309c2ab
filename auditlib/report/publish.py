"""Puts a finished report in its place: an older report of ours goes, what is not ours stays."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from auditlib import snapshot as snapshots
from auditlib.errors import OutputError

MANIFEST = "run.json"
SNAPSHOT = "snapshot"
_LAST = ("index.html", MANIFEST)  # a reader who finds these finds the rest


def publish(fresh: Path, out: Path) -> None:
    """Moves everything in ``fresh`` to ``out``.

    Raises ``OutputError`` where ``out`` holds something of the same name that no run of ours wrote.
    """
    fresh.chmod(0o755)
    _list_entries(fresh)
    if not out.exists():
        fresh.replace(out)
        return
    ours = _ours(out)
    entries = sorted((path.name for path in fresh.iterdir()), key=lambda name: (name in _LAST, name))
    strangers = [name for name in entries if (out / name).exists() and name not in ours]
    if strangers:
        raise OutputError(
            f"The folder {out} holds {', '.join(strangers)}, which auditlib did not write.",
            "Give another folder with --output, or move these away.",
        )
    _swap(fresh, out, entries, ours)


def _swap(fresh: Path, out: Path, entries: list[str], ours: set[str]) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-old-", dir=fresh.parent, ignore_cleanup_errors=True) as aside:
        # A snapshot that lies there already may be the one that was just read: only a fresh one takes its place.
        stale = ours - {SNAPSHOT}
        names = sorted(stale | set(entries), key=lambda name: (name in _LAST, name))
        _move([move for name in names for move in ((out / name, Path(aside) / name), (fresh / name, out / name))])


def _move(moves: Iterable[tuple[Path, Path]]) -> None:
    """Every move, or, where one cannot be made or an interrupt comes between, none."""
    begun = []
    try:
        for source, goal in moves:
            if source.exists():
                begun.append((source, goal))
                source.replace(goal)
    except BaseException:
        for source, goal in reversed(begun):
            if not source.exists():
                goal.replace(source)
        raise


def _list_entries(fresh: Path) -> None:
    manifest = json.loads((fresh / MANIFEST).read_text(encoding="utf-8"))
    manifest["files"] = sorted(path.name for path in fresh.iterdir())
    (fresh / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _ours(out: Path) -> set[str]:
    if not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder.", "Give another folder with --output.")
    # `auditlib collect` leaves a snapshot that no run has listed.
    snapshot = {SNAPSHOT} if (out / SNAPSHOT / snapshots.MANIFEST).exists() else set()
    try:
        listed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return snapshot
    return snapshot | {name for name in listed if isinstance(name, str) and Path(name).name == name}
