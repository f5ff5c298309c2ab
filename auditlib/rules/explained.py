"""Findings whose cause another rule's finding tells: they fold under it, though their own rule does not know it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

# What differs from live follows from what never happened there; what the text of a revision says does not.
_FOLLOWS = ("coverage", "drift")

Row = dict[str, Any]


def explained(rows: Iterable[Row]) -> list[Row]:
    """Root rows of which another one ``explains`` all that they are about, object and attribute, point at it.

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
    """The finding that explains all that ``row`` stands for; of several, that of the first."""
    if row["family"] not in _FOLLOWS:
        return ""
    found = [_cause_of(one, subject, wrong, causes) for one, subject, wrong in row["places"]]
    return found[0] if found and all(found) else ""


def _cause_of(one: str, subject: str, wrong: str, causes: dict[tuple[str, str], str]) -> str:
    """Whole objects that are missing, or still there, are explained in every respect; what is pending never is."""
    if wrong == "pending":
        return ""
    return causes.get((one, "")) or causes.get((one, subject.partition(":")[0]), "")
