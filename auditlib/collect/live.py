"""The live database as a witness: its catalog, its version tables, and what of session and server bears on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from auditlib.collect import catalog, connection
from auditlib.config.database import Database
from auditlib.config.target import ScriptLocation
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.history import WITNESSES
from auditlib.frames.spec import combine


def read(
    database: Database, locations: Iterable[ScriptLocation], *, sizes: bool = True
) -> tuple[connection.Server, dict[str, pd.DataFrame]]:
    """Facts of the server, and every frame of the live witness, read in one session; without ``sizes`` that is empty.

    Raises ``DatabaseError`` where the database cannot be opened or read.
    """
    with connection.reading(database) as session:
        facts = connection.server(session)
        frames = catalog.read(session, "live", version_tables=locations, sizes=sizes)
    return facts, combine((frames, {"witnesses": about_session(facts)}), COLLECTED_FRAMES)


def about_session(facts: connection.Server) -> pd.DataFrame:
    """Frame ``witnesses``: that a pooler or a standby stands between us and the primary; empty where neither does."""
    return WITNESSES.conform(_rows(facts))


def _rows(facts: connection.Server) -> Iterator[dict[str, str]]:
    if not facts.read_only_session:
        detail = (
            "the server takes no start-up options, as a transaction pooler does not: the reading was one read-only "
            "transaction, whose settings ended with it"
        )
        yield _row("session", "seen", detail)
    if facts.in_recovery and facts.caught_up:
        yield _row("server", "seen", "a hot standby that had replayed all that it received from its primary")
    elif facts.in_recovery:
        detail = "a standby that had not replayed all that its primary wrote: it shows an earlier state"
        yield _row("server", "partly", detail, "Run it again when the standby has caught up, or audit the primary.")


def _row(subject: str, status: str, detail: str, next_step: str = "") -> dict[str, str]:
    return {"witness": "live", "subject": subject, "status": status, "detail": detail, "next_step": next_step}
