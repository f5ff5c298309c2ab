"""Laws of the replay's record: folded it is the schema at any step; two moments differ by what leads to the other."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditlib.frames.all import FRAMES
from auditlib.frames.records import records
from auditlib.reconcile.lineage import at
from auditlib.reconcile.lives import lives
from auditlib.reconcile.made import lineage
from auditlib.reconcile.moments import after
from auditlib.reconcile.object_history import by_step
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import side

Schema = dict[str, dict[str, str]]  # table to column to type
Row = dict[str, Any]
QUICK = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
FEW = settings(QUICK, max_examples=5)  # comparing goes through every kind
NAMES = st.sampled_from(["a", "b", "c", "d"])
TYPES = st.sampled_from(["integer", "text", "uuid"])


class History:
    """A schema and the record of what was done to it, a statement at a time."""

    def __init__(self) -> None:
        self.schema: Schema = {}
        self.moments: dict[int, Schema] = {0: {}}
        self.rows: list[Row] = []
        self._place = (0, 0)
        self._left = 0

    def begin(self, step: int, order: int) -> None:
        """What follows is done by this statement."""
        self._place = (step, order)

    def end(self, step: int) -> None:
        """The step is over."""
        self.moments[step] = deepcopy(self.schema)

    def create(self, table: str, columns: dict[str, str]) -> None:
        """A table with its columns."""
        self.schema[table] = {}
        self._tell("table", table, table, "created", new={"table_kind": "table"})
        for name, type_ in columns.items():
            self.add(table, name, type_)

    def add(self, table: str, column: str, type_: str) -> None:
        """A column more."""
        self.schema[table][column] = type_
        position = str(len(self.schema[table]))
        self._tell("column", table, column, "created", new={"type": type_, "nullable": "true", "position": position})

    def retype(self, table: str, column: str, type_: str) -> None:
        """Another type for a column."""
        old, self.schema[table][column] = self.schema[table][column], type_
        if old != type_:
            self._tell("column", table, column, "altered", "type", old, type_)

    def drop_column(self, table: str, column: str) -> None:
        """A column less."""
        del self.schema[table][column]
        self._tell("column", table, column, "dropped")

    def drop(self, table: str) -> None:
        """A table less, with what is in it."""
        for column in self.schema.pop(table):
            self._tell("column", table, column, "dropped")
        self._tell("table", table, table, "dropped")

    def rename(self, names: dict[str, str]) -> None:
        """Tables get other names, all at once: two may swap theirs."""
        kept = {names.get(table, table): columns for table, columns in self.schema.items()}
        self.schema = kept
        for old, new in names.items():
            for attribute in ("table", "name"):
                self._tell("table", new, new, "altered", attribute, old, new)
            for column in kept[new]:
                self._tell("column", new, column, "altered", "table", old, new)

    def rename_columns(self, table: str, names: dict[str, str]) -> None:
        """Columns get other names, all at once."""
        own = self.schema[table]
        self.schema[table] = {names.get(column, column): type_ for column, type_ in own.items()}
        for old, new in names.items():
            self._tell("column", table, new, "altered", "name", old, new)

    def _tell(
        self, kind: str, table: str, name: str, action: str, *what: str, new: dict[str, str] | None = None
    ) -> None:
        step, order = self._place
        self._left += 1
        attribute, old, now = what or ("", None, json.dumps(new) if new else None)
        named = {"object_kind": kind, "schema": "public", "table": table, "name": name}
        place = {"step": step, "statement_order": order, "change_order": self._left, "revision": f"r{step}"}
        self.rows.append({**place, **named, "action": action, "attribute": attribute, "old": old, "new": now})

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames that tell it."""
        steps = [{"step": step, "revision": f"r{step}", "status": "done"} for step in self.moments if step]
        given_rows = {"object_changes": self.rows, "steps": steps}
        return {name: frame.conform(given_rows.get(name, [])) for name, frame in FRAMES.items()}


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Up to five steps of up to three statements each."""
    history = History()
    for step in range(1, draw(st.integers(1, 5)) + 1):
        for order in range(1, draw(st.integers(1, 3)) + 1):
            history.begin(step, order)
            _do(draw, history)
        history.end(step)
    return history


def _do(draw: st.DrawFn, history: History) -> None:
    """One statement: what the schema allows."""
    free = sorted({"a", "b", "c", "d"} - set(history.schema))
    if not history.schema or (free and draw(st.integers(0, 3)) == 0):
        columns = draw(st.dictionaries(NAMES, TYPES, min_size=1, max_size=3))
        return history.create(draw(st.sampled_from(free)), columns)
    table = draw(st.sampled_from(sorted(history.schema)))
    columns = sorted(history.schema[table])
    what = draw(st.sampled_from(["add", "retype", "drop column", "drop", "rename", "swap", "swap columns"]))
    new = draw(NAMES)
    if what == "add" and new not in columns:
        history.add(table, new, draw(TYPES))
    elif what == "retype":
        history.retype(table, draw(st.sampled_from(columns)), draw(TYPES))
    elif what == "drop column" and len(columns) > 1:
        history.drop_column(table, draw(st.sampled_from(columns)))
    elif what == "drop":
        history.drop(table)
    elif what == "rename" and free:
        history.rename({table: draw(st.sampled_from(free))})
    elif what == "swap" and len(history.schema) > 1:
        other = draw(st.sampled_from(sorted(set(history.schema) - {table})))
        history.rename({table: other, other: table})
    elif what == "swap columns" and len(columns) > 1:
        history.rename_columns(table, {columns[0]: columns[1], columns[1]: columns[0]})
    return None


def told(frames: dict[str, pd.DataFrame]) -> Schema:
    """Tables and columns of object frames."""
    found: Schema = {row["table"]: {} for row in records(frames["tables"])}
    for row in records(frames["columns"]):
        found[row["table"]][row["column"]] = row["type"]
    return found


@QUICK
@given(histories())
def test_the_record_folded_is_the_schema_at_every_step(history: History) -> None:
    """Whatever is made, renamed, swapped and dropped: the changes up to a step are what stands after it."""
    frames = history.frames
    for step, schema in history.moments.items():
        assert told(at(frames, step)) == schema


@QUICK
@given(histories())
def test_what_lives_is_what_stands(history: History) -> None:
    """The lives without an end are the objects of the last step, the table of makers says the same, counts too."""
    frames, last = history.frames, history.moments[max(history.moments)]
    names = {("tables", table, table) for table in last}
    names |= {("columns", table, column) for table, columns in last.items() for column in columns}
    alive = [life for life in lives(history.rows) if life.end is None]
    assert sorted(life.identity[:1] + life.identity[2:] for life in alive) == sorted(names)
    standing = lineage(frames).loc[lambda rows: rows["standing"]]
    assert {*zip(standing["object_kind"] + "s", standing["table"], standing["name"], strict=True)} == names
    counts = by_step(frames["object_changes"], frames["steps"])
    assert counts.loc[counts["step"].eq(max(history.moments)), "standing"].sum() == len(names)


@FEW
@given(histories(), st.data())
def test_a_difference_leads_from_one_moment_to_the_other(history: History, data: st.DataObject) -> None:
    """What stands at A, with what `diff(A, B)` says done to it, is what stands at B."""
    a, b = (data.draw(st.sampled_from(sorted(history.moments))) for _ in range(2))
    frames = after(after(history.frames, a, "@a"), b, "@b")
    found = records(between(side(frames, "@a"), side(frames, "@b"))["side_differences"])
    assert applied(history.moments[a], history.moments[b], found) == named(history.moments[b])


def named(schema: Schema) -> dict[str, str]:
    """Every object by its whole name, with its type."""
    tables = {f"public.{table}": "table" for table in schema}
    return tables | {f"public.{table}.{name}": type_ for table, own in schema.items() for name, type_ in own.items()}


def applied(before: Schema, goal: Schema, found: list[Row]) -> dict[str, str]:
    """The objects of ``before`` after the differences; what is new has its attributes from ``goal``."""
    moved = {row["a_name"]: row["b_name"] for row in found if row["change"] == "renamed"}
    changed = {row["a_name"]: row["b"] for row in found if row["change"] == "changed" and row["attribute"] == "type"}
    gone = {row["a_name"] for row in found if row["change"] == "only in A"}
    made = {row["b_name"] for row in found if row["change"] == "only in B"}
    kept = {_as_b(name, moved): changed.get(name, type_) for name, type_ in named(before).items() if name not in gone}
    return kept | {name: named(goal)[name] for name in made}


def _as_b(name: str, moved: dict[str, str]) -> str:
    """An object of A as B calls it: by its own new name, or with its table's."""
    table, _, column = name.rpartition(".")
    if name in moved:
        return moved[name]
    return f"{moved[table]}.{column}" if table in moved else name
