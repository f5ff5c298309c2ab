"""Whether to upgrade: the answer, what each pending revision does to which table, and its SQL."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.charts.step_locks import NONE, waits
from auditlib.frames.records import records
from auditlib.reconcile.pending import GO, NO_GO, NOTHING, answer, does, weighed
from auditlib.report.markup import html_text, markdown_text
from auditlib.report.pending_sql import pending_sql
from auditlib.report.show import Col, Shown, badge_class, bullets, code_block, paragraph, placed, show

_TITLES = {GO: "Go", NO_GO: "No go", NOTHING: "Nothing is pending"}
_BADGES = {GO: "clean", NO_GO: "broken", NOTHING: "clean"}
_STEPS = (
    Col("step", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("status", "Status", "status"),
    Col("message", "Why", "prose"),
    Col("statement", "Statement", "code"),
    Col("place", "Where", "place"),
    Col("production", "In production"),
)
_EFFECTS = (
    Col("revision", "Revision", "code"),
    Col("place", "Where", "place"),
    Col("sql", "Statement", "code"),
    Col("effects", "What it does", "prose"),
    Col("waits", "Who waits"),
)
_GAPS = (
    Col("object_kind", "Kind"),
    Col("schema", "Schema", "code"),
    Col("table", "Table", "code"),
    Col("name", "Object", "code"),
    Col("attribute", "Attribute", "code"),
    Col("live", "Live", "code"),
    Col("rebuilt", "Rebuilt", "code"),
    Col("message", "What PostgreSQL said", "prose"),
)


def go_or_no_go(frames: Mapping[str, pd.DataFrame]) -> Shown:
    """The answer with its reasons, from the frames of an audit."""
    found = answer(frames)
    title = _TITLES.get(found.word, "It cannot be told")
    badge = badge_class(_BADGES.get(found.word, "unknown"))
    said = Shown(
        f'<div class="verdict {badge}"><p class="answer">{html_text(title)}.</p></div>', f"**{markdown_text(title)}.**"
    )
    return said + bullets(list(found.reasons))


def steps(rehearsal: pd.DataFrame) -> Shown:
    """Each pending revision as it ran; frame ``rehearsal``."""
    production = ["comes here" if row["reached"] else "stops before" for row in records(rehearsal)]
    told = placed(rehearsal).assign(production=production)
    return show(told, "The pending revisions, rehearsed", columns=_STEPS, empty="no pending revision was rehearsed.")


def effects(statements: pd.DataFrame, locks: pd.DataFrame, tables: pd.DataFrame, sizes: pd.DataFrame) -> Shown:
    """What each statement locks, rewrites and reads, weighed with the live tables.

    Frames ``rehearsal_statements``, ``rehearsal_locks``, ``tables`` and ``sizes``.
    """
    seen = weighed(locks, tables, sizes)
    seen = seen.assign(waits=waits(seen), effects=[does(row) for row in records(seen)])
    kept = seen[seen["waits"].ne(NONE) | seen["rewritten"].fillna(False) | seen["scans"].fillna(0).gt(0)]
    if kept.empty:
        return paragraph("No statement of a pending revision locks, rewrites or reads all of what stands.")
    by_statement = kept.groupby(["step", "statement_order"], sort=True)
    rows = by_statement.agg({"effects": "; ".join, "waits": "first"}).reset_index()
    joined = rows.merge(statements, on=["step", "statement_order"])
    return show(placed(joined), "What the pending statements do to what stands", columns=_EFFECTS, limit=500)


def gaps(rebuild_gaps: pd.DataFrame) -> Shown:
    """How the rebuilt schema differs from the live one; frame ``rebuild_gaps``."""
    empty = "the rebuilt schema is the live one in everything that is compared."
    return show(rebuild_gaps, "Not as it is live", columns=_GAPS, empty=empty)


def sql(frame: pd.DataFrame) -> Shown:
    """The SQL of the pending revisions, as the report's ``pending.sql`` has it; frame ``pending_sql``."""
    if frame.empty:
        return paragraph("There is no pending SQL.")
    return code_block(pending_sql(frame), language="sql")
