"""One cause, one difference: dependents point at the object they fall with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.results import identity
from auditlib.reconcile.causes import Causes, Row
from auditlib.reconcile.conflicts import rivals
from auditlib.reconcile.hidden import Hidden
from auditlib.reconcile.needs import needs
from auditlib.reconcile.renamed import Twins
from auditlib.reconcile.spelling import Renamed, Spelling
from auditlib.reconcile.type_users import columns_of_types


def folded(every: list[Row], frames: Mapping[str, pd.DataFrame]) -> list[Row]:
    """``every`` row with ``root``: the identity of the object each falls with; empty where it stands by itself."""
    twins = Twins(every, frames["columns"])
    causes = Causes(every, columns_of_types(frames), needs(every, frames))
    stood_for = [twins.of(row) for row in every]
    others, hidden = rivals(frames), Hidden(frames)
    live = {own_identity(twin): row for row, twin in zip(every, stood_for, strict=True) if twin is not None}
    spelling = Spelling(_tables(live, every))
    roots = [
        next(filter(None, (hidden.root(row), _by_new_name(row, spelling), *_roots(row, causes, twin, others))), "")
        for row, twin in zip(every, stood_for, strict=True)
    ]
    reasons = [_with_twin(row, twin, live) + hidden.sentence(row) for row, twin in zip(every, stood_for, strict=True)]
    ends = _followed(every, roots)
    return [{**row, "root": end, "reason": reason} for row, end, reason in zip(every, ends, reasons, strict=True)]


def _roots(row: Row, causes: Causes, twin: Row | None, others: frozenset[tuple[str, str, str]]) -> Iterator[str]:
    if (row["declarer"], row["schema"], row["table"]) in others and row["attribute"] != "references":
        yield identity("table", row["schema"], row["table"], row["table"])
    yield from causes.of(row)
    if twin is not None:
        yield own_identity(twin)


def own_identity(row: Mapping[str, Any]) -> str:
    """The identity of the object that a row is about."""
    return identity(row["object_kind"], row["schema"], row["table"], row["name"])


def _tables(live: Mapping[str, Row], every: list[Row]) -> list[Renamed]:
    """The tables that are live under another name, each once."""
    missing = {
        own_identity(row): (row["schema"], row["name"])
        for row in every
        if not row["attribute"] and row["change"] == "missing" and row["object_kind"] == "table"
    }
    return [
        Renamed("table", schema, old, old, live[own]["name"]) for own, (schema, old) in missing.items() if own in live
    ]


def _by_new_name(row: Row, spelling: Spelling) -> str:
    """The table under whose new name every other witness says what live says."""
    if not row["attribute"]:
        return ""
    others = [row[side] for side in ("models", "chain") if row[side] is not None and row[side] != row["live"]]
    causes = [spelling.cause(each, row["live"], row) for each in others]
    return causes[0].identity if causes and causes[0] is not None and all(causes) else ""


def _with_twin(row: Row, twin: Row | None, live: Mapping[str, Row]) -> str:
    """The reason of a row, and which other name is the same object; both are told, for one of the two is folded."""
    if twin is None:
        missing = not row["attribute"] and row["change"] == "missing"
        return f"{row['reason']}{_elsewhere(row, live.get(own_identity(row)) if missing else None)}"
    if twin["object_kind"] == row["object_kind"]:
        return f"{row['reason']} It looks like {twin['name']} under another name."
    return f"{row['reason']} It stands in the place of {twin['object_kind']} {twin['name']}."


def _elsewhere(row: Row, found: Row | None) -> str:
    """What live has for a missing object."""
    if found is None:
        return ""
    if found["object_kind"] == row["object_kind"]:
        return f" Live has {found['name']}, which looks like {row['name']} under another name."
    return f" Live has {found['object_kind']} {found['name']} in its place."


def _followed(every: list[Row], roots: list[str]) -> list[str]:
    """Roots of roots followed to the end."""
    further: dict[str, str] = {}
    for row, root in zip(every, roots, strict=True):
        if root and not row["attribute"]:
            further.setdefault(own_identity(row), root)
    return [last_of(root, further) for root in roots]


def last_of(root: str, further: Mapping[str, str]) -> str:
    """The root of the root and so on, as far as ``further`` leads without turning back."""
    seen = {root}
    while root in further and further[root] not in seen:
        root = further[root]
        seen.add(root)
    return root
