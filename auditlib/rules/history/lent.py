"""What the chain was lent in replay: by which names it is told, and which rule tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.naming import within

Row = dict[str, Any]


def failing(steps: pd.DataFrame, rehearsal: pd.DataFrame) -> list[Row]:
    """The failed rows of ``steps`` that HIS022 tells: what fails in ``rehearsal`` is told by HIS023."""
    there = {_place(row) for row in records(rehearsal[rehearsal["status"] == "failed"])}
    return [row for row in records(steps[steps["status"] == "failed"]) if _place(row) not in there]


def lent(assumed: pd.DataFrame, assumed_objects: pd.DataFrame) -> list[Row]:
    """The rows of both, ``failed_maker`` empty where no revision that did not run makes it."""
    rows = (*records(assumed), *records(assumed_objects))
    return [{**row, "failed_maker": row["failed_maker"] or ""} for row in rows]


def names(rows: Iterable[Row]) -> list[str]:
    """What was lent, each table with its columns; a column of a table that was not lent bears the table's name."""
    given = list(rows)
    tables = [row for row in given if row.get("column") == ""]
    whole = {(row["schema"], row["table"]) for row in tables}
    columns = [row for row in given if row.get("column")]
    return [
        *(_with_columns(row, columns) for row in tables),
        *(name(row) for row in columns if (row["schema"], row["table"]) not in whole),
        *(f"{row['object_kind']} {name(row)}" for row in given if "object_kind" in row),
    ]


def name(row: Row) -> str:
    """The name of one row, a column's with its table's."""
    own = within(row["schema"], row.get("table") or row["name"])
    return f"{own}.{row['column']}" if row.get("column") else own


def _with_columns(table: Row, columns: list[Row]) -> str:
    own = [row["column"] for row in columns if (row["schema"], row["table"]) == (table["schema"], table["table"])]
    return f"{name(table)} ({', '.join(own)})" if own else name(table)


def _place(row: Row) -> tuple[str, str]:
    return row["script_location"], row["revision"]
