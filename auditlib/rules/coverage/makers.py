"""Who made what is live, and on what evidence it is said that no revision did: the replay's record, or text alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records

Row = Mapping[str, Any]
RECORD, CATALOG, TEXT = "the replay's record", "the replay's catalog", "the text of the revisions"
_REPLAYED = ("replay", "replay:head")


class Makers:
    """The steps that made what is live, by frame ``lineage``; ``by`` says what is known of the chain at all."""

    def __init__(self, lineage: pd.DataFrame, servers: pd.DataFrame) -> None:
        key = ("object_kind", "schema", "table", "name")
        live = lineage.loc[lineage["in_live"].eq(True).fillna(False)]
        self._known = {tuple(row[name] for name in key): row for row in records(live)}
        replayed = servers["source"].isin(_REPLAYED).any()
        self.by = RECORD if len(lineage) else CATALOG if replayed else TEXT

    @property
    def caveat(self) -> str:
        """A sentence where nothing was run; else empty."""
        return " That is by the text of the revisions, which were not replayed." if self.by == TEXT else ""

    def stands(self, row: Row) -> bool | None:
        """Whether a step made the object and none dropped it again; none where that is unknown."""
        known = self._of(row)
        if known is None or known["origin"] is None:
            return None
        return known["origin"] == "chain" and known["standing"] is True

    def dropped(self, row: Row) -> str:
        """``revision R makes (file:line) and revision S drops again``, of an object that it is so of; else empty."""
        known = self._of(row)
        if known is None or not known["made_by"] or not known["dropped_by"]:
            return ""
        where = f" ({known['made_file']}:{known['made_line']})" if known["made_line"] else ""
        return f"revision {known['made_by']} makes{where} and revision {known['dropped_by']} drops again"

    def evidence(self, row: Row) -> dict[str, Any]:
        """What it is said by, and the revisions that made and dropped the object."""
        known = self._of(row) or {}
        told = {name: known.get(name) for name in ("origin", "made_by", "dropped_by") if known.get(name)}
        return {"by": self.by, **told}

    def _of(self, row: Row) -> Row | None:
        kind = row.get("object_kind") or "table"
        return self._known.get((kind, row["schema"], row["table"], row.get("name") or row["table"]))
