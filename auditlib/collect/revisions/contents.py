"""What a version file holds beside its place in the graph: operations, notes, the way it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auditlib.collect.revisions.file import VersionFile
from auditlib.collect.revisions.modules import Modules
from auditlib.collect.revisions.notes import read_notes
from auditlib.collect.revisions.operations import both_ways, downgrade_kind, operation_rows, written_as


@dataclass(frozen=True)
class Contents:
    """Rows of `operations` and `notes` without location, revision and file; how both functions are written."""

    operations: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    written_as: str
    downgrade_kind: str


def read_contents(file: VersionFile, modules: Modules) -> Contents:
    """The contents of a readable version file; ``modules`` are those that it may take names from."""
    walkers = both_ways(file, modules)
    rows = [row for direction, walker in walkers.items() for row in operation_rows(walker, direction)]
    texts = [text for walker in walkers.values() for text in walker.texts]
    return Contents(
        rows,
        read_notes(file, texts),
        written_as(walkers["upgrade"]),
        downgrade_kind(file, walkers["downgrade"]),
    )
