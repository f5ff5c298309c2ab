"""Two sides compared: every object kind by its own description, no code a kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.frames.history import WITNESSES
from auditlib.frames.objects import OBJECT_FRAMES, OTHER_OBJECTS
from auditlib.frames.results import SIDE_DIFFERENCES
from auditlib.reconcile.sides.folding import folded, ranked
from auditlib.reconcile.sides.renames import in_names_of
from auditlib.reconcile.sides.rows import Two, column_order, positions
from auditlib.reconcile.sides.side import Side, without_bookkeeping
from auditlib.reconcile.sides.unsaid import not_compared
from auditlib.reconcile.sides.versions import in_one_spelling

_WORDS = {"extra": "only in A", "missing": "only in B"}


def between(a: Side, b: Side) -> dict[str, pd.DataFrame]:
    """Frames ``side_differences``, what two sides say differently, and ``witnesses``, what was not compared and why.

    No side is wrong: words are `only in A`, `only in B`, `changed`, `renamed`. Attributes that one side cannot express
    are not compared.
    """
    one, other, lines = in_one_spelling(*without_bookkeeping(a, b))
    named, renamed = in_names_of(one, other)
    two = Two(one, named)
    found = list(_found(two))
    both = {name: _both(two, name) for name in ("types", "columns", "dependencies")}
    rows = [_worded(row) for row in ranked(folded(found, renamed, both))]
    told = pd.DataFrame([{name: row[name] for name in SIDE_DIFFERENCES.column_names} for row in rows], dtype=object)
    return {
        "side_differences": SIDE_DIFFERENCES.conform(told),
        "witnesses": WITNESSES.conform(pd.concat([WITNESSES.conform(not_compared(two)), lines], ignore_index=True)),
    }


def _found(two: Two) -> Iterator[dict[str, Any]]:
    for spec in OBJECT_FRAMES.values():
        if spec.object_kind or spec is OTHER_OBJECTS:
            yield from two.rows(spec)
    yield from column_order(two)
    yield from positions(two)


def _both(two: Two, name: str) -> pd.DataFrame:
    columns = OBJECT_FRAMES[name].column_names
    parts = [each.frames[name][columns] for each in (two.a, two.b) if len(each.frames[name])]
    return pd.concat(parts, ignore_index=True) if parts else OBJECT_FRAMES[name].empty()


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "a": row["live"], "b": row["chain"], "change": _WORDS.get(row["change"], row["change"])}
