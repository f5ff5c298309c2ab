"""How much each revision does, by kind of action."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style

_LABELLED = 40


def operations_by_revision(operations: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Operations of each upgrade by action, in graph order; frames ``operations`` joined with ``graph_order``.

    The frame may carry a column ``graph_order``; without it revisions stand in the order of their rows.
    """
    with style.applied():
        counts = _counts(operations)
        labelled = len(counts) <= _LABELLED
        ax = style.axes(ax, rows=max(len(counts), 2) if labelled else 11)
        if counts.empty:
            return style.nothing(ax, "No operation was read.")
        _bars(ax, counts, horizontal=labelled)
        if labelled:
            ax.set_yticks(range(len(counts)), [style.plain(name) for name in counts.index])
            ax.invert_yaxis()
            ax.grid(axis="x")
            ax.set_xlabel("operations in upgrade()")
        else:
            ax.grid(axis="y")
            ax.set_xticks([])
            ax.set_xlabel("revisions in graph order")
            ax.set_ylabel("operations in upgrade()")
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=len(counts.columns), borderaxespad=0.2)
        return style.fit(ax, top=0.4, bottom=0.45)


def _counts(operations: pd.DataFrame) -> pd.DataFrame:
    upgrades = operations[operations["direction"] == "upgrade"]
    if upgrades.empty:
        return pd.DataFrame()
    order = upgrades.sort_values("graph_order", kind="stable") if "graph_order" in upgrades else upgrades
    names = list(dict.fromkeys(order["revision"]))
    table = pd.crosstab(upgrades["revision"], upgrades["action"].fillna("unknown")).reindex(names)
    return table[[action for action in style.ACTION if action in table]]


def _bars(ax: Axes, counts: pd.DataFrame, *, horizontal: bool) -> None:
    start = pd.Series(0, index=counts.index)
    places = range(len(counts))
    for action in counts.columns:
        colour = style.ACTION[action]
        if horizontal:
            ax.barh(places, counts[action], left=start, color=colour, height=0.62, label=action)
        else:
            ax.bar(places, counts[action], bottom=start, color=colour, width=1.0, label=action)
        start = start + counts[action]
