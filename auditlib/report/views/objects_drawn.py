"""What stood after each step of the replay, and which steps touched each table, drawn."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.charts.objects_standing import objects_standing
from auditlib.charts.table_lifelines import MOST, table_lifelines
from auditlib.reconcile.object_history import by_step, table_marks
from auditlib.report.figure import Picture, picture
from auditlib.report.show import NOTHING, Shown, records
from auditlib.report.views.lineage import plural, short, statuses
from auditlib.wording import amount

Frames = Mapping[str, pd.DataFrame]


def standing(frames: Frames) -> Picture | Shown:
    """What stood after each step, drawn; the frames of an audit."""
    counts = standing_by_step(frames)
    if counts.empty:
        return NOTHING
    last = counts.loc[counts["step"].eq(counts["step"].max())]
    words = ", ".join(f"{row['standing']} {plural(row['object_kind'])}" for row in records(last) if row["standing"])
    told = f"After {amount(counts['step'].nunique(), 'step')} there stand {words or 'no objects'} of the chain."
    return picture(objects_standing(counts), told)


def standing_by_step(frames: Frames) -> pd.DataFrame:
    """A row a step and kind for ``objects_standing``; empty where nothing was recorded."""
    steps = frames["steps"] if len(frames["object_changes"]) else frames["steps"].head(0)
    counts = by_step(frames["object_changes"], steps)
    state = statuses(frames["state"])
    return counts.assign(pending=pd.Series([state.get(each) == "pending" for each in counts["revision"]], dtype=bool))


def lifelines(frames: Frames) -> Picture | Shown:
    """The tables and the steps that touched each, drawn; the frames of an audit."""
    marks = tables_touched(frames)
    if marks.empty:
        return NOTHING
    words = f"{amount(min(marks['name'].nunique(), MOST), 'table')} and the steps that made, changed and dropped each."
    return picture(table_lifelines(marks), words)


def tables_touched(frames: Frames) -> pd.DataFrame:
    """A row a table and step that touched it, for ``table_lifelines``."""
    marks = table_marks(frames["object_changes"])
    tables = frames["lineage"].loc[frames["lineage"]["object_kind"].eq("table"), ["schema", "table", "in_live"]]
    state, steps = statuses(frames["state"]), records(frames["steps"])
    pending = [row["step"] for row in steps if state.get(row["revision"]) == "pending"]
    return marks.assign(
        name=pd.Series([short(row["schema"], row["table"]) for row in records(marks)], dtype="str"),
        steps=max((row["step"] for row in steps), default=0),
        pending_from=float(min(pending, default=float("nan"))),
    ).merge(tables, on=["schema", "table"], how="left")
