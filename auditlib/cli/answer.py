"""The answer of an audit in a few lines, as text, and as one JSON document (docs/check-json.md)."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

import pandas as pd

from auditlib.report.markup import one_line
from auditlib.report.verdict import Verdict, counted, roots, verdict
from auditlib.snapshot import Snapshot

FORMAT = 1
_THREE = 3
_WIDTH = 110


def summary(audited: Snapshot) -> str:
    """The verdict, where each script location stands, and the three findings that matter."""
    found = roots(audited["findings"])
    lines = [_headline(audited), *_standing(audited["state"])]
    if len(found):
        lines += ["", "What matters most:", *_listed(found.head(_THREE))]
    return "\n".join(_wrapped(line) for line in lines)


def text(audited: Snapshot) -> str:
    """The verdict, every root finding with its remedy, and what was not seen."""
    lines = [_headline(audited), *_standing(audited["state"]), ""]
    lines += _listed(roots(audited["findings"]))
    unseen = audited["witnesses"][audited["witnesses"]["status"] != "seen"]
    if len(unseen):
        lines += ["", "Not seen, or only in part:"]
        lines += [f"  {row['witness']}, {row['subject']}: {row['detail']}" for row in _records(unseen)]
    return "\n".join(one_line(line) for line in lines)  # a name may hold line breaks


def document(audited: Snapshot) -> str:
    """Verdict, state, coverage and findings as JSON."""
    manifest = audited.manifest
    answer = {
        "format": FORMAT,
        "auditlib": manifest["auditlib"],
        "target": manifest["target"],
        "database": manifest["database"],
        "moment": manifest["moment"],
        "verdict": vars(_verdict(audited)),
        "state": [_location(name, rows) for name, rows in audited["state"].groupby("script_location")],
        "coverage": _records(audited["witnesses"]),
        "findings": [_finding(row) for row in _records(audited["findings"])],
    }
    return json.dumps(answer, indent=2)  # in ASCII: for every terminal, and nothing in it goes unseen


def _wrapped(line: str) -> str:
    """The line in lines of a readable length, those after the first a step further in."""
    inset = " " * (len(line) - len(line.lstrip()))
    words = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    words.initial_indent, words.subsequent_indent = inset, inset + "  "
    return words.fill(line.strip())


def _verdict(audited: Snapshot) -> Verdict:
    return verdict(audited["findings"], audited["witnesses"])


def _headline(audited: Snapshot) -> str:
    found = _verdict(audited)
    return f"Can the history of {audited.manifest['target']} be trusted? {found.title}. {found.sentence}"


def _standing(state: pd.DataFrame) -> Iterator[str]:
    for name, rows in state.groupby("script_location"):
        at = _location(name, rows)
        heads = ", ".join(at["heads"]) or "none"
        position = ", ".join(at["position"]) or "unknown"
        yield f"{name}: database at {position}, {counted(len(at['pending']), 'revision')} pending, head {heads}."


def _location(name: object, rows: pd.DataFrame) -> dict[str, Any]:
    pending = rows[rows["status"] == "pending"].sort_values("pending_order", kind="stable")
    return {
        "script_location": str(name),
        "heads": list(rows.loc[rows["is_head"].fillna(False), "revision"]),
        "position": list(rows.loc[rows["is_position"].fillna(False), "revision"]),
        "pending": list(pending["revision"]),
        "unknown_rows": list(rows.loc[rows["status"] == "unknown row", "revision"]),
        "revisions": {str(status): int(count) for status, count in rows["status"].value_counts().sort_index().items()},
    }


def _listed(found: pd.DataFrame) -> Iterator[str]:
    for row in _records(found):
        place = f" ({row['file']}:{row['line']})" if row["file"] and row["line"] else ""
        yield f"  {row['severity']} {row['rule']} {row['message']}{place}"
        if row["remedy"]:
            yield f"      {row['remedy']}"


def _finding(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "evidence": json.loads(row["evidence"] or "{}")}


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with plain values; null is None."""
    return [
        {
            str(name): None if pd.isna(value) else getattr(value, "item", lambda value=value: value)()
            for name, value in row.items()
        }
        for row in frame.to_dict("records")
    ]
