"""The pending revisions as one file of SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records

FILE = "pending.sql"
_HEAD = "-- The pending revisions as SQL, with their stamps. Read it before it runs anywhere."


def pending_sql(frame: pd.DataFrame) -> str:
    """The text of the file, transactions as the project has them; frame ``pending_sql``."""
    lines = [_HEAD]
    for location, rows in frame.groupby("script_location", sort=False):
        together = bool(rows["one_transaction"].fillna(True).all())
        lines += ["", f"-- {_plain(location)}", *(["BEGIN;"] if together else [])]
        for row in records(rows):
            lines += [
                "",
                *_heading(row),
                *([] if together else ["BEGIN;"]),
                row["sql"] or "",
                *([] if together else ["COMMIT;"]),
            ]
        lines += ["", "COMMIT;"] if together else []
    return "\n".join(lines) + "\n"


def _heading(row: dict[str, object]) -> Iterator[str]:
    yield f"-- revision {_plain(row['revision'])}"
    if row["origin"] != "offline":
        where = f", {_plain(row['file'])}:{row['line']}" if row["line"] else ""
        yield f"-- `--sql` does not work here{where}: {_plain(row['message'])}."
        yield "-- These are the statements of its rehearsal, as far as it came; literals of data are left out."


def _plain(value: object) -> str:
    """On one line, so that nothing in a name ends the comment."""
    return " ".join(str(value).split())
