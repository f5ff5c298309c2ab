"""The answer of an audit in lines for a person: a few after a run, all of them on request."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.formats.standing import standing
from auditlib.report.markup import one_line
from auditlib.report.show import place
from auditlib.report.verdict import roots, verdict
from auditlib.snapshot import Snapshot
from auditlib.wording import amount

_THREE = 3
_WIDTH = 110


def summary(audited: Snapshot) -> str:
    """The verdict, where each script location stands, and the three findings that matter."""
    found = roots(audited["findings"])
    lines = [_headline(audited), *_standing(audited["state"])]
    if len(found):
        lines += ["", "What matters most:", *_listed(found.head(_THREE))]
    return "\n".join(_wrapped(line) for line in lines)


def document(audited: Snapshot, fail_on: str) -> str:
    """The verdict, every root finding with its remedy, and what was not seen."""
    lines = [_headline(audited), *_standing(audited["state"]), ""]
    lines += _listed(roots(audited["findings"]))
    unseen = audited["witnesses"][audited["witnesses"]["status"] != "seen"]
    if len(unseen):
        lines += ["", "Not seen, or only in part:"]
        lines += [f"  {row['witness']}, {row['subject']}: {row['detail']}" for row in records(unseen)]
    return "\n".join(one_line(line) for line in lines)  # a name may hold line breaks


def _wrapped(line: str) -> str:
    """The line in lines of a readable length, those after the first a step further in."""
    inset = " " * (len(line) - len(line.lstrip()))
    words = textwrap.TextWrapper(_WIDTH, break_long_words=False, break_on_hyphens=False)
    words.initial_indent, words.subsequent_indent = inset, inset + "  "
    return words.fill(line.strip())


def _headline(audited: Snapshot) -> str:
    found = verdict(audited["findings"], audited["witnesses"])
    return f"Can the history of {audited.manifest['target']} be trusted? {found.title}. {found.sentence}"


def _standing(state: pd.DataFrame) -> Iterator[str]:
    for at in standing(state):
        heads = ", ".join(at["heads"]) or "none"
        position = ", ".join(at["position"]) or "unknown"
        implied = f" (and by what it needs at {', '.join(at['implied'])})" if at["implied"] else ""
        apart = at["revisions"].get("not taken")
        unsure = at["revisions"].get("unknown")
        waiting = f"{amount(len(at['pending']), 'revision')} {'known to be ' if unsure else ''}pending"
        waiting += f", {apart} on a line never taken" * bool(apart) + f", {unsure} unknown" * bool(unsure)
        yield f"{at['script_location']}: database at {position}{implied}, {waiting}, head {heads}."


def _listed(found: pd.DataFrame) -> Iterator[str]:
    for row in records(found):
        where = f" ({place(row['file'], row['line'])})" if row["file"] and row["line"] else ""
        yield f"  {row['severity']} {row['rule']} {row['message']}{where}"
        if row["remedy"]:
            yield f"      {row['remedy']}"
