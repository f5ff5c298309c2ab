"""Where the database stands, told by reachability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
import pytest

from auditlib.frames.history import APPLIED_REVISIONS, REVISION_EDGES, REVISIONS, VERSION_TABLES
from auditlib.reconcile.state import of_status, state

Graph = Mapping[str, Sequence[str]]


def revisions(graph: Graph, location: str = "alembic", **more: object) -> pd.DataFrame:
    """Frame `revisions` of a graph of children to parents, given in graph order."""
    named = {parent for parents in graph.values() for parent in parents}
    return REVISIONS.conform(
        {
            "script_location": location,
            "revision": name,
            "graph_order": place,
            "load_order": place,
            "file": f"{location}/versions/{name}.py",
            "id_length": len(name),
            "is_head": name not in named,
            **more,
        }
        for place, name in enumerate(graph, 1)
    )


def edges(graph: Graph, kind: str = "down_revision", location: str = "alembic") -> pd.DataFrame:
    """Frame `revision_edges` of the same graph."""
    return REVISION_EDGES.conform(
        {
            "script_location": location,
            "revision": name,
            "parent": parent,
            "edge": kind,
            "parent_exists": parent in graph,
        }
        for name, parents in graph.items()
        for parent in parents
    )


def tables(location: str = "alembic", **more: object) -> pd.DataFrame:
    """A version table."""
    row = {"schema": "public", "table": "alembic_version", "script_location": location, "readable": True}
    return VERSION_TABLES.conform([{**row, "rows": 1, "id_capacity": 32, "configured": True, **more}])


def rows(*names: str) -> pd.DataFrame:
    """Rows of that version table."""
    return APPLIED_REVISIONS.conform(
        {"schema": "public", "table": "alembic_version", "version_num": name} for name in names
    )


def status(frame: pd.DataFrame) -> dict[str, str]:
    """Status by revision."""
    return dict(zip(frame["revision"], frame["status"], strict=True))


LINE: Graph = {"a": [], "b": ["a"], "c": ["b"], "d": ["c"]}


def test_what_lies_behind_the_row_is_applied_and_the_rest_pending_in_order() -> None:
    """A linear history splits at the row."""
    found = state(revisions(LINE), edges(LINE), tables(), rows("b"))
    assert status(found) == {"a": "applied", "b": "applied", "c": "pending", "d": "pending"}
    assert found["pending_order"].tolist() == [pd.NA, pd.NA, 1, 2]
    assert found.loc[found["is_position"], "revision"].tolist() == ["b"]


def test_an_applied_dependency_is_applied_without_a_row() -> None:
    """A revision that an applied one depends on has no row of its own, and is applied."""
    graph: Graph = {"a": [], "x": [], "b": ["a"]}
    both = pd.concat([edges(graph), edges({"x": [], "b": ["x"]}, "depends_on")], ignore_index=True)
    assert status(state(revisions(graph), both, tables(), rows("b"))) == dict.fromkeys(graph, "applied")


def test_without_readable_rows_everything_is_unknown() -> None:
    """A table that may not be read says nothing; nor does a database that was not read."""
    for found in (
        state(revisions(LINE), edges(LINE), tables(readable=False), rows()),
        state(revisions(LINE), edges(LINE), VERSION_TABLES.empty(), rows(), live=False),
    ):
        assert set(found["status"]) == {"unknown"} and found["pending_order"].isna().all()


def test_never_stamped_means_all_pending() -> None:
    """A database without version table, or with an empty one, has everything before it."""
    for table in (VERSION_TABLES.empty(), tables(rows=0)):
        assert set(status(state(revisions(LINE), edges(LINE), table, rows())).values()) == {"pending"}


def test_a_row_without_file_leaves_what_lies_beyond_unknown() -> None:
    """The lost revision may have run anything on the way."""
    found = status(state(revisions(LINE), edges(LINE), tables(), rows("lost", "a")))
    assert found == {"a": "applied", "b": "unknown", "c": "unknown", "d": "unknown", "lost": "unknown row"}


def test_locations_that_share_a_table_do_not_call_each_other_strangers() -> None:
    """Rows of two script locations in one version table."""
    other: Graph = {"p": [], "q": ["p"]}
    both = pd.concat([revisions(LINE), revisions(other, "plug")], ignore_index=True)
    links = pd.concat([edges(LINE), edges(other, location="plug")], ignore_index=True)
    found = state(both, links, tables("alembic, plug"), rows("d", "p"))
    assert "unknown row" not in set(found["status"])
    assert status(found)["q"] == "pending"


@pytest.mark.parametrize(("capacity", "fits"), [(32, [True, False]), (64, [True, True]), (None, [True, True])])
def test_ids_fit_the_column_or_not(capacity: int | None, fits: list[bool]) -> None:
    """An id is measured against the actual column."""
    graph: Graph = {"a": [], "b" * 33: ["a"]}
    found = state(revisions(graph), edges(graph), tables(id_capacity=capacity), rows("a"))
    assert found["fits"].tolist() == fits


def test_a_fork_is_not_intended_and_a_label_makes_it_so() -> None:
    """Two heads behind one revision: by accident, unless a label stands on a branch."""
    graph: Graph = {"a": [], "b": ["a"], "c": ["a"]}
    plain = revisions(graph)
    found = state(plain, edges(graph), tables(), rows("a"))
    assert found["intended_head"].tolist() == [pd.NA, False, False]
    labelled = plain.assign(branch_labels=[None, None, "new"])
    assert state(labelled, edges(graph), tables(), rows("a"))["intended_head"].tolist() == [pd.NA, False, True]


def test_separate_bases_and_folders_are_intended() -> None:
    """Histories that share nothing, or lie in folders of their own, are apart on purpose."""
    two: Graph = {"a": [], "b": []}
    assert state(revisions(two), edges(two), tables(), rows()).loc[:, "intended_head"].all()
    fork: Graph = {"a": [], "b": ["a"], "c": ["a"]}
    apart = revisions(fork).assign(file=["v/a.py", "v/b.py", "w/c.py"])
    assert state(apart, edges(fork), tables(), rows())["intended_head"].tolist() == [pd.NA, True, True]


@pytest.mark.parametrize(
    ("position", "told"),
    [
        ("b", {"base": "unknown", "a": "unknown", "b": "unknown", "c": "unknown", "far": "unknown", "last": "unknown"}),
        ("c", {"base": "unknown", "a": "unknown", "b": "unknown", "c": "applied", "far": "unknown", "last": "unknown"}),
        (
            "far",
            {"base": "pending", "a": "unknown", "b": "unknown", "c": "unknown", "far": "applied", "last": "pending"},
        ),
    ],
)
def test_a_circle_leaves_unknown_what_hangs_on_it(position: str, told: dict[str, str]) -> None:
    """On a circle, behind one, or beyond a position behind one: nothing tells what ran, nor in which order it would."""
    graph: Graph = {"base": [], "a": ["b"], "b": ["a"], "c": ["b"], "far": [], "last": ["far"]}
    found = state(revisions(graph), edges(graph), tables(), rows(position))
    assert status(found) == told
    assert found.loc[found["status"].ne("pending"), "pending_order"].isna().all()


@pytest.mark.parametrize(
    ("graph", "intended"),
    [
        ({"a": [], "c": ["gone"]}, {"a": pd.NA, "c": pd.NA}),
        ({"a": [], "b": ["a"], "c": ["a"], "d": ["gone"]}, {"a": pd.NA, "b": False, "c": False, "d": pd.NA}),
        ({"a": ["gone"], "b": ["a"], "c": ["a"]}, {"a": pd.NA, "b": False, "c": False}),
        ({"a": ["gone"]}, {"a": pd.NA}),
    ],
    ids=["two lines", "a fork beside it", "a fork behind it", "one line"],
)
def test_heads_that_a_missing_parent_parts_are_not_called_intended(graph: Graph, intended: dict[str, object]) -> None:
    """What a revision that no file has would join was not parted on purpose; a fork is one all the same."""
    found = state(revisions(graph), edges(graph), tables(), rows("a"))
    assert dict(zip(found["revision"], found["intended_head"].tolist(), strict=True)) == intended


def test_no_revision_has_a_status_that_was_not_told() -> None:
    """Frames of an audit that read no scripts."""
    told = pd.DataFrame({"revision": ["a", "b"], "status": ["applied", "pending"]}, dtype="str")

    assert of_status({"state": told}, "pending") == {"b"}
    assert of_status({"state": told}, "not taken") == of_status({}, "pending") == frozenset()
