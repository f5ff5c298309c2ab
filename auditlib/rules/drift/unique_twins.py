"""Unique constraint here, unique index there: PostgreSQL keeps values as unique either way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

Key = tuple[str, str, str]  # schema, table, columns
Names = dict[str, str]  # of one such object by the source that has it
_COST = "Values are as unique; only a constraint can be named by a foreign key or by ON CONFLICT ON CONSTRAINT."
_REMEDY = "Leave it, or make both the same by a revision; autogenerate may propose one for the other."


def constraint_or_index(hits: Iterable[Hit], indexes: pd.DataFrame, constraints: pd.DataFrame) -> Iterator[Hit]:
    """The ``hits`` about unique constraints and indexes; a note where the one stands for the other."""
    unique = indexes.loc[indexes["unique"].eq(True) & indexes["constraint"].isna() & indexes["predicate"].isna()]
    declared = constraints.loc[constraints["constraint_kind"].eq("unique")]
    as_index, as_constraint = _sources(unique, "index"), _sources(declared, "constraint")
    columns = _columns(unique, "index") | _columns(declared, "constraint")
    for hit in hits:
        key = (hit.schema, hit.table, columns.get((hit.object_kind, hit.schema, hit.table, hit.object), ""))
        here, there = (as_constraint, as_index) if hit.object_kind == "constraint" else (as_index, as_constraint)
        sides = here.get(key, {}), there.get(key, {})
        is_presence = not hit.evidence.get("attribute")
        yield _note(hit, *sides) if is_presence and all(sides) and sides[0].keys() != sides[1].keys() else hit


def _note(hit: Hit, here: Names, there: Names) -> Hit:
    other = "unique index" if hit.object_kind == "constraint" else "unique constraint"
    own = "unique constraint" if hit.object_kind == "constraint" else "unique index"
    apart = {source: name for source, name in there.items() if source not in here}
    names = ", ".join(sorted({*apart.values()} - {hit.object}))
    called = f"{other}, {names}," if names else other
    said = f"{hit.object} on {hit.table} is a {own} in {_named(here)}, and a {called} in {_named(apart)}."
    return replace(hit, message=said, cost=_COST, remedy=_REMEDY, severity="note", stops="") if apart else hit


def _named(sources: Iterable[str]) -> str:
    words = {"live": "the live database", "replay": "the chain", "replay:head": "the chain"}
    return " and ".join(sorted({words.get(name, "the models") for name in sources}))


def _sources(frame: pd.DataFrame, kind: str) -> dict[Key, Names]:
    found: dict[Key, Names] = {}
    for row in records(frame[["source", "schema", "table", "columns", kind]]):
        found.setdefault((row["schema"], row["table"], row["columns"]), {}).setdefault(row["source"], row[kind])
    return found


def _columns(frame: pd.DataFrame, kind: str) -> dict[tuple[str, str, str, str], str]:
    return {(kind, row["schema"], row["table"], row[kind]): row["columns"] for row in records(frame)}
