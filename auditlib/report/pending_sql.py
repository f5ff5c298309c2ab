"""The pending revisions as one file of SQL."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd

from auditlib.frames.records import records

FILE = "pending.sql"
PART = "part"
Row = dict[str, Any]
_TO = {"rehearsal": "", PART: " until it failed, without a stamp. It and what stands behind it is not to be run"}
_HEAD = "-- The pending revisions as SQL, with their stamps. Read it before it runs anywhere."


def pending_sql(frame: pd.DataFrame) -> str:
    """The text of the file, transactions as the project has them; frame ``pending_sql``.

    A revision of which only a part is known is not to be run, and neither is what stands behind it: comments.
    """
    lines = [_HEAD]
    for location, rows in frame.groupby("script_location", sort=False):
        lines += ["", f"-- {_plain(location)}", *_of_location(records(rows))]
    return "\n".join(lines) + "\n"


def _of_location(rows: list[Row]) -> Iterator[str]:
    whole = list(takewhile(lambda row: row["origin"] != PART, rows))
    together = all(row["one_transaction"] is not False for row in rows)
    yield from ("BEGIN;",) if together and whole else ()
    for row in whole:
        sql = str(row["sql"] or "")
        yield from ("", *_heading(row), *((sql,) if together else ("BEGIN;", sql, "COMMIT;")))
    yield from ("", "COMMIT;") if together and whole else ()
    for row in rows[len(whole) :]:
        yield from ("", *_heading(row), *(f"-- {line}" for line in str(row["sql"] or "").splitlines()))


def _heading(row: Row) -> Iterator[str]:
    yield f"-- revision {_plain(row['revision'])}"
    if row["failure"]:
        yield f"-- It fails on the live schema: {_plain(row['failure'])}."
    if row["origin"] != "offline":
        where = f", {_plain(row['file'])}:{row['line']}" if row["line"] else ""
        yield f"-- `--sql` does not work here{where}: {_plain(row['message'])}."
        yield f"-- These are the statements of its rehearsal{_TO[row['origin']]}; literals of data are left out."


def _plain(value: object) -> str:
    """On one line, so that nothing in a name ends the comment."""
    return " ".join(str(value).split())
