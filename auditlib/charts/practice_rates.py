"""How far each good practice is kept."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style


def practice_rates(practice: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """A bar a practice, from none to all; frame ``practice``."""
    with style.applied():
        rows = practice[practice["population"].fillna(0) > 0]
        ax = style.axes(ax, rows=max(len(rows), 2), extra=0.3)
        if rows.empty:
            return style.nothing(ax, "No practice could be measured.")
        rates = (rows["count"] / rows["population"]).astype(float).tolist()
        places = range(len(rows))
        ax.barh(places, [1.0] * len(rows), color=style.PALE, height=0.6)
        ax.barh(places, rates, color=style.BLUE, height=0.6)
        for place, (rate, kept, of) in enumerate(zip(rates, rows["count"], rows["population"], strict=True)):
            ax.text(1.01, place, f" {_percent(rate)}  ({kept} of {of})", va="center", color=style.INK)
        ax.set_yticks(places, [style.plain(name, 60) for name in rows["practice"]])
        ax.set_xlim(0, 1.25)
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        return style.fit(ax)


def _percent(rate: float) -> str:
    whole = round(rate * 100)
    if whole == 100 and rate < 1:
        return "99 %"
    return f"{max(whole, 1) if rate > 0 else 0} %"
