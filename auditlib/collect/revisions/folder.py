"""The files of the version folders: which of them Alembic loads, and which are strays."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from auditlib.config.target import ScriptLocation

_SOURCE = re.compile(r"(?!\.\#|__init__)(.*\.py)$")  # as alembic.script.base has them
_SOURCELESS = re.compile(r"(?!\.\#|__init__)(.*\.py)(c|o)?$")
_USUAL = re.compile(r"(__init__\.py|readme.*|\.git(keep|ignore)|\.keep|\.ds_store|py\.typed|\.dockerignore)", re.I)
_LEFT_OVER = re.compile(
    r".*(\.(bak|backup|old|orig|rej|save|tmp|swp|swo|disabled)\d*|~|\.py\.(?!mako$)[\w-]+)$|^(#.*#|\.#.*)$", re.I
)
_YES = {"true", "yes", "on", "1"}


@dataclass(frozen=True)
class FolderFile:
    """A file of a version folder; ``stray`` says why Alembic does not load it, empty where it does."""

    path: Path
    name: str
    stray: str = ""
    usual: bool = False


def version_folder_files(location: ScriptLocation, project: Path, options: Mapping[str, str]) -> Iterator[FolderFile]:
    """Every file of the location's version folders in the order Alembic loads them, then strays beside env.py."""
    sourceless = options.get("sourceless", "").casefold() in _YES
    recursive = options.get("recursive_version_locations", "").casefold() in _YES
    seen: set[str] = set()
    for folder in location.version_folders:
        for path in _walk(folder, location):
            real = os.path.realpath(path)
            name = relative(path, project)
            if real not in seen:
                seen.add(real)
                yield _judged(path, name, recursive or path.parent == folder, sourceless)
    for path in _beside(location):
        if os.path.realpath(path) not in seen:
            yield FolderFile(path, relative(path, project), "a left-over copy beside env.py; Alembic does not read it")


def relative(path: Path, project: Path) -> str:
    """``path`` relative to the project, with slashes; as it is where it lies outside."""
    try:
        return path.relative_to(project).as_posix()
    except ValueError:
        return Path(os.path.relpath(path, project)).as_posix()


def _walk(folder: Path, location: ScriptLocation) -> Iterator[Path]:
    others = {other for other in location.version_folders if other != folder}
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if name != "__pycache__" and here / name not in others)
        yield from (here / name for name in sorted(files))


def _judged(path: Path, name: str, in_reach: bool, sourceless: bool) -> FolderFile:
    expression = _SOURCELESS if sourceless else _SOURCE
    if expression.match(path.name):
        reason = "" if in_reach else _below(path)
        return FolderFile(path, name, reason, usual=not in_reach and not reason)
    if _USUAL.fullmatch(path.name):
        return FolderFile(path, name, usual=True)
    return FolderFile(path, name, _why(path.name))


def _below(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        return f"cannot be opened: {error.strerror}; it lies in a subfolder"
    if re.search(rb"^(down_)?revision\s*[:=]", raw, re.M):
        return "a revision in a subfolder; Alembic looks there only with recursive_version_locations = true"
    return ""


def _why(name: str) -> str:
    if _LEFT_OVER.match(name):
        return "a left-over copy; Alembic loads only names that end in .py"
    if name.endswith((".pyc", ".pyo")):
        return "compiled without its source; Alembic loads it only with sourceless = true"
    return "not Python source; Alembic does not load it"


def _beside(location: ScriptLocation) -> Iterator[Path]:
    if not location.folder.is_dir():
        return
    for path in sorted(location.folder.iterdir()):
        if path.is_file() and _LEFT_OVER.match(path.name):
            yield path
