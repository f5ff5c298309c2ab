"""What a snapshot's manifest says of the run that made it. Never a secret."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import Any, Protocol

from auditlib import __version__
from auditlib.config.target import Target


class LiveServer(Protocol):
    """What is told of the live database's server."""

    @property
    def version(self) -> str:
        """As the server prints it."""

    @property
    def default_schema(self) -> str | None:
        """Where a name without a schema is looked for."""

    @property
    def system_identifier(self) -> str | None:
        """The cluster's own number, by which a scratch server is told from it."""


def described(target: Target, live: LiveServer | None, **told: Any) -> dict[str, Any]:
    """The manifest of a run on ``target``; ``told`` goes in as it is."""
    return {
        "auditlib": __version__,
        "python": platform.python_version(),
        "packages": {name: metadata.version(name) for name in ("alembic", "sqlalchemy", "pandas", "psycopg")},
        "target": target.name,
        "locations": [
            {name: getattr(each, name) for name in ("name", "version_table", "version_table_schema")}
            for each in target.locations
        ],
        "server": live.version if live else "",
        "default_schema": (live.default_schema if live else None) or "",
        "system_identifier": (live.system_identifier if live else None) or "",
        **told,
    }
