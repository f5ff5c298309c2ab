"""What alembic.ini and env.py say."""

from __future__ import annotations

import pandas as pd

from auditlib.report.show import Col, Shown, place, show


def settings(settings: pd.DataFrame) -> Shown:
    """Every setting with the line that says it; secrets are masked; frame ``settings``."""
    where = [place(file, line) for file, line in zip(settings["file"], settings["line"], strict=True)]
    several = settings["script_location"].nunique() > 1
    columns = (
        *((Col("script_location", "Script location", "code"),) if several else ()),
        Col("setting", "Setting", "code"),
        Col("value", "As written", "code"),
        Col("where", "Where", "place"),
    )
    return show(settings.assign(where=where), "Settings", columns=columns, limit=500, empty="none was read.")
