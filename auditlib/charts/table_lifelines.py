"""From which step to which each table stood in the replay, and which steps touched it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from auditlib.charts import style
from auditlib.charts.objects_standing import mark_position

MOST = 40
_MADE, _CHANGED, _DROPPED, _LENT = "made", "changed", "dropped", "lent to the chain"
_MARKERS: dict[str, dict[str, Any]] = {
    _MADE: {"marker": "s", "color": style.GREEN, "markersize": 6},
    _CHANGED: {"marker": "o", "color": style.BLUE, "markersize": 5},
    _DROPPED: {"marker": "x", "color": style.RED, "markersize": 6, "markeredgewidth": 1.6},
    _LENT: {"marker": "s", "color": style.GREY, "markersize": 6, "markerfacecolor": style.GROUND},
}


def table_lifelines(marks: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """A line a table, a mark a step that touched it or what is in it; at most ``MOST``, those that most steps touched.

    ``marks`` has a row a ``name`` and ``step``: ``mark``, whether the table is ``in_live``, and in every row the
    number of ``steps`` in all and the step ``pending_from`` which on revisions are not applied.
    """
    with style.applied():
        shown = kept(marks)
        names = list(dict.fromkeys(shown["name"]))
        ax = style.axes(ax, rows=max(len(names), 2), extra=1.0)
        if not names:
            return style.nothing(ax, "No step made a table.")
        end = float(marks["steps"].iloc[0]) + 0.5
        _lines(ax, shown, end)
        _marks(ax, shown)
        ax.set_yticks(range(len(names)), [style.plain(name, 34) for name in names])
        ax.set_ylim(len(names) - 0.4, -1.3)
        ax.set_xlim(-0.4 if shown["step"].eq(0).any() else 0.5, end)
        every = marks["name"].nunique()
        some = f"; the {len(names)} of {every} tables that most steps touched" if every > len(names) else ""
        ax.set_xlabel(f"steps of the replay{some}")
        ax.xaxis.set_major_locator(MaxNLocator(nbins=20, integer=True, min_n_ticks=1))
        ax.spines["left"].set_visible(False)
        mark_position(ax, float(marks["pending_from"].iloc[0]))
        ax.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=6, borderaxespad=0.2, columnspacing=1.2)
        return style.fit(ax, top=0.4, bottom=0.45)


def kept(marks: pd.DataFrame) -> pd.DataFrame:
    """The marks of the tables that are drawn, in the order in which the tables began."""
    touched = marks.groupby("name", sort=False)["step"].agg(["size", "min"])
    most = touched.sort_values("size", ascending=False, kind="stable").head(MOST)
    order = {name: place for place, name in enumerate(most.sort_values("min", kind="stable").index)}
    chosen = marks.loc[marks["name"].isin(order)]
    return chosen.assign(place=chosen["name"].map(order)).sort_values(["place", "step"], ignore_index=True)


def _lines(ax: Axes, shown: pd.DataFrame, end: float) -> None:
    """Two artists for all lines: a line of its own each would take as long as the rest of the page."""
    lives = shown.groupby("place", sort=True).agg({"step": ["first", "last"], "mark": "last", "in_live": "last"})
    lives.columns = pd.Index(["begin", "last", "mark", "in_live"])
    ended = lives["mark"].eq(_DROPPED)
    until = lives["last"].astype(float).where(ended, end)
    gone = ~ended & lives["in_live"].eq(False).fillna(False).astype(bool)
    for own, colour, label in ((~gone, style.GREY, ""), (gone, style.RED, "not live")):
        if own.any():
            across = lives.loc[own, "begin"].to_numpy(float), until[own].to_numpy(float)
            ax.hlines(lives.index[own].to_numpy(float), *across, colors=colour, linewidth=1.2, zorder=1, label=label,
                      linestyles="dashed" if label else "solid")  # fmt: skip


def _marks(ax: Axes, shown: pd.DataFrame) -> None:
    small = 0.6 if shown["step"].max() > 100 else 1.0
    for mark, look in _MARKERS.items():
        own = shown.loc[shown["mark"].eq(mark)]
        if len(own):
            ax.plot(own["step"].astype(float), own["place"], linestyle="", label=mark,
                    **{**look, "markersize": look["markersize"] * small})  # fmt: skip
