"""What the names of folders say of the database that their revisions are for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditlib.config.target import Remark

POSTGRESQL = ("postgresql", "postgres", "pgsql", "psql", "pg")  # what a folder for this dialect is called
OTHERS = ("sqlite", "mysql", "mariadb", "oracle", "mssql", "sqlserver", "cockroachdb")
# Words that stand beside a dialect's name in the name of a folder of migrations; a service may be called `mssql-sync`.
_BESIDE = r"(?:db|database|alembic|migrations?|revisions|versions)"
_URL = re.compile(r"\bpostgres(?:ql)?(?:\+\w+)?://", re.I)


def _named(names: Sequence[str], unmistakable: Sequence[str]) -> re.Pattern[str]:
    name, sure = "|".join(names), "|".join(unmistakable)
    return re.compile(
        rf"(?:{name})(?:[-_.]{_BESIDE})?|{_BESIDE}[-_.](?:{name})|(?:{sure})[-_.].*|.*[-_.](?:{sure})", re.I
    )


_IS_OTHER = _named(OTHERS, ("sqlite",))
_IS_POSTGRESQL = _named(POSTGRESQL, ("postgresql", "postgres", "psql"))


def of_this_one(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """Without the folders of other dialects, where one is PostgreSQL's: env.py chooses between them by the URL."""
    if not any(folder.name in POSTGRESQL for folder in folders):
        return folders
    return tuple(folder for folder in folders if folder.name not in OTHERS)


def said(folder: Path, url: str) -> str:
    """What a script location says of its database: the URL of its ini, and its env.py."""
    try:
        return f"{url}\n{(folder / 'env.py').read_text(encoding='utf-8', errors='replace')}"
    except OSError:
        return url


def meant_for_others(project: Path, told: Mapping[Path, str]) -> list[Path]:
    """The script folders that a part of their path gives to another database, where PostgreSQL has one beside them.

    ``told`` has what each says of itself. One whose ini or env.py holds a URL of PostgreSQL's is never among them.
    """
    named = {place: _part(place, project, _IS_OTHER) for place in told if not _URL.search(told[place])}
    others = {place: part for place, part in named.items() if part}
    ours = [place for place in told if place not in others and _is_ours(place, project, told[place])]
    return [place for place, part in others.items() if any(each.is_relative_to(part.parent) for each in ours)]


def _is_ours(place: Path, project: Path, text: str) -> bool:
    return bool(_URL.search(text) or _part(place, project, _IS_POSTGRESQL))


def _part(place: Path, project: Path, name: re.Pattern[str]) -> Path | None:
    """The folder of those below ``project`` that lead to ``place`` whose name says it."""
    below = [each for each in (place, *place.parents) if each != project and each.is_relative_to(project)]
    return next((each for each in below if name.fullmatch(each.name)), None)


def left_aside(project: Path, places: Sequence[Path]) -> Remark:
    """What is said of script locations that were left aside."""
    names = ", ".join(place.relative_to(project).as_posix() for place in places)
    return Remark(
        "script locations of other databases",
        "not seen",
        f"Their folders are named for another database, beside PostgreSQL's, and were left aside: {names}.",
        "If PostgreSQL runs one of them, name all of them in script_locations.",
    )
