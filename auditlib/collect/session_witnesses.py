"""What the session and its server are, where that bears on what was seen: rows of ``witnesses``."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.collect.connection import Server
from auditlib.frames.history import WITNESSES


def session_witnesses(facts: Server) -> pd.DataFrame:
    """Frame ``witnesses``: that a pooler or a standby stands between us and the primary; empty where neither does."""
    return WITNESSES.conform(_rows(facts))


def _rows(facts: Server) -> Iterator[dict[str, str]]:
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
