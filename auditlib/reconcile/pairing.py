"""Objects whose names were generated, paired by what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from auditlib.frames.spec import Frame
from auditlib.reconcile.generated_names import is_generated
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Names

Row = dict[str, Any]
OWN_NAME = "own_name"


def paired(spec: Frame, rows: Iterable[Row], *, named: Names | None = None) -> list[Row]:
    """``rows`` with the name under which an equal object is known elsewhere, and the name each source gives it.

    The last key column becomes the common name: the live one, else that of the chain, else of the first MetaData.
    ``own_name`` keeps the source's own; it is null where a model left the name of a constraint to PostgreSQL, and where
    the chain did, whose env.py may name it; ``named`` are (table, name) that it names itself, null where all counts.
    Kinds without ``pairings`` keep their names.
    """
    own_named = [{**row, OWN_NAME: row[spec.key[-1]]} for row in rows]
    if not spec.pairings:
        return own_named
    by_source: dict[str, list[Row]] = {}
    for row in sorted(own_named, key=lambda row: _values(row, spec.key)):
        by_source.setdefault(row["source"], []).append(row)
    known: dict[tuple[Any, ...], Row] = {}
    found: list[Row] = []
    for source in _ordered(by_source):
        own = _renamed(spec, known, by_source[source])
        if source.startswith(MODELS) and _has_kinds(spec):
            own = _said_once(spec, known, own)
        for row in own:
            known.setdefault(_values(row, spec.key[1:]), row)
        found += own
    if _has_kinds(spec):
        found = _left_open(found, spec.key[1:], (MODELS,))
    return found if named is None else _left_open(found, spec.key[1:], (CHAIN, HEAD), named)


def _has_kinds(spec: Frame) -> bool:
    return "constraint_kind" in spec.column_names


def _values(row: Row, columns: Iterable[str]) -> tuple[Any, ...]:
    return tuple(row[name] for name in columns)


def _ordered(sources: Iterable[str]) -> list[str]:
    first = {LIVE: 0, CHAIN: 1, HEAD: 2}
    return sorted(sources, key=lambda source: (first.get(source, 3), source))


def _renamed(spec: Frame, known: dict[tuple[Any, ...], Row], own: list[Row]) -> list[Row]:
    """``own`` with the rows that ``known`` has under another name renamed."""
    key, name = spec.key[1:], spec.key[-1]
    keys = [_values(row, key) for row in own]
    taken = set(keys)
    free = [row for place, row in known.items() if place not in taken]
    left = [number for number, place in enumerate(keys) if place not in known]
    names: dict[int, str] = {}
    for level, columns in enumerate(spec.pairings):
        if not free or not left:
            break
        pairs = _matches(free, {number: own[number] for number in left}, columns, unique=level > 0)
        names |= {number: row[name] for number, row in pairs}
        gone = {id(row) for _, row in pairs}
        free, left = [row for row in free if id(row) not in gone], [number for number in left if number not in names]
    return [{**row, name: names[number]} if number in names else row for number, row in enumerate(own)]


def _matches(free: list[Row], left: dict[int, Row], columns: Iterable[str], *, unique: bool) -> list[tuple[int, Row]]:
    """Numbers of ``left`` with the row of ``free`` that is equal in ``columns``; the nth pairs with the nth."""
    columns = tuple(columns)
    waiting: dict[tuple[Any, ...], list[Row]] = {}
    for row in free:
        waiting.setdefault(_values(row, columns), []).append(row)
    many = Counter(_values(row, columns) for row in left.values())
    pairs = []
    for number, row in left.items():
        like = _values(row, columns)
        others = waiting.get(like, [])
        if others and not (unique and (len(others) > 1 or many[like] > 1)):
            pairs.append((number, others.pop(0)))
    return pairs


def _said_once(spec: Frame, known: dict[tuple[Any, ...], Row], own: list[Row]) -> list[Row]:
    """``own`` without what a model says again and leaves unnamed: a key of a column that a named one covers already."""
    same = {_values(row, spec.pairings[0]) for row in known.values()}

    def again(row: Row) -> bool:
        unpaired = _values(row, spec.key[1:]) not in known
        return unpaired and _values(row, spec.pairings[0]) in same and is_generated(row, row[OWN_NAME])

    return [row for row in own if not again(row)]


def _left_open(found: list[Row], key: list[str], by: tuple[str, ...], named: Names = frozenset()) -> list[Row]:
    """What one of these sources does not name has no name there: it does not contradict the others."""
    names: dict[tuple[Any, ...], set[str]] = {}
    for row in found:
        names.setdefault(_values(row, key), set()).add(row[OWN_NAME])

    def is_open(row: Row) -> bool:
        several = row["source"].startswith(by) and len(names[_values(row, key)]) > 1
        return several and (row["table"], row[OWN_NAME]) not in named and is_generated(row, row[OWN_NAME])

    return [{**row, OWN_NAME: None} if is_open(row) else row for row in found]
