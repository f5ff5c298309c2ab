"""Any PostgreSQL database into object frames, in one read-only transaction, one query a frame."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from typing import Any

import pandas as pd
import psycopg

from auditlib.collect import connection as connections
from auditlib.collect.catalog_reader import Reader
from auditlib.collect.version_tables import read_version_tables
from auditlib.config.database import Database
from auditlib.config.target import ScriptLocation
from auditlib.frames.history import WITNESSES
from auditlib.frames.objects import OBJECT_FRAMES, SIZES


def read(
    connection: psycopg.Connection[Any] | Database | str,
    source: str,
    *,
    version_tables: Iterable[ScriptLocation] | None = None,
    sizes: bool = True,
) -> dict[str, pd.DataFrame]:
    """All object frames of a database, ``source`` filled in, and ``witnesses``: what could not be seen.

    A connection must be one of ``connection.reading``; an address is opened for the time of the call. Where
    ``version_tables`` gives script locations (none will do), ``version_tables`` and ``applied_revisions`` are read too.
    Sizes are in bytes; without ``sizes`` that frame is empty.

    Raises ``DatabaseError`` where the database cannot be opened or read.
    """
    opened = nullcontext(connection) if isinstance(connection, psycopg.Connection) else connections.reading(connection)
    with opened as session:
        reader = Reader(session, source)
        apart = {"comments", "dependencies", *(() if sizes else {"sizes"})}
        frames = {name: reader.frame(frame) for name, frame in OBJECT_FRAMES.items() if name not in apart}
        frames |= {"sizes": frames.get("sizes", SIZES.empty()), **reader.comments_and_dependencies(), **reader.again()}
        witnesses = reader.witnesses()
        if version_tables is not None:
            found, unread = read_version_tables(session, frames["columns"], version_tables)
            frames |= found
            witnesses += unread
    return {**frames, "witnesses": WITNESSES.conform([_seen(source, frames), *witnesses])}


def _seen(source: str, frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    counted = ", ".join(f"{len(frames[name])} {name}" for name in ("tables", "columns", "constraints", "indexes"))
    return {
        "witness": source.partition(":")[0],
        "subject": "catalog" if source == "live" else f"catalog of {source}",
        "status": "seen",
        "detail": f"{counted}; members of {len(frames['extensions'])} extensions left out",
    }
