"""Lines of a history: revisions that edges tie together, and those lines that a database never took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import pandas as pd

Key = tuple[str, str]


def not_taken(revisions: pd.DataFrame, revision_edges: pd.DataFrame, applied: Collection[Key]) -> set[Key]:
    """(location, revision) of the lines that the database never took and that files say stand apart.

    ``applied`` are those that it has run. A line is what parents and ``depends_on`` tie together: another product's
    history, or an abandoned generation. It stands apart by a branch label, or by version folders of its own, where
    another line of the same script location is applied; without either it is merely pending.
    """
    groups = _lines(revisions, revision_edges)
    taken = {group for key, group in groups.items() if key in applied}
    taken_places = {group[0] for group in taken}
    keys = list(zip(revisions["script_location"], revisions["revision"], strict=True))
    folders = {key: str(file).rpartition("/")[0] for key, file in zip(keys, revisions["file"], strict=True)}
    labelled = {groups[key] for key, label in zip(keys, revisions["branch_labels"], strict=True) if pd.notna(label)}
    lived_in = {(group[0], folders[key]) for key, group in groups.items() if group in taken}
    shared = {group for key, group in groups.items() if (group[0], folders[key]) in lived_in}
    return {
        key
        for key, group in groups.items()
        if group not in taken and group[0] in taken_places and (group in labelled or group not in shared)
    }


def _lines(revisions: pd.DataFrame, revision_edges: pd.DataFrame) -> dict[Key, Key]:
    """For each revision the first one of its line, in graph order."""
    ties: dict[Key, list[Key]] = defaultdict(list)
    for location, revision, parent in revision_edges[["script_location", "revision", "parent"]].itertuples(index=False):
        ties[location, revision].append((location, parent))
        ties[location, parent].append((location, revision))
    found: dict[Key, Key] = {}
    for first in zip(revisions["script_location"], revisions["revision"], strict=True):
        waiting = [first]
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = first
                waiting += ties[key]
    return {key: found[key] for key in zip(revisions["script_location"], revisions["revision"], strict=True)}
