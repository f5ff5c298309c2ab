"""The example application as a working project."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

NOT_SOURCE = shutil.ignore_patterns("__pycache__", "*.pyc")


def copy_to(folder: Path) -> Path:
    """Copy the application into ``folder``, which must not hold one yet, and return its path.

    Raises ``FileExistsError`` where the folder exists and is not empty.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    with resources.as_file(resources.files("auditlib.demo") / "app") as packaged:
        shutil.copytree(packaged, folder, ignore=NOT_SOURCE, dirs_exist_ok=True)
    return folder
