"""The law of what a chain assumes: without any part of it the step that asked for it fails."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from auditlib.collect import replay
from auditlib.collect.probe import converse, workspace
from auditlib.collect.probe_program import program
from auditlib.collect.replay_loans import Loans
from auditlib.collect.replay_plan import plan
from auditlib.collect.scratch import Server
from auditlib.collect.scratch_role import chain_role
from auditlib.config.target import Target

Frames = dict[str, pd.DataFrame]


class Part(NamedTuple):
    """A part of what the chain assumes, and the refusal that asked for it."""

    schema: str
    table: str
    kind: str
    name: str
    revision: str
    message: str


def parts(seen: Frames, collected: Frames) -> list[Part]:
    """All that the chain assumes; a key goes with its table."""
    table = collected["constraints"].set_index("constraint")["table"]
    columns = [
        Part(row.schema, row.table, "column" if row.column else "table", row.column, row.revision, row.message)
        for row in seen["assumed"].itertuples()
    ]
    objects = [
        Part(row.schema, table.get(row.name, row.name), row.object_kind, row.name, row.revision, row.message)
        for row in seen["assumed_objects"].itertuples()
    ]
    return columns + objects


def without(collected: Frames, part: Part) -> Frames:
    """The live schema without a part, so that it cannot be lent."""
    rows = collected[f"{part.kind}s"]
    gone = rows["schema"].eq(part.schema)
    gone &= rows["table"].eq(part.table) if part.kind in ("table", "column") else True
    gone &= rows[part.kind].eq(part.name) if part.kind != "table" else True
    assert gone.any()
    return {**collected, f"{part.kind}s": rows[~gone]}


def apart(waiting: list[Part]) -> list[Part]:
    """Parts that one replay can go without: none of a revision or a table that lacks another, so each tells itself."""
    chosen: list[Part] = []
    for part in waiting:
        tables = {each.table for each in chosen if part.kind != "column" or each.kind != "column"}
        if part.table not in tables and part.revision not in {each.revision for each in chosen}:
            chosen.append(part)
    return chosen


def failures(server: Server, target: Target, collected: Frames) -> dict[str, str]:
    """What a first pass, of which nothing is recorded, says of the revisions that do not run to their end."""
    with workspace(target) as place, chain_role(server) as role:
        chain = replay.Chain(place, server, plan(target, collected, place.project), collected, role)
        with replay.opened(chain, Loans(), set()) as run:
            assert run.result.changes is not None
            run.result.changes.stop()
            ending = converse(
                place,
                program("upgrade"),
                run.arguments(),
                lambda message: {} if message["kind"] == "more" else run.answer(message),
                meanwhile=run.meanwhile,
            )
            assert ending.how == "done", ending
        rows = [row for row in run.result.steps.values() if row["status"] != "done"]
        return {row["revision"]: row["message"] for row in rows}


def check(server: Server, target: Target, exact: Frames, seen: Frames) -> int:
    """Each part in turn cannot be lent: the revision that asked for it fails, in the words that asked. The passes."""
    waiting, passes = parts(seen, exact), 0
    while waiting:
        group = apart(waiting)
        lacking = exact
        for part in group:
            lacking = without(lacking, part)
        failed = failures(server, target, lacking)
        # One that another hides, which its revision asks for before, has its turn in a later pass.
        told = [part for part in group if failed.get(part.revision) == part.message]
        assert told, (group, failed)
        waiting = [part for part in waiting if part not in told]
        passes += 1
    return passes
