"""How many objects of the chain stood after each step of the replay."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from auditlib.charts import style

_COLOURS = {
    "table": style.BLUE,
    "constraint": style.AMBER,
    "index": style.VIOLET,
    "other": style.GREY,
    "column": style.GREEN,
}
_PLURALS = {"index": "indexes", "other": "others"}


def objects_standing(counts: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Objects that the chain made and did not drop, by kind, after each step.

    ``counts`` has a row a ``step`` and ``object_kind``: ``standing``, ``status`` of the step, and ``pending`` where
    the step's revision is not applied (a plain ``bool``).
    """
    with style.applied():
        ax = style.axes(ax, rows=11)
        table = counts.pivot_table("standing", "step", "object_kind", aggfunc="sum") if len(counts) else counts
        if counts.empty:
            return style.nothing(ax, "What the steps made was not recorded.")
        _areas(ax, table)
        _failures(ax, counts, table.sum(axis=1))
        last = float(table.index.max()) + 0.5
        ax.set_xlim(0.5, last)
        ax.set_ylim(0, max(float(table.sum(axis=1).max()) * 1.15, 1.0))
        ax.set_xlabel("steps of the replay")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=20, integer=True, min_n_ticks=1))
        ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
        ax.grid(axis="y")
        mark_position(ax, float(counts.loc[counts["pending"], "step"].astype(float).min()))
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=6, borderaxespad=0.2, columnspacing=1.2)
        return style.fit(ax, top=0.4, bottom=0.45)


def mark_position(ax: Axes, pending_from: float) -> None:
    """A line before the first pending step; none where it is the first of all, or no number."""
    if not pending_from > 1:
        return
    place = pending_from - 0.5
    ax.axvline(place, color=style.INK, linewidth=1.0, linestyle=(0, (3, 2)))
    ax.annotate("pending", (place, 1.0), xycoords=ax.get_xaxis_transform(), xytext=(4, -10),
                textcoords="offset points", color=style.INK, fontsize=8.5)  # fmt: skip


def _areas(ax: Axes, table: pd.DataFrame) -> None:
    edges = [float(step) - 0.5 for step in table.index] + [float(table.index.max()) + 0.5]
    below = pd.Series(0.0, index=table.index)
    for kind, colour in _COLOURS.items():
        own = table[kind] if kind in table else pd.Series(0, index=table.index)
        if not own.any():
            continue
        top = below + own
        name = f"{_PLURALS.get(kind, f'{kind}s')} ({int(own.iloc[-1])})"
        ax.fill_between(edges, [*below, below.iloc[-1]], [*top, top.iloc[-1]], step="post", color=colour, label=name,
                        linewidth=0)  # fmt: skip
        below = top


def _failures(ax: Axes, counts: pd.DataFrame, totals: pd.Series) -> None:
    failed = counts.loc[counts["status"].ne("done"), "step"].drop_duplicates()
    if len(failed):
        above = totals.loc[failed] + 0.04 * max(float(totals.max()), 1.0)
        ax.plot(failed.astype(float), above, linestyle="", marker="x", color=style.RED, markersize=6,
                markeredgewidth=1.6, label="did not run to its end")  # fmt: skip
