"""The revision graph: its order as Alembic has it, and the part each revision plays in it."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from alembic.script.revision import Revision, RevisionError, RevisionMap


@dataclass(frozen=True)
class Node:
    """A revision and what it names, in the order Alembic loads the files."""

    revision: str
    parents: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Edge:
    """One revision must come before another."""

    revision: str
    parent: str
    kind: str
    parent_exists: bool


@dataclass(frozen=True)
class Graph:
    """Nodes in graph order, parents before children, and the edges between them."""

    order: tuple[str, ...]
    edges: tuple[Edge, ...]
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    children: dict[str, frozenset[str]] = field(default_factory=dict)
    broken: str = ""


def graph(nodes: Sequence[Node]) -> Graph:
    """The graph of ``nodes``, whose ids differ. Missing parents, cycles and clashing labels are facts, not errors.

    ``broken`` says in Alembic's words why it would refuse the graph.
    """
    by_id = {node.revision: node for node in nodes}
    labels = {label: node.revision for node in nodes for label in node.branch_labels}
    edges = tuple(edge for node in nodes for edge in _edges(node, by_id.keys(), labels))
    children: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.kind == "down_revision" and edge.parent_exists:
            children[edge.parent].add(edge.revision)
    parents = {node.revision: node.parents for node in nodes}
    frozen = {name: frozenset(found) for name, found in children.items()}
    ordered, circular = _own_order(nodes, edges)
    if circular:  # not every circle is found by Alembic: on some its sort never ends
        return Graph(ordered, edges, parents, frozen, f"revisions need each other: {', '.join(circular)}")
    try:
        return Graph(_alembic_order(nodes, edges), edges, parents, frozen, _missing(edges))
    except (RevisionError, KeyError, AssertionError) as error:  # its own asserts on maps it cannot sort
        return Graph(ordered, edges, parents, frozen, str(error))


def _missing(edges: Sequence[Edge]) -> str:
    named = [f"{edge.revision} names {edge.parent}" for edge in edges if not edge.parent_exists]
    return f"no file has the revision that {', '.join(named)}" if named else ""


def _edges(node: Node, ids: object, labels: dict[str, str]) -> list[Edge]:
    assert isinstance(ids, type({}.keys()))
    made = [Edge(node.revision, parent, "down_revision", parent in ids) for parent in node.parents]
    for name in node.depends_on:
        parent = name if name in ids else labels.get(name, name)
        made.append(Edge(node.revision, parent, "depends_on", parent in ids))
    return list(dict.fromkeys(made))


def _alembic_order(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[str, ...]:
    """The order of ``alembic upgrade heads`` from an empty database, by Alembic's own map."""
    if not nodes:
        return ()
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in edges:
        if edge.parent_exists:
            named[edge.revision, edge.kind].append(edge.parent)
    values = [
        Revision(
            node.revision,
            tuple(named[node.revision, "down_revision"]) or None,
            dependencies=tuple(named[node.revision, "depends_on"]) or None,
            branch_labels=node.branch_labels or None,
        )
        for node in nodes
    ]
    found = RevisionMap(lambda: values).iterate_revisions("heads", "base")
    return tuple(reversed([each.revision for each in found]))


def _own_order(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Parents first, as loaded where free; what stands on a cycle or behind one comes last, and is given apart too."""
    place = {node.revision: index for index, node in enumerate(nodes)}
    waiting = {node.revision: 0 for node in nodes}
    followers: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.parent_exists:
            waiting[edge.revision] += 1
            followers[edge.parent].append(edge.revision)
    ready = [place[name] for name, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order: list[str] = []
    while ready:
        name = nodes[heapq.heappop(ready)].revision
        order.append(name)
        for follower in followers[name]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                heapq.heappush(ready, place[follower])
    done = set(order)
    circular = tuple(node.revision for node in nodes if node.revision not in done)
    return (*order, *circular), circular
