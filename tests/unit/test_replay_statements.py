"""What a statement did, as rows."""

from __future__ import annotations

from auditlib.collect.replay_sent import Lock, Statement, Text
from auditlib.collect.replay_statements import locks
from auditlib.frames.history import LOCKS


def test_two_tables_that_bore_one_name_are_one_row() -> None:
    """One dropped and one renamed to its name in a transaction: the stronger lock stands, scans are added up."""
    text = "alter table item add n int"
    statement = Statement(Text(text, 0, text), {}, 0, False)
    statement.locks = [
        Lock("public", "item", "table", "SHARE", scans=1),
        Lock("public", "item", "table", "ACCESS EXCLUSIVE", rewritten=True, scans=2),
    ]
    (row,) = LOCKS.conform(locks({1: [statement]})).to_dict("records")
    assert (row["mode"], row["rewritten"], row["scans"]) == ("ACCESS EXCLUSIVE", True, 3)
