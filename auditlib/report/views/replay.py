"""What the revisions did when they ran: what they need, what fails, what they lock."""

from __future__ import annotations

import pandas as pd

from auditlib.charts.step_locks import NONE, step_locks, waits, with_waits
from auditlib.frames.records import records
from auditlib.report.figure import Picture, picture
from auditlib.report.show import NOTHING, Col, Shown, paragraph, placed, show
from auditlib.wording import agreed, amount, counted

_FAILED = (
    Col("step", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("status", "Status", "status"),
    Col("message", "Why", "prose"),
    Col("statement", "Statement", "code"),
    Col("place", "Where", "place"),
)
_ASSUMED = (
    Col("object", "Needed", "code"),
    Col("revision", "By revision", "code"),
    Col("message", "What PostgreSQL said without it", "prose"),
    Col("place", "Where", "place"),
)
_MAKER = Col("failed_maker", "Would be made by, which did not run to its end", "code")
_LOCKING = (
    Col("revision", "Revision", "code"),
    Col("place", "Where", "place"),
    Col("command", "Command", "code"),
    Col("locked", "Locks, of what stood before", "prose"),
    Col("waits", "Who waits"),
    Col("work", "Work on rows"),
)
_SLOWEST = (
    Col("step", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("statements", "Statements", "number"),
    Col("duration_ms", "Time, ms", "number"),
    Col("status", "Status", "status"),
)


def in_all(steps: pd.DataFrame, statements: pd.DataFrame) -> Shown:
    """How many steps ran, and what they sent; frames ``steps`` and ``statements``."""
    if steps.empty:
        return paragraph("The chain was not replayed.")
    done = int(steps["status"].eq("done").sum())
    helped = int(statements["helper_file"].notna().sum())
    by = f", {helped} of them by helpers of the project" if helped else ""
    return paragraph(
        f"{done} of {amount(len(steps), 'step')} ran to the end and sent {amount(len(statements), 'statement')}{by}."
    )


def failures(steps: pd.DataFrame) -> Shown:
    """Steps that did not run to their end, in PostgreSQL's words; frame ``steps``."""
    rows = steps[steps["status"].ne("done")]
    return show(
        placed(rows), "Steps that did not run to their end", columns=_FAILED, empty="every step ran to its end."
    )


def assumptions(assumed: pd.DataFrame, assumed_objects: pd.DataFrame) -> Shown:
    """What the chain needs and did not create; frames ``assumed`` and ``assumed_objects``."""
    tables = assumed.assign(object=[_named(row["schema"], row["table"], row["column"]) for row in records(assumed)])
    others = assumed_objects.assign(
        object=[f"{row['object_kind']} {_named(row['schema'], row['name'])}" for row in records(assumed_objects)]
    )
    kept = ["object", "revision", "failed_maker", "message", "file", "line"]
    rows = pd.concat([tables[kept], others[kept]], ignore_index=True)
    columns = with_maker(_ASSUMED, rows)
    return show(placed(rows), "Needed and not created", columns=columns, empty="the chain runs on an empty database.")


def with_maker(columns: tuple[Col, ...], rows: pd.DataFrame) -> tuple[Col, ...]:
    """The columns, with the revision that would have made what was lent where one of ``rows`` names it."""
    named = rows["failed_maker"].fillna("").ne("").any()
    return (*columns, _MAKER) if named else columns


def locks_by_step(statements: pd.DataFrame, locks: pd.DataFrame) -> Picture | Shown:
    """Statements of each step by who waits for them; frames ``statements`` and ``locks``."""
    if statements.empty:
        return NOTHING
    told = with_waits(statements, locks)
    blocking = int(told["waits"].ne(NONE).sum())
    locks_it = agreed(blocking, "locks something that stood before its", "lock something that stood before their")
    said = f"{blocking} of {counted(len(told), 'statement')} {locks_it} transaction."
    return picture(step_locks(told), said)


def locking(statements: pd.DataFrame, locks: pd.DataFrame) -> Shown:
    """Each statement that others wait for, with what it locks, rewrites and reads; frames as before."""
    seen = locks[waits(locks).ne(NONE) | locks["rewritten"].fillna(False)]
    if seen.empty:
        return paragraph("No statement locks what stood before its transaction against writers or readers.")
    told = seen[["step", "statement_order"]].assign(locked=_locked(seen), work=_work(seen), waits=waits(seen))
    by_statement = told.groupby(["step", "statement_order"], sort=True)
    rows = by_statement.agg({"locked": "; ".join, "work": _distinct, "waits": _distinct}).reset_index()
    joined = rows.merge(statements, on=["step", "statement_order"])
    return show(placed(joined), "Statements that others wait for", columns=_LOCKING, limit=500)


def durations(steps: pd.DataFrame) -> Shown:
    """The steps that took longest in scratch; frame ``steps``."""
    rows = steps.dropna(subset=["duration_ms"]).sort_values("duration_ms", ascending=False, kind="stable").head(10)
    return show(rows, "The ten longest steps", columns=_SLOWEST, empty="no step ran.")


def _named(*parts: str | None) -> str:
    return ".".join(part for part in parts if part and part != "public")


def _locked(locks: pd.DataFrame) -> list[str]:
    return [
        f"{row['mode'] or 'unknown lock'} on {row['relation_kind']} {_named(row['schema'], row['relation'])}"
        + (" (held before)" if row["masked"] else "")
        for row in records(locks)
    ]


def _work(locks: pd.DataFrame) -> list[str]:
    return [
        "rewrites it" if row["rewritten"] else "reads it all" if (row["scans"] or 0) > 0 else ""
        for row in records(locks)
    ]


def _distinct(words: pd.Series) -> str:
    return ", ".join(dict.fromkeys(word for word in words if word))
