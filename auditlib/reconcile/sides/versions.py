"""Two sides that were read from servers of two majors, in one spelling."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from auditlib.frames.normalise import across
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.reconcile.heard import CHAIN, LIVE
from auditlib.reconcile.sides.side import Side

_STEP = "Compare servers of one major version where that matters."


def in_one_spelling(a: Side, b: Side) -> tuple[Side, Side, pd.DataFrame]:
    """Both sides as they can be compared, and rows of ``witnesses``: what was left out for the majors' sake."""
    labelled = [
        {
            name: rows.assign(source=source).drop_duplicates(OBJECT_FRAMES[name].key)
            for name, rows in each.frames.items()
        }
        for each, source in ((a, LIVE), (b, CHAIN))
    ]
    together = across({name: pd.concat([labelled[0][name], labelled[1][name]], ignore_index=True) for name in a.frames})
    lines = together.witnesses()
    if len(together.majors) < 2:
        return a, b, lines
    split = [
        {name: rows.loc[rows["source"].eq(source)].reset_index(drop=True) for name, rows in together.frames.items()}
        for source in (LIVE, CHAIN)
    ]
    told = lines.assign(witness="both", next_step=lines["next_step"].mask(lines["status"].ne("seen"), _STEP))
    return replace(a, frames=split[0]), replace(b, frames=split[1]), told


def _labelled(each: Side, source: str) -> dict[str, pd.DataFrame]:
    frames = {name: rows.assign(source=source) for name, rows in each.frames.items()}
    return {name: rows.drop_duplicates(OBJECT_FRAMES[name].key) for name, rows in frames.items()}
