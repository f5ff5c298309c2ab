"""Good practice, as rates with their exceptions."""

from __future__ import annotations

import pandas as pd

from auditlib.charts.practice_rates import practice_rates
from auditlib.report.figure import Picture, picture
from auditlib.report.show import Col, Shown, deduced, paragraph, show


def rates(practice: pd.DataFrame) -> Picture | Shown:
    """How far each good practice is kept; frame ``practice``."""
    if practice.empty:
        return paragraph("No practice could be measured: no revision was read.")
    measured = practice[practice["of"].fillna(0) > 0]
    said = "; ".join(f"{row.practice}: {row.kept} of {row.of}" for row in measured.itertuples())
    return picture(practice_rates(practice), f"{said}.")


def exceptions(practice: pd.DataFrame) -> Shown:
    """Each practice with what does not keep it; frame ``practice``."""
    return show(practice, "Rates and exceptions", columns=deduced(practice), empty="nothing was measured.")


def score_card(score_card: pd.DataFrame) -> Shown:
    """A line a revision: which practices it keeps; frame ``score_card``."""
    columns = [
        Col(column.name, column.heading, "code" if column.name == "revision" else column.kind)
        for column in deduced(score_card)
    ]
    return show(score_card, "Score card of each revision", columns=columns, limit=1000, empty="no revision was read.")
