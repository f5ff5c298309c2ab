"""Folders with version files, found by what stands in them: for projects without an ini and an env.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from auditlib.config import tree
from auditlib.config.target import DEFAULT_VERSION_TABLE, Remark

_VARIABLES = (re.compile(rb"^revision\b", re.M), re.compile(rb"^down_revision\b", re.M))
_LARGEST = 1 << 20  # bytes
_LISTED = 5  # so many folders are named before the rest is counted


def version_folders(project: Path) -> list[Path]:
    """Every folder of the tree that holds a file with the variables ``revision`` and ``down_revision``."""
    return [
        folder.resolve()
        for folder, _, files in tree.folders(project)
        if any(_is_version(folder / name) for name in files)
    ]


def without_environment(project: Path, folders: Sequence[Path]) -> Remark:
    """That ``folders`` were taken for one history, and what the user can say against it."""
    names = [folder.relative_to(project).as_posix() for folder in folders]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return Remark(
        "version folders without env.py",
        "partly",
        f"There is neither an alembic.ini nor an env.py. Version files lie in {', '.join(names[:_LISTED])}{more}: they "
        f"were read as one history with the version table {DEFAULT_VERSION_TABLE}.",
        "If they are several histories, or the version table has another name, tell it in script_locations.",
    )


def _is_version(file: Path) -> bool:
    if file.suffix != ".py":
        return False
    try:
        text = file.read_bytes() if file.stat().st_size <= _LARGEST else b""
    except OSError:
        return False
    return all(variable.search(text) for variable in _VARIABLES)
