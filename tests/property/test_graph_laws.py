"""Laws of the revision graph and of the database's place in it."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
from alembic.script.revision import Revision, RevisionMap
from hypothesis import given, settings

from auditlib.collect.revisions.graph import Node, graph
from auditlib.reconcile.upgrade_order import Ancestry


@st.composite
def histories(draw: Any, largest: int = 9) -> list[Node]:
    """Revisions whose parents and dependencies come earlier, loaded in any order."""
    count = draw(st.integers(1, largest))
    nodes = []
    for number in range(count):
        earlier = [f"r{each}" for each in range(number)]
        parents = draw(st.lists(st.sampled_from(earlier), max_size=2, unique=True)) if earlier else []
        others = [each for each in earlier if each not in parents]
        depends = draw(st.lists(st.sampled_from(others), max_size=1, unique=True)) if others else []
        nodes.append(Node(f"r{number}", tuple(parents), tuple(depends)))
    return draw(st.permutations(nodes))


def _ancestry(nodes: list[Node]) -> Ancestry:
    return Ancestry(
        [node.revision for node in nodes],
        {node.revision: node.parents for node in nodes},
        {node.revision: node.depends_on for node in nodes},
    )


def _alembic(nodes: list[Node]) -> RevisionMap:
    values = [Revision(node.revision, node.parents or None, dependencies=node.depends_on or None) for node in nodes]
    return RevisionMap(lambda: values)


@given(histories())
@settings(deadline=None)
def test_every_history_keeps_its_revisions_and_puts_parents_first(nodes: list[Node]) -> None:
    """The order holds each revision once, behind all that it needs."""
    found = graph(nodes)
    assert sorted(found.order) == sorted(node.revision for node in nodes)
    place = {name: index for index, name in enumerate(found.order)}
    assert all(place[edge.parent] < place[edge.revision] for edge in found.edges)
    assert not found.broken


@given(histories())
@settings(deadline=None)
def test_heads_and_bases_are_alembics(nodes: list[Node]) -> None:
    """What we call head and base is what Alembic's own map calls so."""
    found, theirs = graph(nodes), _alembic(nodes)
    assert {name for name in found.order if not found.children.get(name)} == set(theirs.heads)
    assert {name for name in found.order if not found.parents[name]} == set(theirs.bases)


@given(histories(), st.data())
@settings(deadline=None)
def test_applied_and_pending_are_all_and_share_nothing(nodes: list[Node], data: Any) -> None:
    """Whatever rows the version table has, each revision is applied or pending, and what is applied is closed."""
    rows = data.draw(st.sets(st.sampled_from([node.revision for node in nodes])))
    family = _ancestry(nodes)
    applied = family.ancestors(rows)
    pending = family.upgrade_order({node.revision for node in nodes} - applied)
    assert sorted([*applied, *pending]) == sorted(node.revision for node in nodes)
    assert all(set(node.parents + node.depends_on) <= applied for node in nodes if node.revision in applied)


@given(histories(), st.data())
@settings(deadline=None, max_examples=300)
def test_pending_come_in_alembics_order(nodes: list[Node], data: Any) -> None:
    """`alembic upgrade heads` from any position runs the pending revisions in the order we say."""
    theirs = _alembic(nodes)
    rows = _independent(nodes, data.draw(st.sets(st.sampled_from([node.revision for node in nodes]))))
    wanted = [each.revision for each in theirs.iterate_revisions("heads", tuple(rows), implicit_base=True)][::-1]
    family = _ancestry(nodes)
    assert family.upgrade_order(set(family.load_order) - family.ancestors(rows)) == wanted


@given(histories(), st.data())
@settings(deadline=None)
def test_broken_graphs_are_facts_and_never_errors(nodes: list[Node], data: Any) -> None:
    """Missing parents, cycles and self-references leave every revision in the order once."""
    names = [*(node.revision for node in nodes), "gone"]
    twisted = [
        Node(
            node.revision, tuple(data.draw(st.lists(st.sampled_from(names), max_size=2, unique=True))), node.depends_on
        )
        for node in nodes
    ]
    assert sorted(graph(twisted).order) == sorted(node.revision for node in nodes)
    assert sorted(_ancestry(twisted).upgrade_order({node.revision for node in nodes})) == sorted(
        node.revision for node in nodes
    )


def _independent(nodes: list[Node], rows: set[str]) -> list[str]:
    """Rows that a version table can hold: none lies behind another."""
    family = _ancestry(nodes)
    return sorted(row for row in rows if not any(row in family.ancestors([other]) for other in rows - {row}))
