"""What a finding says in one paragraph, and how bad the worst of it and what follows from it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.config.secrets import redact
from auditlib.config.settings import SEVERITIES

_PARTS = ("message", "cost", "remedy")


def told(row: Mapping[str, Any]) -> str:
    """What is so, what it costs and what to do, without a secret."""
    return redact(" ".join(str(row[name]).strip() for name in _PARTS if row[name]))


def worst(findings: pd.DataFrame) -> dict[str, str]:
    """For each root finding by fingerprint the worst severity of itself and of what follows from it."""
    ranks = findings["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
    roots = findings["root"].fillna("")
    leaders = roots.where(roots != "", findings["fingerprint"])
    return {str(name): SEVERITIES[int(rank)] for name, rank in ranks.groupby(leaders).min().items()}
