"""The verdict and the coverage line that stand on top of every page."""

from __future__ import annotations

import pandas as pd

from auditlib.report.markup import html_text, markdown_text
from auditlib.report.show import NOTHING, Col, Shown, badge_class, folded, show
from auditlib.report.verdict import SEEN, Verdict, Witness, seen, verdict

_SIGN = {"seen": "✓", "partly": "◐", "not seen": "○"}
_COLUMNS = (
    Col("witness", "Witness"),
    Col("subject", "About"),
    Col("status", "Status", "status"),
    Col("detail", "What was seen, or why not", "prose"),
    Col("next_step", "To have it seen", "prose"),
)


def headline(findings: pd.DataFrame, witnesses: pd.DataFrame) -> Shown:
    """The verdict in a sentence, with the counts behind it; frames ``findings``, ``witnesses``."""
    return _verdict(verdict(findings, witnesses))


def coverage_line(witnesses: pd.DataFrame) -> Shown:
    """What each witness saw, in one line, with what was not seen and how to have it seen; frame ``witnesses``."""
    line = [_chip(witness) for witness in seen(witnesses)]
    partial = witnesses[witnesses["status"].fillna("") != SEEN]
    unseen = show(partial, "Not seen, or seen in part", columns=_COLUMNS) if len(partial) else NOTHING
    all_rows = show(witnesses, "Witnesses", columns=_COLUMNS, limit=1000)
    everything = folded("Everything that was looked at", all_rows) if len(witnesses) else NOTHING
    chips = Shown(
        f'<p class="coverage">What was seen: {" ".join(html for html, _ in line)}</p>',
        f"What was seen: {' · '.join(text for _, text in line)}",
    )
    hidden = folded(f"{len(partial)} not seen, or seen in part", unseen) if len(partial) else NOTHING
    return chips + Shown(hidden.html, hidden.markdown) + Shown(everything.html, "")


def _chip(witness: Witness) -> tuple[str, str]:
    said = f"{_SIGN[witness.status]} {witness.name} {witness.status}"
    return f'<span class="badge {badge_class(witness.status)}">{html_text(said)}</span>', markdown_text(said)


def _verdict(found: Verdict) -> Shown:
    return Shown(
        f'<div class="verdict {badge_class(found.word)}"><p class="answer">{html_text(found.title)}.</p>'
        f"<p>{html_text(found.sentence)}</p></div>",
        f"**{markdown_text(found.title)}.** {markdown_text(found.sentence)}",
    )
