"""What the statements of each replayed step lock of what stood before."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style

ALL, WRITES, CHANGES, NONE = "readers and writers wait", "writers wait", "other schema changes wait", "nobody waits"
_COLOURS = {NONE: style.FAINT, CHANGES: style.BLUE, WRITES: style.AMBER, ALL: style.RED}
_WAIT = {
    "ACCESS EXCLUSIVE": ALL,
    "EXCLUSIVE": WRITES,
    "SHARE ROW EXCLUSIVE": WRITES,
    "SHARE": WRITES,
    "SHARE UPDATE EXCLUSIVE": CHANGES,
}
_ORDER = tuple(_COLOURS)
_ROWS = 40


def step_locks(statements: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """A bar a step: its statements by who has to wait for them; frame ``statements`` with the column ``waits``."""
    with style.applied():
        counts = _counts(statements).tail(_ROWS)
        ax = style.axes(ax, rows=max(len(counts), 2))
        if counts.empty:
            return style.nothing(ax, "No statement was replayed.")
        left = pd.Series(0, index=counts.index)
        for waits in _ORDER:
            ax.barh(range(len(counts)), counts[waits], left=left, color=_COLOURS[waits], height=0.62, label=waits)
            left = left + counts[waits]
        for row, total in enumerate(left):
            ax.text(total, row, f" {total}", va="center", color=style.INK)
        ax.set_yticks(range(len(counts)), [f"{step}  {style.plain(name, 40)}" for step, name in counts.index])
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        ax.legend(loc="lower right", ncols=1)
        return style.fit(ax)


def waits(locks: pd.DataFrame) -> pd.Series:
    """Who has to wait for each row of ``locks``, in words."""
    return locks["mode"].map(_WAIT).fillna(NONE)


def with_waits(statements: pd.DataFrame, locks: pd.DataFrame) -> pd.DataFrame:
    """Frame ``statements`` with ``waits``: who has to wait for each, by the strongest of its ``locks``."""
    rank = waits(locks).map(_ORDER.index)
    worst = rank.groupby([locks["step"], locks["statement_order"]]).max().rename("worst").reset_index()
    ranked = statements.merge(worst, how="left", on=["step", "statement_order"])["worst"]
    return statements.assign(waits=[_ORDER[0 if pd.isna(each) else int(each)] for each in ranked])


def _counts(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements by step and by who waits for them, in the order of the replay."""
    if statements.empty:
        return pd.DataFrame()
    table = pd.crosstab([statements["step"], statements["revision"]], statements["waits"])
    return table.reindex(columns=list(_ORDER), fill_value=0)
