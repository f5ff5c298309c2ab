"""What the rehearsal saw, as frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.collect import replay_statements as told
from auditlib.collect.probe import Workspace
from auditlib.collect.rebuild.build import Rebuilt
from auditlib.collect.rehearsal_run import RehearsalRun
from auditlib.collect.replay_plan import Plan, Step
from auditlib.config.secrets import redact
from auditlib.frames.history import WITNESSES
from auditlib.frames.rehearsal import PENDING_SQL, REBUILD_GAPS, REHEARSAL, REHEARSAL_LOCKS, REHEARSAL_STATEMENTS

SUBJECT = "pending revisions"
_NOT_ROWS = "on the live schema without its rows: what only rows would refuse is not seen"


def frames(
    run: RehearsalRun, plan: Plan, place: Workspace, unsaid: list[str], rebuilt: Rebuilt
) -> dict[str, pd.DataFrame]:
    """Every frame of the rehearsal; ``unsaid`` are locations whose transactions text does not tell."""
    seen, by_number = run.result, {step.number: step for step in plan.steps}
    statements = REHEARSAL_STATEMENTS.conform(
        told.statements(seen.statements, seen.stamps, by_number, place.target.project)
    )
    return {
        "rehearsal": REHEARSAL.conform(seen.rows()),
        "rehearsal_statements": statements,
        "rehearsal_locks": REHEARSAL_LOCKS.conform(told.locks(seen.statements)),
        "pending_sql": PENDING_SQL.conform(_sql(run, plan, statements)),
        "rebuild_gaps": REBUILD_GAPS.conform(_refused(rebuilt)),
        "witnesses": WITNESSES.conform(_witnesses(run, plan, unsaid)),
    }


def witness(status: str, detail: str, next_step: str | None = None) -> pd.DataFrame:
    """The one line of a rehearsal that did not run."""
    return WITNESSES.conform([_row(SUBJECT, status, detail, next_step)])


def _refused(rebuilt: Rebuilt) -> Iterator[dict[str, Any]]:
    """What PostgreSQL refused when the schema was rebuilt; whether the object is missing shows when it is compared."""
    seen = set()
    for each in rebuilt.refused:
        making = each.making
        key = (making.object_kind, making.schema, making.table, making.name, making.attribute)
        if key not in seen:
            seen.add(key)
            yield {**dict(zip(REBUILD_GAPS.key, key, strict=True)), "message": redact(each.message)}


def _sql(run: RehearsalRun, plan: Plan, statements: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for step in plan.steps:
        message = run.written.get(step.number)
        heading = {"step": step.number, "script_location": step.location, "revision": step.revision, "file": step.file}
        heading["one_transaction"] = run.is_one(step.location)
        rehearsed = run.result.steps.get(step.number, {})
        whole = rehearsed.get("status") == "done"
        heading["failure"] = None if whole else rehearsed.get("message")
        if message and not message.get("failure"):
            text = f"{redact(str(message['sql'])).strip()}\n\n{run.stamps.get(step.number, '')}"
            yield {**heading, "sql": text.strip(), "origin": "offline"}
            continue
        own = statements.loc[statements["step"].eq(step.number) & statements["sqlstate"].isna(), "sql"]
        stamp = run.stamps.get(step.number, "") if whole else ""
        text = "\n\n".join(f"{each.rstrip(';')};" for each in [*own]) + f"\n\n{stamp}"
        why = run.place_of(step, message["failure"]) if message else {"message": "it did not come to be written"}
        yield {**heading, "sql": text.strip(), "origin": "rehearsal" if whole else "part", **why}


def _witnesses(run: RehearsalRun, plan: Plan, unsaid: list[str]) -> Iterator[dict[str, Any]]:
    steps = run.result.steps
    failed = [plan_step.revision for plan_step in plan.steps if _status(steps, plan_step) != "done"]
    said = f"{len(plan.steps)} rehearsed {_NOT_ROWS}"
    said += f"; did not run to their end: {', '.join(failed[:5])}" if failed else ""
    skipped = [step.revision for step in plan.steps if _status(steps, step) == "skipped"]
    yield _row(SUBJECT, "partly" if skipped else "seen", said)
    for location in unsaid:
        detail = f"The text of env.py does not tell transaction_per_migration of {location}: one transaction was held."
        yield _row(f"transactions of {location}", "partly", detail, "Write it into env.py as a constant.")
    for subject, detail in run.result.remarks.items():
        yield _row(subject, "partly", detail)
    for revision, words in {**run.result.beyond, **run.result.unloaded, **run.result.wanting}.items():
        yield _row(f"revision {revision}", "not seen", f"Scratch cannot run it, which says nothing of live: {words}.")


def _status(steps: Mapping[int, Mapping[str, Any]], step: Step) -> str:
    return str(steps.get(step.number, {}).get("status", "skipped"))


def _row(subject: str, status: str, detail: str, next_step: str | None = None) -> dict[str, Any]:
    return {"witness": "rehearsal", "subject": subject, "status": status, "detail": detail, "next_step": next_step}
