"""The project's tree: where Alembic's files lie, vendored and generated folders left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_GENERATED = ("node_modules", "__pycache__", "site-packages", "dist-packages", "venv", "env", "build", "dist")
_NOT_THE_APPLICATION = ("templates", "testing", "tests", "test", "examples", "example", "fixtures", "docs")
_SKIPPED = frozenset((*_GENERATED, *_NOT_THE_APPLICATION))
_DEPTH = 8
_FOLDERS = 20_000  # A tree larger than this is not searched to its end.


def folders(project: Path) -> Iterator[tuple[Path, set[str], set[str]]]:
    """Folders of the project with the names of their folders and files, parents first, links not followed."""
    start = len(project.parts)
    for seen, (name, below, files) in enumerate(os.walk(project)):
        folder = Path(name)
        if seen >= _FOLDERS:
            return
        here = set(below)
        below[:] = sorted(each for each in below if _searched(each)) if len(folder.parts) - start < _DEPTH else []
        yield folder, here, set(files)


def ini_files(project: Path) -> list[Path]:
    """Every alembic.ini in the tree."""
    return [folder / "alembic.ini" for folder, _, files in folders(project) if "alembic.ini" in files]


def environments(project: Path) -> list[Path]:
    """Every folder that holds an env.py beside a folder `versions`: a script location without an ini."""
    return [folder for folder, below, files in folders(project) if "env.py" in files and "versions" in below]


def import_root(folder: Path) -> Path:
    """The folder that must be on sys.path for ``folder`` to import under its full name."""
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _searched(name: str) -> bool:
    return name not in _SKIPPED and not name.startswith(".") and not name.endswith(".egg-info")
