"""The objects at a moment of the replay: after the step of one revision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.spec import combine
from auditlib.reconcile.lineage import at

MARK = "@"


def step_of(frames: Mapping[str, pd.DataFrame], revision: str) -> int | None:
    """The step of a revision, by its id or the beginning of it; none where the replay recorded no such step."""
    if frames["object_changes"].empty:
        return None
    steps = frames["steps"].loc[frames["steps"]["status"].eq("done")]
    own = steps.loc[steps["revision"].eq(revision), "step"]
    found = own if len(own) else steps.loc[steps["revision"].str.startswith(revision), "step"]
    return int(found.iloc[0]) if len(found) == 1 else None


def after(frames: Mapping[str, pd.DataFrame], step: int, source: str) -> dict[str, pd.DataFrame]:
    """``frames`` with the objects after a step as one source more."""
    made = {name: rows.assign(source=source).astype({"source": "str"}) for name, rows in at(frames, step).items()}
    own = {name: frame for name, frame in frames.items() if name in OBJECT_FRAMES}
    servers = frames["servers"].loc[frames["servers"]["source"].isin(["replay", "replay:head"])].head(1)
    return {**frames, **combine([own, made, {"servers": servers.assign(source=source)}], OBJECT_FRAMES)}


def siblings(frames: Mapping[str, pd.DataFrame], revision: str, step: int) -> list[str]:
    """Revisions that ran before a revision's step and are none of its ancestors: what they made stands there too."""
    parents: dict[str, list[str]] = defaultdict(list)
    for row in records(frames["revision_edges"]):
        parents[row["revision"]].append(row["parent"])
    waiting, seen = [revision], {revision}
    while waiting:
        for each in parents[waiting.pop()]:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    before = frames["steps"].loc[frames["steps"]["step"].lt(step), "revision"]
    return [each for each in before if each not in seen]
