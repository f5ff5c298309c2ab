"""The changes that a pass recorded as rows of `object_changes`, each with its revision and line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.collect.replay_inside import Wanted, line_inside
from auditlib.collect.replay_lineage import Change, changes
from auditlib.collect.replay_lines import line_at
from auditlib.collect.replay_loans import Loans
from auditlib.collect.replay_pass import HEAD, POSITION
from auditlib.collect.replay_plan import Plan, Step
from auditlib.collect.replay_result import Pass
from auditlib.collect.replay_sent import Statement
from auditlib.config.secrets import redact
from auditlib.frames.objects import OBJECT_FRAMES

_OF_SERVER = {("schema", "public"), ("extension", "plpgsql"), ("language", "plpgsql")}


def object_changes(seen: Pass, plan: Plan, role: str, project: Path) -> Iterator[dict[str, Any]]:
    """Rows of ``object_changes``, by step and statement."""
    if seen.changes is None:
        return
    steps = {step.number: step for step in plan.steps}
    rows = [_row(each, seen, plan, steps, project) for each in changes(seen.changes, role, _known(seen, plan))]
    rows.sort(key=lambda row: (row["step"], row["statement_order"] or _LAST if row["step"] else 0))
    for _place, group in groupby(rows, key=lambda row: (row["step"], row["statement_order"])):
        yield from ({**row, "change_order": count} for count, row in enumerate(group, 1))


_LAST = 1 << 30  # what no statement is known to have done comes after the step's statements


def _known(seen: Pass, plan: Plan) -> Mapping[int, Mapping[str, pd.DataFrame]]:
    last = max((step.number for step in plan.steps), default=0)
    ends = {POSITION: plan.last_applied or last, HEAD: last}
    return {ends[source]: frames for source, frames in seen.frames.items()}


def _row(each: Change, seen: Pass, plan: Plan, steps: Mapping[int, Step], project: Path) -> dict[str, Any]:
    schema, table, name = each.object.named
    kind = OBJECT_FRAMES[each.object.frame].object_kind
    order = each.by.order if each.by else 0
    step = steps.get(each.step) if order or (each.step and not (each.by and each.by.lent)) else None
    return {
        "step": each.step,
        "statement_order": order,
        "script_location": step.location if step else None,
        "revision": step.revision if step else None,
        "file": step.file if step else None,
        "line": _line(each, seen, project / step.file) if step and order else None,
        "call_line": _statement(each, seen).place.get("line") if step and order else None,
        "object_kind": kind,
        "schema": schema,
        "table": table or each.object.said.get("table", "") if kind != "table" else name,
        "name": name,
        "attribute": each.attribute,
        "action": _action(each, kind, seen.loans, plan),
        "old": redact(each.old) if each.old else each.old,
        "new": redact(each.new) if each.new else each.new,
    }


def _line(each: Change, seen: Pass, file: Path) -> int | None:
    statement, offset = _statement(each, seen), each.by.offset if each.by else None
    sent_at = statement.place.get("line")
    line = line_at(file, sent_at, statement.text.whole, statement.text.start + (offset or 0))
    if sent_at is None or line != sent_at:
        return line
    wanted = Wanted(OBJECT_FRAMES[each.object.frame].object_kind, each.object.named[2], each.object.said,
                    made=each.action == "created")  # fmt: skip
    return line_inside(file, sent_at, wanted) or line


def _statement(each: Change, seen: Pass) -> Statement:
    assert each.by is not None
    return seen.statements[each.step][each.by.order - 1]


def _action(each: Change, kind: str, loans: Loans, plan: Plan) -> str:
    if each.action != "created":
        return each.action
    if each.by and each.by.lent:
        return "lent"
    if each.step:
        return "created"
    tables = {table.table for table in plan.tables.values()}
    given = (kind, each.object.named[2]) in _OF_SERVER or each.object.group[-1] in tables
    return "given" if given or not loans else "lent"
