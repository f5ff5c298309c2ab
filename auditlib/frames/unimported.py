"""Modules that look like models and did not import: what they declare is unknown, whatever the others declare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

SEEN = "that could be imported"  # which models a sentence is about, where some could not
UNFINISHED = "reading"  # the stage of a problem that ended the probe before it had told all models
_BORE = "It tried to connect to "


def bore_with_it(problem: Mapping[str, Any]) -> bool:
    """The module tried to connect by itself, went on after the refusal, and was imported."""
    return str(problem["message"]).startswith(_BORE)


def unimported(model_problems: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``model_problems`` about a module that did not import."""
    failed = model_problems["stage"].eq("import") & model_problems["module"].notna()
    return model_problems.loc[failed & ~model_problems["message"].fillna("").str.startswith(_BORE)]


def declared(text: str | None) -> list[str]:
    """The tables of a cell of ``declares``."""
    return [name for name in (text or "").split(", ") if name]


def unfinished(model_problems: pd.DataFrame) -> bool:
    """The probe ended before it had told all models: of none is it known that it declares no table."""
    return bool(model_problems["stage"].eq(UNFINISHED).any())


def undeclared(model_problems: pd.DataFrame) -> frozenset[str]:
    """The tables that the text of a module names which did not import."""
    texts = unimported(model_problems)["declares"].dropna()
    return frozenset(name for text in texts for name in declared(text))
