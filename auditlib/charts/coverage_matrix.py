"""Which witness knows which tables."""

from __future__ import annotations

from collections import Counter

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style
from auditlib.wording import counted

_WITNESSES = {"in_live": "live database", "in_models": "models", "in_chain": "migration chain"}
_COLOURS = {True: style.BLUE, False: style.PALE}
_NARROW = 0.06  # a group narrower than this share of all tables gets its count on a line of its own


def coverage_matrix(coverage: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Every table a column, every witness a row, equal columns side by side; frame ``coverage``.

    A blue cell: the witness knows the table; a pale one: it does not; a hatched one: it cannot say.
    """
    with style.applied():
        ax = style.axes(ax, rows=6, extra=0.5)
        if coverage.empty:
            return style.nothing(ax, "No witness knows a table.")
        groups = _groups(coverage)
        start = 0
        for level, (pattern, count) in enumerate(groups):
            _column(ax, pattern, start, count)
            high = -0.75 - (0.42 if count < _NARROW * len(coverage) and level % 2 else 0.0)
            ax.text(start + count / 2, high, str(count), ha="center", va="center", color=style.INK)
            start += count
        ax.set_xlim(0, start)
        ax.set_ylim(2.6, -1.3)
        ax.set_yticks(range(3), list(_WITNESSES.values()))
        ax.set_xticks([])
        ax.set_xlabel(f"{counted(len(coverage), 'table')}, grouped by who knows them")
        for spine in ax.spines.values():
            spine.set_visible(False)
        return style.fit(ax, bottom=0.3)


def _groups(coverage: pd.DataFrame) -> list[tuple[tuple[bool | None, ...], int]]:
    rows = coverage[list(_WITNESSES)].to_numpy()
    counts = Counter(tuple(None if pd.isna(flag) else bool(flag) for flag in row) for row in rows)
    return sorted(counts.items(), key=_knowledge)


def _knowledge(group: tuple[tuple[bool | None, ...], int]) -> tuple[object, ...]:
    pattern, count = group
    return (-sum(mark is True for mark in pattern), [mark is not True for mark in pattern], -count, str(pattern))


def _column(ax: Axes, pattern: tuple[bool | None, ...], start: int, count: int) -> None:
    for row, mark in enumerate(pattern):
        unknown = mark is None
        ax.barh(
            row,
            count,
            left=start,
            height=0.86,
            color="none" if unknown else _COLOURS[bool(mark)],
            hatch="////" if unknown else None,
            edgecolor=style.GREY if unknown else style.GROUND,
            linewidth=1.2,
        )
