"""What stood after each step of the replay, and which steps touched each table: the lives of objects, for drawing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import pandas as pd

from auditlib.frames.lineage import LINEAGE_FRAMES
from auditlib.frames.records import records
from auditlib.reconcile.lives import Life, lives

KINDS = ("table", "column", "index", "constraint")
OTHER = "other"
MADE, CHANGED, DROPPED, LENT = "made", "changed", "dropped", "lent to the chain"
_MARKS = {"created": MADE, "lent": LENT, "dropped": DROPPED}


def by_step(object_changes: pd.DataFrame, steps: pd.DataFrame) -> pd.DataFrame:
    """A row a step and kind: what it ``made``, ``dropped`` and what of the chain's own was ``standing`` after it.

    Kinds beside tables, columns, indexes and constraints are one; an index that stands for a constraint is none.
    """
    found = list(_own(object_changes))
    made = Counter((life.begin["step"], _kind(life)) for life in found)
    dropped = Counter((life.end["step"], _kind(life)) for life in found if life.end)
    rows, standing = [], Counter[str]()
    for step in records(steps.sort_values("step")[["step", "revision", "status"]]):
        for kind in (*KINDS, OTHER):
            place = step["step"], kind
            standing[kind] += made[place] - dropped[place]
            counts = {"made": made[place], "dropped": dropped[place], "standing": standing[kind]}
            rows.append({**step, "object_kind": kind, **counts})
    return pd.DataFrame(rows, columns=["step", "revision", "status", "object_kind", "made", "dropped", "standing"])


def table_marks(object_changes: pd.DataFrame) -> pd.DataFrame:
    """A row a table and step that touched it or what is in it: what the step did to the table, by its last name."""
    found: dict[tuple[str, str, int], str] = {}
    for life in _lives(object_changes):
        if life.identity[0] == "tables" and life.begin["action"] != "given":
            for step, mark in _marks(life).items():
                found[life.identity[1], life.identity[3], step] = mark
    rows = [(*place, mark) for place, mark in found.items()]
    return pd.DataFrame(rows, columns=["schema", "table", "step", "mark"])


def changed_by_step(object_changes: pd.DataFrame) -> dict[int, list[tuple[str, str]]]:
    """Schema and name of the tables, and objects outside of tables, that a step changed and that stood before it."""
    found: dict[int, dict[tuple[str, str], None]] = defaultdict(dict)
    for life in _lives(object_changes):
        whole = life.identity[0] == "tables" or not life.table
        for step in {row["step"] for row in life.changes} if whole else ():
            ended = life.end is not None and step == life.end["step"]
            if step > life.begin["step"] and not ended:
                found[step][life.identity[1], life.identity[3]] = None
    return {step: list(names) for step, names in found.items()}


def _lives(object_changes: pd.DataFrame) -> list[Life]:
    return lives(records(object_changes))


def _own(object_changes: pd.DataFrame) -> Iterable[Life]:
    """What the chain made, without indexes that stand for a constraint."""
    return (
        life
        for life in _lives(object_changes)
        if life.begin["action"] == "created" and not life.stands_for_a_constraint
    )


def _kind(life: Life) -> str:
    kind = LINEAGE_FRAMES[life.identity[0]].object_kind
    return kind if kind in KINDS else OTHER


def _marks(life: Life) -> dict[int, str]:
    marks = {int(row["step"]): CHANGED for row in life.changes}
    marks[int(life.begin["step"])] = _MARKS[life.begin["action"]]
    if life.end:
        marks[int(life.end["step"])] = DROPPED
    return marks
