"""How the schema that was rebuilt for the rehearsal differs from the live one: what the rehearsal cannot speak for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.rehearsal import REBUILD_GAPS
from auditlib.frames.spec import combine
from auditlib.reconcile.heard import LIVE
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import side

SOURCE = "rehearsal"


def gaps(collected: Mapping[str, pd.DataFrame], rebuilt: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frame ``rebuild_gaps``: differences of the two, with what PostgreSQL refused where it was about them.

    ``collected`` holds the live frames, ``rebuilt`` the object frames of source ``rehearsal``, and what was refused
    as ``rebuild_gaps``. A refusal that left no difference, as of what stood already, is no gap.
    """
    frames = combine([_objects(collected), _objects(rebuilt)], OBJECT_FRAMES)
    told = {**collected, **frames}
    found = between(side(told, LIVE), side(told, SOURCE))["side_differences"]
    refused: dict[tuple[str, ...], str] = {}
    for row in records(rebuilt["rebuild_gaps"]):
        refused.setdefault(tuple(row[name] for name in REBUILD_GAPS.key[:4]), row["message"])
    rows = []
    for row in records(found):
        key = {name: row[name] or "" for name in REBUILD_GAPS.key}
        message = refused.get(tuple(key[name] for name in REBUILD_GAPS.key[:4]))
        rows.append({**key, "live": row["a"], "rebuilt": row["b"], "message": message})
    unique = pd.DataFrame(rows, dtype=object).drop_duplicates(REBUILD_GAPS.key) if rows else rows
    return REBUILD_GAPS.conform(unique)


def _objects(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: frame for name, frame in frames.items() if name in OBJECT_FRAMES}
