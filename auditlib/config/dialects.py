"""What the names of folders say of the database that their revisions are for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from auditlib.config.target import Remark

POSTGRESQL = ("postgresql", "postgres", "pgsql", "pg")  # what a folder for this dialect is called
OTHERS = ("sqlite", "mysql", "mariadb", "oracle", "mssql", "sqlserver", "cockroachdb")
_WORD = re.compile(r"[^a-z0-9]+")


def of_this_one(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Without the folders of other dialects, where one is PostgreSQL's: env.py chooses between them by the URL."""
    if not any(folder.name in POSTGRESQL for folder in folders):
        return folders
    return tuple(folder for folder in folders if folder.name not in OTHERS)


def meant_for_others(project: Path, places: Sequence[Path]) -> list[Path]:
    """Those of ``places`` that a word of their path below ``project`` gives to another database, unless all are."""
    aside = [place for place in places if place.is_relative_to(project) and _words(place, project) & set(OTHERS)]
    return aside if len(aside) < len(places) else []


def left_aside(project: Path, places: Sequence[Path]) -> Remark:
    """What is said of script locations that were left aside."""
    names = ", ".join(place.relative_to(project).as_posix() for place in places)
    return Remark(
        "script locations of other databases",
        "not seen",
        f"Their folders are named for another database than PostgreSQL, and were left aside: {names}.",
        "If PostgreSQL runs one of them, name all of them in script_locations.",
    )


def _words(place: Path, project: Path) -> set[str]:
    return {word for part in place.relative_to(project).parts for word in _WORD.split(part.lower())}
