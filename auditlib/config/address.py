"""What a user writes to name one side of a comparison: a database, a snapshot, or a source in one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from auditlib.config.database import Database
from auditlib.errors import DatabaseError, SnapshotError

SPELLINGS = (
    "Give the folder of a snapshot or report, FOLDER:SOURCE (live, replay, replay:head, models, models:PATH, "
    "@REVISION), env:NAME (a variable that holds a URL), service:NAME, or a URL."
)
MANIFEST = "manifest.json"
_URL = re.compile(r"^(?:jdbc:)?[a-z][\w.+-]*://", re.I)


@dataclass(frozen=True)
class Address:
    """One side: a database, or the folder of a snapshot and the source in it; an empty source is the live one."""

    database: Database | None = None
    folder: Path | None = None
    source: str = ""
    in_arguments: bool = False

    @property
    def label(self) -> str:
        """The side in a few words, never a password."""
        if self.database is not None:
            return self.database.label
        return f"{self.folder}:{self.source}" if self.source else str(self.folder)

    @property
    def shows_password(self) -> bool:
        """A password stands in the arguments of the process."""
        return self.in_arguments and self.database is not None and bool(self.database.parameters.get("password"))


def address(text: str, *, beside: Address | None = None) -> Address:
    """The side that ``text`` names; ``:SOURCE`` is another source of the snapshot that ``beside`` names.

    Raises ``SnapshotError`` where it names no snapshot, ``DatabaseError`` where an address of a database is wrong.
    """
    kind, _, name = text.partition(":")
    if kind == "env":
        return Address(database=Database.from_environment(name))
    if kind == "service":
        return Address(database=Database.from_service(name))
    if _URL.match(text):
        return Address(database=Database.parse(text), in_arguments=True)
    if text.startswith(":"):
        return _beside(name, beside)
    for folder, source in _splits(text):
        if Path(folder).is_dir():
            return Address(folder=snapshot_in(Path(folder)), source=source)
    if "=" in text:
        return Address(database=Database.parse(text), in_arguments=True)
    if "@" in text:  # a URL gone wrong may hold a password
        raise DatabaseError("The address of a side is neither a URL nor the folder of a snapshot.", SPELLINGS)
    raise SnapshotError(f"There is no folder {text.partition(':')[0]} and no snapshot in it.", SPELLINGS)


def _beside(source: str, beside: Address | None) -> Address:
    if beside is None or beside.folder is None:
        raise SnapshotError(f"Of which snapshot :{source} is a source is not said.", "Write FOLDER:SOURCE.")
    return Address(folder=beside.folder, source=source)


def _splits(text: str) -> list[tuple[str, str]]:
    """Folder and source at each colon, the longest folder first."""
    ends = [len(text), *(found.start() for found in reversed(list(re.finditer(":", text))))]
    return [(text[:end], text[end + 1 :]) for end in ends if text[:end]]


def snapshot_in(folder: Path) -> Path:
    """The snapshot in a folder: the folder itself, or the one that a report holds."""
    inside = folder / "snapshot"
    return inside if not (folder / MANIFEST).exists() and (inside / MANIFEST).exists() else folder
