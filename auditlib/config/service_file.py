"""libpq's service file, read here so that a password in it is known and masked."""

from __future__ import annotations

import os
from pathlib import Path

from auditlib.errors import DatabaseError

SYSTEM_FILES = ("/etc/postgresql-common/pg_service.conf", "/etc/pg_service.conf")


def service_parameters(name: str) -> dict[str, str]:
    """The parameters of a service, from the first service file that has it.

    Raises ``DatabaseError`` where none has.
    """
    files = _files()
    for file in files:
        found = _section(file, name)
        if found is not None:
            return found
    raise DatabaseError(
        f"The service {name} stands in none of the service files ({', '.join(map(str, files))}).",
        f"Add a section [{name}] to ~/.pg_service.conf, or set PGSERVICEFILE.",
    )


def _files() -> list[Path]:
    own = os.environ.get("PGSERVICEFILE") or str(Path("~/.pg_service.conf").expanduser())
    folder = os.environ.get("PGSYSCONFDIR")
    return [Path(own), *([Path(folder, "pg_service.conf")] if folder else []), *map(Path, SYSTEM_FILES)]


def _section(file: Path, name: str) -> dict[str, str] | None:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    found: dict[str, str] | None = None
    for line in map(str.strip, lines):
        if line.startswith("["):
            if found is not None:
                return found
            found = {} if line == f"[{name}]" else None
        elif found is not None and "=" in line and not line.startswith("#"):
            keyword, _, value = line.partition("=")
            found[keyword.strip()] = value.strip()
    return found
