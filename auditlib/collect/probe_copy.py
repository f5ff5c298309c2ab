"""A working copy of the project: target code runs in it, and the project's own tree stays as it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LEFT_OUT = frozenset(
    {
        *(".git", ".hg", ".svn", "node_modules", "__pycache__", "site-packages", ".tox", ".nox", ".mypy_cache"),
        *(".pytest_cache", ".ruff_cache", ".hypothesis", ".ipynb_checkpoints", ".idea", ".vscode", ".eggs"),
    }
)
LARGE_BYTES = 5 << 20
MOST_FILES = 40_000


@dataclass
class Copied:
    """How many files were copied; what was not because it is large, and what because it is odd or too much."""

    files: int = 0
    large: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def working_copy(project: Path, copy: Path, owner: tuple[int, int] | None = None) -> Copied:
    """Copy ``project`` to ``copy`` but for version control, environments, caches and large files.

    Links that stay inside the project stay links; what others name is copied. ``owner`` gets every file.
    """
    copied = Copied()
    seen: set[str] = set()
    _copy_folder(project, copy, (project.resolve(), copied, seen))
    if owner:
        for path in (copy, *copy.rglob("*")):
            os.chown(path, *owner, follow_symlinks=False)
    return copied


def _copy_folder(source: Path, goal: Path, work: tuple[Path, Copied, set[str]]) -> None:
    root, copied, seen = work
    real = os.path.realpath(source)
    if real in seen:  # a link to a folder above
        return
    seen.add(real)
    goal.mkdir(parents=True, exist_ok=True)
    for entry in _entries(source, copied):
        place = goal / entry.name
        if entry.is_symlink() and _stays_inside(entry, root):
            place.symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            if not _left_out(entry):
                _copy_folder(Path(entry.path), place, work)
        else:
            _copy_file(entry, place, copied)


def _entries(folder: Path, copied: Copied) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except PermissionError:
        copied.left_out.append(str(folder))


def _stays_inside(entry: os.DirEntry[str], root: Path) -> bool:
    return not Path(entry.path).readlink().is_absolute() and Path(os.path.realpath(entry.path)).is_relative_to(root)


def _left_out(entry: os.DirEntry[str]) -> bool:
    return entry.name in LEFT_OUT or Path(entry.path, "pyvenv.cfg").exists()


def _copy_file(entry: os.DirEntry[str], place: Path, copied: Copied) -> None:
    try:
        if not entry.is_file():  # sockets, pipes, dangling links
            return
        large = entry.stat().st_size > LARGE_BYTES
        if (large or copied.files >= MOST_FILES) and not entry.name.endswith(".py"):
            (copied.large if large else copied.left_out).append(entry.path)
            return
        shutil.copy(entry.path, place)
        copied.files += 1
    except OSError:
        copied.left_out.append(entry.path)
