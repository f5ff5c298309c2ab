"""What differs, and who is wrong."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style

_WHO = ("model", "chain", "live", "pending", "undecided")
_KINDS = 30


def drift_matrix(differences: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Root differences counted by object kind and attribute against who is wrong; frame ``differences``."""
    with style.applied():
        counts = _counts(differences)
        ax = style.axes(ax, rows=max(len(counts) + 1, 3), extra=0.5)
        if counts.empty:
            return style.nothing(ax, "No difference.")
        _cells(ax, counts)
        ax.set_xlim(-0.5, len(counts.columns) - 0.5)
        ax.set_ylim(len(counts) - 0.5, -0.5)
        ax.set_xticks(range(len(counts.columns)), [_title(who) for who in counts.columns])
        ax.xaxis.tick_top()
        ax.set_yticks(range(len(counts)), [style.plain(kind) for kind in counts.index])
        for spine in ax.spines.values():
            spine.set_visible(False)
        return style.fit(ax, top=0.45)


def _counts(differences: pd.DataFrame) -> pd.DataFrame:
    roots = differences[differences["root"].fillna("") == ""]
    if roots.empty:
        return pd.DataFrame()
    attribute = roots["attribute"].fillna("")
    what = (
        roots["object_kind"] + " " + attribute.where(attribute != "", roots["change"].fillna("")).str.replace("_", " ")
    )
    table = pd.crosstab(what, roots["wrong"].fillna("undecided"))
    known = [who for who in _WHO if who in table]
    table = table[known + [who for who in table.columns if who not in known]]
    totals = table.sum(axis=1)
    return table.loc[totals.sort_values(ascending=False, kind="stable").index].head(_KINDS)


def _cells(ax: Axes, counts: pd.DataFrame) -> None:
    most = int(counts.to_numpy().max())
    for row, values in enumerate(counts.to_numpy()):
        for column, count in enumerate(values):
            ax.barh(
                row,
                0.96,
                left=column - 0.48,
                height=0.9,
                color=style.PALE if not count else style.BLUE,
                alpha=1.0 if not count else 0.14 + 0.36 * count / most,
            )
            ax.text(
                column,
                row,
                str(count) if count else "·",
                ha="center",
                va="center",
                color=style.INK if count else style.SOFT,
            )


def _title(who: str) -> str:
    return {"pending": "settled by\na pending revision", "undecided": "undecided"}.get(
        who, f"{style.plain(who)}\nis wrong"
    )
