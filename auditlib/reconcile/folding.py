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
    renamed = {
        own_identity(twin): row["name"]
        for row, twin in zip(every, stood_for, strict=True)
        if twin is not None and row["object_kind"] == twin["object_kind"] == "table"
    }
    spelling = Spelling(_tables(renamed, every))
    roots = [
        next(filter(None, (hidden.root(row), _by_new_name(row, spelling), *_roots(row, causes, twin, others))), "")
        for row, twin in zip(every, stood_for, strict=True)
    ]
    reasons = [
        _with_twin(row, twin, renamed) + hidden.sentence(row) for row, twin in zip(every, stood_for, strict=True)
    ]
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


def _tables(renamed: Mapping[str, str], every: list[Row]) -> list[Renamed]:
    """The tables that are live under another name, each once."""
    missing = {
        own_identity(row): (row["schema"], row["name"])
        for row in every
        if not row["attribute"] and row["change"] == "missing"
    }
    return [Renamed("table", missing[own][0], missing[own][1], missing[own][1], new) for own, new in renamed.items()]


def _by_new_name(row: Row, spelling: Spelling) -> str:
    """The table under whose new name every other witness says what live says."""
    if not row["attribute"]:
        return ""
    others = [row[side] for side in ("models", "chain") if row[side] is not None and row[side] != row["live"]]
    causes = [spelling.cause(each, row["live"], row) for each in others]
    return causes[0].identity if causes and causes[0] is not None and all(causes) else ""


def _with_twin(row: Row, twin: Row | None, renamed: Mapping[str, str]) -> str:
    if twin is None:
        new = renamed.get(own_identity(row), "") if not row["attribute"] and row["change"] == "missing" else ""
        return f"{row['reason']} Live, {new} looks like it under another name." if new else str(row["reason"])
    if twin["object_kind"] == row["object_kind"]:
        return f"{row['reason']} It looks like {twin['name']} under another name."
    return f"{row['reason']} It stands in the place of {twin['object_kind']} {twin['name']}."


def _followed(every: list[Row], roots: list[str]) -> list[str]:
    """Roots of roots followed to the end."""
    further: dict[str, str] = {}
    for row, root in zip(every, roots, strict=True):
        if root and not row["attribute"]:
            further.setdefault(own_identity(row), root)
    return [_end(root, further) for root in roots]


def _end(root: str, further: Mapping[str, str]) -> str:
    seen = {root}
    while root in further and further[root] not in seen:
        root = further[root]
        seen.add(root)
    return root
