"""Good practice, as rates with their exceptions."""

from __future__ import annotations

import pandas as pd

from auditlib.charts.practice_rates import practice_rates
from auditlib.frames.records import records
from auditlib.report.figure import Picture, picture
from auditlib.report.show import NOTHING, Col, Shown, paragraph, show

_NAMED = 8  # exceptions named in the table


def rates(practice: pd.DataFrame) -> Picture | Shown:
    """How far each good practice is kept; frame ``practice``."""
    measured = practice[practice["population"].fillna(0) > 0]
    if measured.empty:
        return paragraph("No practice could be measured.")
    said = "; ".join(f"{row['practice']}: {row['count']} of {row['population']}" for row in records(measured))
    return picture(practice_rates(practice), f"{said}.")


def exceptions(practice: pd.DataFrame) -> Shown:
    """Each practice with what counts as keeping it, and what does not keep it; frame ``practice``."""
    if practice.empty:
        return NOTHING
    several = practice["script_location"].nunique() > 1
    columns = (
        *((Col("script_location", "Script location", "code"),) if several else ()),
        Col("practice", "Practice"),
        Col("count", "Kept", "number"),
        Col("population", "Of", "number"),
        Col("unit", "Counted"),
        Col("meaning", "Kept when", "prose"),
        Col("named", "Exceptions", "prose"),
    )
    named = [_named(text) for text in practice["exceptions"]]
    return show(practice.assign(named=named), "Rates and exceptions", columns=columns)


def score_card(score_card: pd.DataFrame) -> Shown:
    """A line a revision: which practices it keeps; frame ``score_card``."""
    columns = (
        Col("graph_order", "#", "number"),
        Col("revision", "Revision", "code"),
        Col("points", "Kept", "number"),
        Col("of", "Of", "number"),
        Col("not_followed", "Not kept", "prose"),
    )
    return show(score_card, "Score card of each revision", columns=columns, limit=1000, empty="no revision was read.")


def _named(text: object) -> str:
    names = text.split(", ") if isinstance(text, str) and text else []
    rest = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
