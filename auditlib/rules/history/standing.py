"""Who made what stands in the way of a pending revision, as the lineage tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records

# Duplicate column, schema, table, object, function.
_STANDS = ("42701", "42P06", "42P07", "42710", "42723")
_WORDS = re.compile(r'"(?P<name>.+?)"(?: (?:of|for) (?:relation|table) "(?P<table>.+?)")? already exists')
_NOBODYS = {"none", "lent"}


def stands(failed: Mapping[str, Any]) -> bool:
    """A row of ``rehearsal`` failed because something of that name stands already."""
    return failed["sqlstate"] in _STANDS


def who_made_it(failed: Mapping[str, Any], lineage: pd.DataFrame) -> str:
    """What to do about what stands already: delete what another revision has done, or find out who did it."""
    rows = records(_meant(failed["message"], lineage))
    makers = {(row["made_by"], row["made_file"], row["made_line"]) for row in rows if row["origin"] == "chain"}
    if len(makers) == 1 and all(row["origin"] == "chain" for row in rows):
        revision, file, line = makers.pop()
        place = f" ({file}:{int(line)})" if file and line else ""
        return f"Revision {revision}{place} made it already: find out which of the two was meant to"
    if rows and all(row["origin"] in _NOBODYS for row in rows):
        return "Find out who made what stands already, since no revision did"
    return "Find out who made what stands already"


def _meant(message: str, lineage: pd.DataFrame) -> pd.DataFrame:
    """The live objects that PostgreSQL's words may mean; of a function, whatever its arguments."""
    found = _WORDS.search(message)
    if not found:
        return lineage.head(0)
    named = lineage["name"].eq(found["name"]) | lineage["name"].str.startswith(f"{found['name']}(")
    if found["table"]:
        named &= lineage["table"].eq(found["table"])
    return lineage[named & lineage["in_live"].fillna(False).astype(bool)]
