"""Who makes an object, where the table that it is in was renamed later: the revision that made it, still."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditlib.frames.history import OBJECT_CHANGES
from auditlib.reconcile.lineage_run import RunLineage

LINES = {1: "r1", 2: "r2", 3: "r4"}


def change(step: int, kind: str, table: str, name: str, *told: str | None) -> dict[str, Any]:
    """A row of `object_changes`: created, or an attribute with its values."""
    attribute, old, new = told or ("", None, json.dumps({"table": table}))
    where = {
        "step": step,
        "statement_order": 1,
        "change_order": 1,
        "revision": LINES[step],
        "file": f"{LINES[step]}.py",
        "line": step,
    }
    what = {"object_kind": kind, "schema": "public", "table": table, "name": name, "attribute": attribute}
    return {**where, **what, "action": "altered" if told else "created", "old": old, "new": new}


@pytest.fixture(scope="module")
def run() -> RunLineage:
    """A table, what is in it, a column added later, and a rename of the table and of one column."""
    rows = [
        change(1, "table", "customer", "customer"),
        *(change(1, "column", "customer", name) for name in ("id", "name")),
        change(1, "index", "customer", "ix_customer_name"),
        change(2, "column", "customer", "made"),
        change(2, "column", "customer", "id", "default", None, "1"),
        *(change(3, "table", "client", "client", word, "customer", "client") for word in ("table", "name")),
        *(change(3, "column", "client", name, "table", "customer", "client") for name in ("id", "made", "title")),
        change(3, "column", "client", "title", "name", "name", "title"),
        change(3, "index", "client", "ix_customer_name", "table", "customer", "client"),
    ]
    ordered = [{**row, "change_order": count} for count, row in enumerate(rows, 1)]
    return RunLineage({"object_changes": OBJECT_CHANGES.conform(ordered)}, ())


@pytest.mark.parametrize(
    ("kind", "name", "attribute", "revision"),
    [
        ("column", "id", "", "r1"),
        ("column", "id", "default", "r2"),
        ("column", "id", "type", "r1"),
        ("column", "made", "", "r2"),
        ("column", "title", "", "r4"),
        ("index", "ix_customer_name", "", "r1"),
        ("table", "client", "", "r4"),
    ],
)
def test_the_maker_is_known_under_the_new_name(
    run: RunLineage, kind: str, name: str, attribute: str, revision: str
) -> None:
    """What was renamed itself is told with the rename."""
    row = {"object_kind": kind, "schema": "public", "table": "client", "name": name, "attribute": attribute}
    place = run.touched({**row, "in_chain": True})
    assert place is not None
    assert (place.revision, place.file) == (revision, f"{revision}.py")
