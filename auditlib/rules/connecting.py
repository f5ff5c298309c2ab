"""What became of a module that tried to connect by itself and was refused, as ``model_problems`` tell it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.unimported import bore_with_it

_STAGES = ("import", "configure")


def failed_for_it(problem: Mapping[str, Any]) -> bool:
    """The module failed, and had tried to connect before."""
    return "to connect" in str(problem["message"]) and not bore_with_it(problem)


def not_imported(model_problems: pd.DataFrame) -> set[str]:
    """The modules that failed since they were refused."""
    rows = records(model_problems.loc[model_problems["stage"].isin(_STAGES)])
    return {row["module"] for row in rows if row["module"] and failed_for_it(row)}
