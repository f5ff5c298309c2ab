"""Revisions that need each other in a circle: Alembic refuses such a history, and nothing tells their order."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

import pandas as pd

Name = TypeVar("Name", bound=Hashable)


def in_circles(revision_edges: pd.DataFrame) -> set[tuple[str, str]]:
    """(location, revision) of those on a circle."""
    needs: dict[tuple[str, str], set[tuple[str, str]]] = {}
    known = revision_edges.loc[revision_edges["parent_exists"].eq(True)]
    for location, revision, parent in known[["script_location", "revision", "parent"]].itertuples(index=False):
        needs.setdefault((location, revision), set()).add((location, parent))
        needs.setdefault((location, parent), set())
    return circles(needs)


def circles(needs: Mapping[Name, Collection[Name]]) -> set[Name]:
    """Those on a circle or between two, of what each one needs."""
    followers: dict[Name, set[Name]] = {name: set() for name in behind_circles(needs)}
    for name in followers:
        for need in followers.keys() & set(needs[name]):
            followers[need].add(name)
    return behind_circles(followers)


def behind_circles(needs: Mapping[Name, Collection[Name]]) -> set[Name]:
    """Those on a circle and all that need them: what is left when whoever needs nobody, or only such, is taken away."""
    left = {name: set(found) for name, found in needs.items()}
    followers: dict[Name, list[Name]] = {name: [] for name in left}
    for name, found in left.items():
        for need in found:
            followers[need].append(name)
    free = [name for name, found in left.items() if not found]
    while free:
        name = free.pop()
        del left[name]
        for follower in followers[name]:
            left[follower].discard(name)
            free += [] if left[follower] else [follower]
    return set(left)
