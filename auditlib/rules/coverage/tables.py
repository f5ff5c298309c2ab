"""What the coverage rules share: which tables are Alembic's own, which MetaData count, how a table is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.naming import within


def of_the_application(coverage: pd.DataFrame, version_tables: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``coverage`` without Alembic's own tables."""
    own = pd.MultiIndex.from_frame(version_tables[["schema", "table"]])
    return coverage.loc[~pd.MultiIndex.from_frame(coverage[["schema", "table"]]).isin(own)]


def is_true(flags: pd.Series) -> pd.Series:
    """Where a flag is true; unknown is not."""
    return flags.eq(True).fillna(False).astype(bool)


def is_false(flags: pd.Series) -> pd.Series:
    """Where a flag is false; unknown is not."""
    return flags.eq(False).fillna(False).astype(bool)


def libraries(metadata: pd.DataFrame) -> frozenset[str]:
    """MetaData whose classes all stand outside the project."""
    return frozenset(metadata.loc[is_true(metadata["library"]), "metadata"])


def untracked(metadata: pd.DataFrame) -> frozenset[str]:
    """The project's MetaData that env.py does not hand to Alembic."""
    own = is_false(metadata["tracked"]) & ~is_true(metadata["library"])
    return frozenset(metadata.loc[own, "metadata"])


def declarers(row: Mapping[str, Any]) -> list[str]:
    """The MetaData that declare the table of a row of ``coverage``."""
    return str(row["metadata"]).split(", ") if row["metadata"] else []


def short_name(row: Mapping[str, Any]) -> str:
    """The table as a person writes it: without the default schema."""
    return within(row["schema"], str(row["table"]))


def place(row: Mapping[str, Any]) -> str:
    """` (file:line)` of a row, empty where it has none."""
    if not row["file"]:
        return ""
    return f" ({row['file']}:{row['line']})" if row["line"] else f" ({row['file']})"


def model_name(row: Mapping[str, Any]) -> str:
    """`Model X` or, for a plain Table, `Table x`."""
    return f"Model {row['class']}" if row["class"] else f"The Table {short_name(row)}"


def referring_files(models: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """The files that name the classes of each table."""
    files: dict[tuple[str, str], list[str]] = {}
    for row in records(models):
        named = [file for file in (row["referring_files"] or "").split(", ") if file]
        files.setdefault((row["schema"], row["table"]), []).extend(named)
    return files
