"""Tables that are declared and live, or that may be live, and that no revision creates, by the MetaData to ask."""

from __future__ import annotations

from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.coverage.tables import declarers, is_false, is_true, of_the_application

Rows = list[dict[str, Any]]
TOGETHER = 5  # from so many tables of one MetaData on, one finding tells of them all


def unmade(coverage: pd.DataFrame, metadata: pd.DataFrame, version_tables: pd.DataFrame) -> dict[str, Rows]:
    """Rows of ``coverage`` that models declare and the chain does not make, by MetaData, the tracked one first.

    Tables that are known not to be live are left to COV002, those that env.py hides on purpose to CFG005.
    """
    tables = of_the_application(coverage, version_tables)
    wanted = is_true(tables["in_models"]) & is_false(tables["in_chain"]) & ~is_false(tables["in_live"])
    wanted &= ~is_true(tables["hidden"])
    tracked = set(metadata.loc[is_true(metadata["tracked"]), "metadata"])
    found: dict[str, Rows] = {}
    for row in records(tables.loc[wanted]):
        owners = declarers(row)
        found.setdefault(next((name for name in owners if name in tracked), owners[0] if owners else ""), []).append(
            row
        )
    return found


def together(found: dict[str, Rows]) -> dict[tuple[str, str], str]:
    """By (schema, table) what is said in one finding with others, as the object of that finding."""
    many = {name: rows for name, rows in found.items() if name and len(rows) >= TOGETHER}
    return {(row["schema"], row["table"]): declared_by(name) for name, rows in many.items() for row in rows}


def declared_by(metadata: str) -> str:
    """The object of a finding about many tables of a MetaData."""
    return f"declared by {metadata}"
