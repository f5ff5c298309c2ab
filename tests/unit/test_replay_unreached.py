"""Which revision that did not run would have made what was lent, by its text."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.collect.replay_plan import Step
from auditlib.collect.replay_position import unknown_position
from auditlib.collect.replay_unreached import Unreached
from auditlib.frames.history import OPERATIONS
from auditlib.frames.objects import OBJECT_FRAMES

TABLE = {"object_kind": "table", "table": "t", "name": "t"}
BODY = {"object_kind": "column", "table": "t", "name": "body"}


def maker(lent: dict[str, str], *made: tuple[int, dict[str, str]], default: str = "public", before: int = 3) -> str:
    """The maker of ``lent`` at step 3, of the steps that would have ``made`` something."""
    steps = {number: Step(number, "m", f"r{number}", "f.py", 1, (), None) for number, _row in made}
    rows = [
        {"script_location": "m", "revision": f"r{number}", "direction": "upgrade", "step_order": order}
        | {"written_as": "operation", "action": "create", **row}
        for order, (number, row) in enumerate(made)
    ]
    translations = {"m": [("tenant", "tenant_1"), (None, None)]}
    found = Unreached(OPERATIONS.conform(rows), steps.values(), {"m": default}, translations)
    return found.maker(before, {"schema": "public", **lent})


def test_the_earliest_maker_is_named() -> None:
    """Rows of operations lie in any order; a step that stands after the need made nothing for it."""
    lent = {"table": "t", "column": ""}
    assert maker(lent, (5, TABLE), (1, TABLE)) == "r1"
    assert maker(lent, (2, TABLE), (1, TABLE)) == "r1"
    assert maker(lent, (5, TABLE)) == ""


@pytest.mark.parametrize(
    ("schema", "written", "default", "found"),
    [
        ("public", "", "public", "r1"),
        ("audit", "", "public", ""),
        ("audit", "", "audit", "r1"),
        ("public", "", "audit", ""),
        ("audit", "audit", "public", "r1"),
        ("tenant_1", "tenant", "public", "r1"),
        ("tenant", "tenant", "public", ""),
    ],
)
def test_a_name_without_schema_stands_in_the_default_one(schema: str, written: str, default: str, found: str) -> None:
    """What names no schema is made in the default schema, and a schema_translate_map holds."""
    lent = {"schema": schema, "table": "t", "column": ""}
    assert maker(lent, (1, {**TABLE, "schema": written}), default=default) == found


def test_a_column_is_of_the_revision_that_names_it() -> None:
    """One that the text of the table does not name has another origin; where the text names none, it cannot be told."""
    lent = {"table": "t", "column": "extra"}
    assert maker(lent, (1, TABLE), (1, BODY)) == ""
    assert maker({**lent, "column": "body"}, (1, TABLE), (1, BODY)) == "r1"
    assert maker(lent, (1, TABLE), (1, BODY), (2, {**BODY, "name": "extra"})) == "r2"
    assert maker(lent, (1, TABLE)) == "r1"
    assert maker(lent, (1, TABLE), (2, {**BODY, "name": "extra"})) == "r2"


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("constraint", {"object_kind": "constraint", "table": "t", "name": "x"}),
        ("constraint", {"object_kind": "index", "table": "t", "name": "x"}),
        ("type", {"object_kind": "type", "name": "x"}),
        ("function", {"object_kind": "function", "name": "x"}),
        ("schema", {"object_kind": "schema", "schema": "x", "name": "x"}),
    ],
)
def test_other_objects_have_their_makers(kind: str, made: dict[str, str]) -> None:
    """By kind, schema and name, a constraint whatever its table; another kind of that name is another object."""
    lent = {"object_kind": kind, "schema": "" if kind == "schema" else "public", "name": "x"}
    assert maker(lent, (1, made)) == "r1"
    assert maker(lent, (1, {"object_kind": "trigger", "table": "t", "name": "x"})) == ""


@pytest.mark.parametrize(("live", "words"), [(True, "has a version table"), (False, "Name the database")])
def test_the_database_that_was_read_need_not_be_named(live: bool, words: str) -> None:
    """Replay and rehearsal say alike what to do where no version row names a revision."""
    rows = [{"source": "live", "schema": "public"}] if live else []
    frames: dict[str, pd.DataFrame] = {"schemas": OBJECT_FRAMES["schemas"].conform(rows)}
    assert words in unknown_position(frames).next_step
