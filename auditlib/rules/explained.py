"""Findings whose cause another rule's finding tells: they fold under it, though their own rule does not know it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# What differs from live follows from what never happened there; what the text of a revision says does not.
_FOLLOWS = ("coverage", "drift")

Row = dict[str, Any]


def explained(rows: Iterable[Row]) -> list[Row]:
    """Root rows of which another one ``explains`` object and attribute point at it.

    One that explains is about itself by a name that no other finding has, since several may be about its object.
    """
    every = [{**row, "about": [*row["about"], row["fingerprint"]]} if row["explains"] else row for row in rows]
    causes: dict[tuple[str, str], str] = {}
    for row in every:
        for one in row["explains"]:
            causes.setdefault(one, row["fingerprint"])
    return [{**row, "root": _cause(row, causes) or row["root"]} if _leads(row) else row for row in every]


def _leads(row: Row) -> bool:
    """It falls under no other object."""
    return not row["root"] or row["root"] in row["about"]


def _cause(row: Row, causes: dict[tuple[str, str], str]) -> str:
    """Whole objects that are missing, or still there, are explained in every respect."""
    if row["family"] not in _FOLLOWS or row["wrong"] == "pending":
        return ""
    attribute = row["subject"].partition(":")[0]
    found = (causes.get((one, name), "") for one in row["about"] for name in ("", attribute))
    return next(filter(None, found), "")
