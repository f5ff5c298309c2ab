"""Where each revision stands in a drawing of the graph: its row, its lane, and how its edges run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_FOLD_OVER = 40  # a graph with more revisions than this has its uneventful runs folded
_SHORTEST_FOLD = 4


@dataclass(frozen=True)
class Node:
    """A revision, or a folded run of ``count`` revisions, and the nodes above it."""

    name: str
    parents: tuple[str, ...]
    status: str = "unknown"
    notable: bool = False
    count: int = 1
    last: str = ""


@dataclass(frozen=True)
class Edge:
    """A line from a node at (lane, row) along ``through`` to its parent."""

    lane: int
    row: int
    through: int
    parent_lane: int
    parent_row: int


def folded(nodes: Sequence[Node]) -> list[Node]:
    """Nodes in graph order, runs without a branch, merge or notable node made one where the graph is long."""
    if len(nodes) <= _FOLD_OVER:
        return list(nodes)
    runs = list(_runs(nodes))
    names = {node.name: run[0].name for run in runs if len(run) >= _SHORTEST_FOLD for node in run}
    made = [one for run in runs for one in (run if len(run) < _SHORTEST_FOLD else [_one(run)])]
    return [replace(node, parents=tuple(names.get(parent, parent) for parent in node.parents)) for node in made]


def lanes(nodes: Sequence[Node]) -> tuple[list[int], list[Edge]]:
    """The lane of each node, and the edges, for nodes in graph order drawn from the top down."""
    rows = {node.name: row for row, node in enumerate(nodes)}
    waiting: list[str | None] = []  # per lane, the node that the line in it runs up to
    lane_of = [0] * len(nodes)
    drawn: list[tuple[int, int, str]] = []  # row of the child, lane of its line, parent
    for row in range(len(nodes) - 1, -1, -1):
        node = nodes[row]
        mine = [lane for lane, name in enumerate(waiting) if name == node.name]
        lane_of[row] = mine[0] if mine else _free(waiting)
        for lane in mine:
            waiting[lane] = None
        for parent in (each for each in node.parents if each in rows):
            lane = _lane_to(waiting, parent, lane_of[row])
            drawn.append((row, lane, parent))
    edges = [Edge(lane_of[row], row, lane, lane_of[rows[parent]], rows[parent]) for row, lane, parent in drawn]
    return lane_of, edges


def _lane_to(waiting: list[str | None], parent: str, own: int) -> int:
    """The lane of a line up to a parent: the child's own while free, else one that leads there, else a new one."""
    if own < len(waiting) and waiting[own] is None:
        waiting[own] = parent
        return own
    if parent in waiting:
        return waiting.index(parent)
    lane = _free(waiting)
    waiting[lane] = parent
    return lane


def _free(waiting: list[str | None]) -> int:
    if None in waiting:
        return waiting.index(None)
    waiting.append(None)
    return len(waiting) - 1


def _runs(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    run: list[Node] = []
    for node in nodes:
        if run and not _continues(run[-1], node):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _continues(above: Node, node: Node) -> bool:
    quiet = not above.notable and not node.notable and above.status == node.status
    return quiet and node.parents == (above.name,)


def _one(run: Sequence[Node]) -> Node:
    return replace(run[0], count=len(run), last=run[-1].name)
