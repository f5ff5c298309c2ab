"""Findings counted by rule, coloured by severity."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style

_SEVERITIES = ("error", "warning", "note")
_ROWS = 24


def findings_by_rule(findings: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How often each rule hit, by severity, root findings only; frame ``findings``."""
    with style.applied():
        roots = findings[findings["root"].fillna("") == ""]
        counts = _counts(roots)
        ax = style.axes(ax, rows=max(len(counts), 2))
        if counts.empty:
            return style.nothing(ax, "No finding.")
        labels = [f"{style.plain(name)}  {style.plain(rule)}" for rule, name in counts.index]
        left = pd.Series(0, index=counts.index)
        for severity in _SEVERITIES:
            drawn = counts[severity]
            ax.barh(range(len(counts)), drawn, left=left, color=style.SEVERITY[severity], height=0.62, label=severity)
            left = left + drawn
        for row, total in enumerate(left):
            ax.text(total, row, f" {total}", va="center", color=style.INK)
        ax.set_yticks(range(len(counts)), labels)
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        _legend(ax, roots)
        return style.fit(ax)


def _counts(roots: pd.DataFrame) -> pd.DataFrame:
    """Findings by (rule, name) and severity, the gravest rules first, the most frequent of them first."""
    if roots.empty:
        return pd.DataFrame()
    table = pd.crosstab([roots["rule"], roots["name"]], roots["severity"])
    table = table.reindex(columns=list(_SEVERITIES), fill_value=0)
    worst = [[count > 0 for count in row].index(True) for row in table.to_numpy()]
    order = pd.DataFrame({"worst": worst, "total": -table.to_numpy().sum(axis=1)}).sort_values(
        ["worst", "total"], kind="stable"
    )
    return table.iloc[order.index].head(_ROWS)


def _legend(ax: Axes, roots: pd.DataFrame) -> None:
    if roots["severity"].nunique() > 1:
        ax.legend(loc="lower right", ncols=1)
