"""Which patterns revision ids and file names follow, and how often."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style


def naming_patterns(revisions: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """How many ids and file names follow each pattern; frame ``revisions``."""
    with style.applied():
        rows = [*_rows(revisions, "id_pattern", "id"), *_rows(revisions, "file_pattern", "file")]
        ax = style.axes(ax, rows=max(len(rows), 2), extra=0.4)
        if not rows:
            return style.nothing(ax, "No revision was read.")
        colours = {"id": style.BLUE, "file": style.GREY}
        ax.barh(
            range(len(rows)), [count for _, _, count in rows], color=[colours[what] for what, _, _ in rows], height=0.6
        )
        for row, (_, _, count) in enumerate(rows):
            ax.text(count, row, f" {count}", va="center", color=style.INK)
        ax.set_yticks(range(len(rows)), [f"{what}: {style.plain(pattern)}" for what, pattern, _ in rows])
        ax.invert_yaxis()
        ax.set_xticks([])
        ax.spines["bottom"].set_visible(False)
        return style.fit(ax)


def _rows(revisions: pd.DataFrame, column: str, what: str) -> list[tuple[str, str, int]]:
    counts = revisions[column].fillna("unknown").value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-int(item[1]), str(item[0])))
    return [(what, str(pattern), int(count)) for pattern, count in ordered]
