"""The revision graph from its bases down to its heads, and where the database stands in it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from auditlib.charts import style
from auditlib.charts.revision_lanes import Edge, Node, folded, lanes
from auditlib.wording import counted

_LANE = 0.62  # width of a lane in row heights
_ID, _MESSAGE = 36, 58  # characters of an id and of a message
_ID_WIDTH = 0.318  # width of a character of an id in row heights


def revision_graph(revisions: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Revisions of one script location; frame ``revisions`` with ``status`` and ``is_position`` of ``state``.

    A filled circle is applied, an open one pending, a grey one unknown. Long uneventful runs are folded.
    """
    with style.applied():
        rows = revisions.sort_values("graph_order", kind="stable")
        nodes = folded(_nodes(rows))
        ax = style.axes(ax, rows=max(len(nodes), 2), extra=0.1)
        if not nodes:
            return style.nothing(ax, "No revision was read.")
        places, edges = lanes(nodes)
        for edge in edges:
            _line(ax, edge)
        _labels(ax, nodes, places, rows.set_index("revision"))
        style.quiet(ax)
        ax.set_ylim(len(nodes) - 0.4, -0.6)
        ax.set_xlim(-0.5, 37.2)
        return style.fit(ax, top=0.02, bottom=0.02)


def _nodes(rows: pd.DataFrame) -> list[Node]:
    status = rows["status"].fillna("unknown") if "status" in rows else pd.Series("unknown", index=rows.index)
    parents = [_parents(row) for row in rows[["down_revisions", "depends_on"]].itertuples(index=False)]
    marked = ["is_head", "is_base", "is_branch_point", "is_merge_point", "is_position"]
    notable = rows.reindex(columns=marked).fillna(False).astype(bool).any(axis=1)
    needed = {parent for each in parents for parent in each[1:]}
    return [
        Node(name, up, state, mark or name in needed or len(up) != 1)
        for name, up, state, mark in zip(rows["revision"], parents, status, notable, strict=True)
    ]


def _parents(row: tuple[object, ...]) -> tuple[str, ...]:
    named = [name.strip() for text in row if isinstance(text, str) for name in text.split(",")]
    return tuple(dict.fromkeys(name for name in named if name))


def _line(ax: Axes, edge: Edge) -> None:
    x, through, up = edge.lane * _LANE, edge.through * _LANE, edge.parent_lane * _LANE
    points = [(x, edge.row), (through, edge.row - 0.7), (through, edge.parent_row + 0.7), (up, edge.parent_row)]
    if edge.row - edge.parent_row == 1 or edge.lane == edge.through == edge.parent_lane:
        points = [points[0], points[-1]]
    across, down = zip(*points, strict=True)
    ax.plot(across, down, color=style.GREY, linewidth=1.3, zorder=1, solid_joinstyle="round")


def _labels(ax: Axes, nodes: list[Node], places: list[int], rows: pd.DataFrame) -> None:
    left = (max(places) + 1) * _LANE + 0.15
    longest = max(min(len(node.name), _ID) for node in nodes)
    for row, (node, lane) in enumerate(zip(nodes, places, strict=True)):
        colour = style.STATUS.get(node.status, style.GREY)
        if node.count > 1:
            _folded_row(ax, row, node, lane, left)
            continue
        filled = colour if node.status != "pending" else style.GROUND
        ax.plot(lane * _LANE, row, "o", markersize=7, markerfacecolor=filled, markeredgecolor=colour, zorder=2)
        ax.text(left, row, style.plain(node.name, _ID), va="center", family="DejaVu Sans Mono", fontsize=8.5)
        message = _message(rows, node.name)
        ax.text(left + longest * _ID_WIDTH + 0.6, row, message, va="center", color=style.SOFT, fontsize=8.5)
        if _is_position(rows, node.name):
            ax.axhspan(row - 0.46, row + 0.46, color=style.PALE, zorder=0)
            ax.text(
                37.1,
                row,
                "the database stands here",
                va="center",
                ha="right",
                color=colour,
                weight="bold",
                fontsize=8.5,
            )


def _folded_row(ax: Axes, row: int, node: Node, lane: int, left: float) -> None:
    for step in (-0.22, 0.0, 0.22):
        ax.plot(
            lane * _LANE, row + step, "o", markersize=2.4, color=style.STATUS.get(node.status, style.GREY), zorder=2
        )
    span = f"{style.plain(node.name, 24)} to {style.plain(node.last, 24)}"
    said = f"{counted(node.count, 'revision')}, {node.status}, {span}"
    ax.text(left, row, said, va="center", color=style.SOFT, fontsize=8.5, style="italic")


def _message(rows: pd.DataFrame, name: str) -> str:
    value = rows.loc[[name], "message"].iloc[0]
    return style.plain(value, _MESSAGE) if isinstance(value, str) else ""


def _is_position(rows: pd.DataFrame, name: str) -> bool:
    if "is_position" not in rows:
        return False
    value = rows.loc[[name], "is_position"].iloc[0]
    return bool(value) if not pd.isna(value) else False
