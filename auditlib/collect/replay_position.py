"""Why it is unknown which revisions are applied, and what the user can do: one word of replay and rehearsal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from auditlib.frames.circles import in_circles

_SELECT = "give the role SELECT on the version table"


class Unknown(NamedTuple):
    """Why the position is unknown, as half a sentence, and the next step."""

    why: str
    next_step: str


def live_was_read(collected: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the live database was: one without a table has its schema all the same."""
    read = [collected[name] for name in ("schemas", "tables") if name in collected]
    return any(frame["source"].eq("live").any() for frame in read)


def unknown_position(collected: Mapping[str, pd.DataFrame]) -> Unknown:
    """What to say where no version row names a revision of the project, or one that a circle leads to."""
    if "revision_edges" in collected and in_circles(collected["revision_edges"]):
        return Unknown("revisions need each other in a circle", "Correct the parent that HIS003 tells of.")
    if live_was_read(collected):
        return Unknown(
            "no version row names a revision of the project", f"Where the database has a version table, {_SELECT}."
        )
    return Unknown("the live database was not read", f"Name the database with --database-env, and {_SELECT}.")
