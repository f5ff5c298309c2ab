"""The critical revisions, each in a section of its own with its evidence."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.report.markup import html_text, markdown_code
from auditlib.report.show import (
    NOTHING,
    Col,
    Shown,
    badge_class,
    folded,
    heading,
    joined,
    paragraph,
    place,
    records,
    show,
)
from auditlib.report.views.findings import table as findings_table
from auditlib.wording import amount

_OPEN = 12  # operations that stand open
_MADE = (
    Col("where", "Line", "place"),
    Col("action", "Action"),
    Col("object", "Object", "code"),
    Col("detail", "Detail", "code"),
    Col("guard", "Guard"),
    Col("written_as", "Written as"),
)
_NOTES = (Col("where", "Line", "place"), Col("note_kind", "Kind"), Col("text", "It says", "prose"))


def sections(critical: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> Shown:
    """A section for each critical revision: why it is critical, what it makes, what it says, what was found.

    Frame ``critical``; ``frames`` holds ``revisions``, ``operations``, ``notes``, ``findings`` and ``state``.
    """
    if critical.empty:
        return paragraph("No revision stands out, as far as the chain was read.")
    return joined([_section(row, frames) for row in records(critical)])


def _section(row: Mapping[str, object], frames: Mapping[str, pd.DataFrame]) -> Shown:
    made = _about(frames["operations"], row)
    revision = str(row["revision"])
    return joined(
        [
            heading(revision, anchor=badge_class(f"revision-{revision}")),
            _facts(row, frames),
            _why(row),
            _found(frames["findings"], row),
            _said(_about(frames["notes"], row)),
            _done(made[made["direction"] == "upgrade"], "What it does"),
            _done(made[made["direction"] == "downgrade"], "What its downgrade does"),
        ]
    )


def _about(frame: pd.DataFrame, row: Mapping[str, object]) -> pd.DataFrame:
    chosen = frame[frame["revision"] == row["revision"]]
    return chosen[chosen["script_location"] == row["script_location"]] if row.get("script_location") else chosen


def _facts(row: Mapping[str, object], frames: Mapping[str, pd.DataFrame]) -> Shown:
    said = records(_about(frames["revisions"], row))
    state = records(_about(frames["state"], row))
    if not said:
        return NOTHING
    where = place(said[0]["file"], said[0]["line"])
    status = state[0]["status"] if state else "unknown"
    words = f"{said[0]['message'] or 'No message'}. Written as {said[0]['written_as'] or 'unknown'}; {status}."
    return Shown(
        f"<p>{html_text(words)} <code>{html_text(where)}</code></p>",
        f"{paragraph(words).markdown} {markdown_code(where)}",
    )


def _why(row: Mapping[str, object]) -> Shown:
    return paragraph(f"It stands out because: {row['reasons']}") if row["reasons"] else NOTHING


def _done(rows: pd.DataFrame, caption: str) -> Shown:
    table = show(_readable(rows), caption, columns=_MADE, limit=200, empty="nothing that its text tells.")
    return folded(f"{caption}: {amount(len(rows), 'operation')}", table) if len(rows) > _OPEN else table


def _said(notes: pd.DataFrame) -> Shown:
    where = [place(file, line) for file, line in zip(notes["file"], notes["line"], strict=True)]
    return show(notes.assign(where=where), "What its comments say", columns=_NOTES, limit=40, empty="nothing.")


def _found(findings: pd.DataFrame, row: Mapping[str, object]) -> Shown:
    """The findings that made it critical, those that contradict it first."""
    chosen = str(row["fingerprints"] or "").split(", ")
    rows = findings[findings["fingerprint"].isin(chosen)]
    return findings_table(rows.sort_values("rank", kind="stable"), "What was found about it")


def _readable(rows: pd.DataFrame) -> pd.DataFrame:
    where = [place(file, line) for file, line in zip(rows["file"], rows["line"], strict=True)]
    names = [_object(row) for row in records(rows)]
    return rows.assign(where=where, object=names)


def _object(row: Mapping[str, object]) -> str:
    if row["object_kind"] == "constraint" and row["constraint_type"] and not row["name"]:
        return f"{row['constraint_type']} of {row['table']}"
    parts = [str(row[name]) for name in ("schema", "table", "name") if row[name]]
    return f"{row['object_kind'] or row['operation'] or ''} {'.'.join(dict.fromkeys(parts))}".strip()
