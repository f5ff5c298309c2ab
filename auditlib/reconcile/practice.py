"""Good practice measured: rates over revisions and what they make, each with its exceptions; a card a revision."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import PRACTICE, SCORE_CARD

Row = dict[str, Any]
_TIMES = {"created_at": ("created_at", "created", "created_on", "creation_date", "date_created", "create_time"),
          "updated_at": ("updated_at", "updated", "updated_on", "modified_at", "date_updated", "update_time",
                         "last_updated")}  # fmt: skip
_HEADER = re.compile(r"^\s*(revision id|revises|create date|created?|date|author)\s*:", re.I)
_GUARDS = frozenset({"if not exists", "inspector", "condition"})
MEANINGS = {
    "descriptive message": ("revisions", "the docstring's first line has at least two words"),
    "working downgrade": ("revisions that do something", "downgrade() does something"),
    "intent noted": ("revisions", "a comment, or a docstring that says more than its header"),
    "unguarded": ("revisions that do something", "the effect does not depend on what the upgrade finds"),
    "self-contained": ("revisions", "no import of the application's code"),
    "indexed foreign keys": (
        "foreign keys",
        "an index or key made in the same revision leads with its columns",
    ),
    "named constraints": ("foreign keys, unique and check constraints", "the name is written, not left to the server"),
    "primary keys": ("created tables", "the table is created with a primary key"),
    "created_at set": ("created tables", "a column for the time of creation"),
    "updated_at set": ("created tables", "a column for the time of the last change"),
}


@dataclass(frozen=True)
class _Case:
    """One case of a practice: the revision, what it is about, and whether it was followed."""

    practice: str
    revision: str
    what: str
    followed: bool


def practice(revisions: pd.DataFrame, operations: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """Frame ``practice`` from ``revisions``, ``operations`` and ``notes``; a practice without cases has no row."""
    rows: list[Row] = []
    for location, cases in _cases_by_location(revisions, operations, notes).items():
        for name, (unit, meaning) in MEANINGS.items():
            own = [case for case in cases if case.practice == name]
            if own:
                rows.append(_rate(location, name, own) | {"unit": unit, "meaning": meaning})
    return PRACTICE.conform(rows)


def score_card(revisions: pd.DataFrame, operations: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """Frame ``score_card``: each revision of ``revisions``, the practices it followed and those it did not."""
    rows: list[Row] = []
    for location, cases in _cases_by_location(revisions, operations, notes).items():
        own: dict[str, list[_Case]] = {}
        for case in cases:
            own.setdefault(case.revision, []).append(case)
        here = revisions[revisions["script_location"] == location]
        rows += [_card(row, own.get(row["revision"], [])) for row in records(here)]
    return SCORE_CARD.conform(rows)


def _rate(location: str, name: str, cases: list[_Case]) -> Row:
    followed = sum(case.followed for case in cases)
    return {
        "script_location": location,
        "practice": name,
        "count": followed,
        "population": len(cases),
        "rate": followed / len(cases),
        "exceptions": ", ".join(case.what for case in cases if not case.followed) or None,
    }


def _card(row: Row, cases: list[_Case]) -> Row:
    names = list(dict.fromkeys(case.practice for case in cases))
    failed = [name for name in names if not all(case.followed for case in cases if case.practice == name)]
    return {
        "script_location": row["script_location"],
        "revision": row["revision"],
        "graph_order": row["graph_order"],
        "points": len(names) - len(failed),
        "of": len(names),
        "followed": ", ".join(name for name in names if name not in failed) or None,
        "not_followed": ", ".join(failed) or None,
    }


def _cases_by_location(
    revisions: pd.DataFrame, operations: pd.DataFrame, notes: pd.DataFrame
) -> dict[str, list[_Case]]:
    upgrades: dict[tuple[str, str], list[Row]] = {}
    for row in records(operations[operations["direction"] == "upgrade"]):
        upgrades.setdefault((row["script_location"], row["revision"]), []).append(row)
    commented = {(row["script_location"], row["revision"]) for row in records(notes[notes["note_kind"] != "docstring"])}
    found: dict[str, list[_Case]] = {}
    for row in records(revisions):
        place = (row["script_location"], row["revision"])
        cases = found.setdefault(row["script_location"], [])
        done = upgrades.get(place, [])
        cases += _revision_cases(row, done, noted=place in commented)
        cases += _key_cases(row["revision"], done)
        cases += _table_cases(row["revision"], done)
    return found


def _revision_cases(row: Row, done: list[Row], *, noted: bool) -> Iterator[_Case]:
    name = row["revision"]
    words = re.findall(r"[^\W\d_]{2,}", row["message"] or "")
    said: Mapping[str, bool] = {
        "descriptive message": len(words) >= 2 and (row["message"] or "").casefold() != "empty message",
        "intent noted": noted or _says_more(row["docstring"] or ""),
        "self-contained": row["application_imports"] is None,
    }
    if row["written_as"] != "nothing":
        said = {
            **said,
            "working downgrade": row["downgrade_kind"] == "written",
            "unguarded": not any(_is_guarded(each) for each in done),
        }
    yield from (_Case(practice, name, name, followed) for practice, followed in said.items())


def _says_more(docstring: str) -> bool:
    lines = [line for line in docstring.splitlines()[1:] if line.strip()]
    return any(not _HEADER.match(line) for line in lines)


def _is_guarded(row: Row) -> bool:
    return row["guard"] in _GUARDS and row["object_kind"] not in ("extension", "schema") and row["action"] != "other"


def _key_cases(revision: str, done: list[Row]) -> Iterator[_Case]:
    created = [row for row in done if row["action"] == "create"]
    leading = [
        (row["table"], (row["columns"] or "").split(", "))
        for row in created
        if row["object_kind"] == "index" or row["constraint_type"] in ("primary key", "unique")
    ]
    for row in created:
        if row["object_kind"] != "constraint" or row["constraint_type"] in (None, "primary key"):
            continue
        columns = (row["columns"] or "").split(", ")
        what = f"{row['table']}.{row['name'] or '+'.join(columns) or row['constraint_type']} ({revision})"
        yield _Case("named constraints", revision, what, row["name"] is not None)
        if row["constraint_type"] == "foreign key" and row["columns"]:
            led = any(table == row["table"] and each[: len(columns)] == columns for table, each in leading)
            yield _Case("indexed foreign keys", revision, f"{row['table']}.{'+'.join(columns)} ({revision})", led)


def _table_cases(revision: str, done: list[Row]) -> Iterator[_Case]:
    created = [row for row in done if row["action"] == "create"]
    for table in created:
        if table["object_kind"] != "table" or table["table"] is None or table["detail"] is not None:
            continue  # partitions and copies take their columns from elsewhere
        own = [row for row in created if row["table"] == table["table"] and row["schema"] == table["schema"]]
        columns = {(row["name"] or "").casefold() for row in own if row["object_kind"] == "column"}
        what = f"{table['table']} ({revision})"
        keyed = any(row["constraint_type"] == "primary key" for row in own)
        yield _Case("primary keys", revision, what, keyed)
        for name, spellings in _TIMES.items():
            yield _Case(f"{name} set", revision, what, bool(columns & set(spellings)))
