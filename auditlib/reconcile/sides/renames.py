"""Objects that both sides have under different names: told only where nothing else could be meant.

A table is known by its columns, or by most of them and the name of a constraint or index that it kept, a schema by
its tables, a column by all it says and its place among the others, anything else by a definition that no other
object of its side has.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.objects import COLUMNS, OBJECT_FRAMES, SCHEMAS, TABLES, TYPES
from auditlib.frames.records import records
from auditlib.frames.spec import Column, Frame
from auditlib.reconcile.renamed import FEWEST, MOST
from auditlib.reconcile.sides.names import name_of, own_keys, remembering, translated
from auditlib.reconcile.sides.side import Side, attributes, speaks_of
from auditlib.reconcile.spelling import Renamed, Spelling

Row = dict[str, Any]
Frames = dict[str, pd.DataFrame]
Place = tuple[str, str]
Sign = Callable[[Row], Hashable | None]

_FIRST = (SCHEMAS, TYPES, TABLES, COLUMNS)
_FEWEST = FEWEST  # of tables by which a schema is known, of columns by which a table is
_MOST = MOST  # of the tables of both, by which a schema is known; of the columns of both, where a table has kept a name
_SIZE = re.compile(r"\(\d[\d, ]*\)|\[\]")
_TELLING = re.compile(r"[A-Za-z_].*[^\w\s]|[^\w\s].*[A-Za-z_]", re.S)


def in_names_of(a: Side, b: Side) -> tuple[Side, list[Renamed]]:
    """B with A's names of what was renamed, its own names beside them, and what was renamed."""
    frames = {name: remembering(OBJECT_FRAMES[name], rows) for name, rows in b.frames.items()}
    found: list[Renamed] = []
    for spec in _in_order():
        if speaks_of(spec, a) and speaks_of(spec, b):
            new = list(_renamed(spec, a, Side(b.source, frames, b.every, b.heard), Spelling(found)))
            if new:
                frames = {name: translated(OBJECT_FRAMES[name], rows, spec, new) for name, rows in frames.items()}
                found += new
    return Side(b.source, frames, b.every, b.heard), found


def _in_order() -> list[Frame]:
    """The kinds whose objects can be renamed, those that others are named by first; constraints pair elsewhere."""
    others = [spec for spec in OBJECT_FRAMES.values() if spec not in _FIRST and _has_a_name(spec)]
    return [*_FIRST, *others]


def _has_a_name(spec: Frame) -> bool:
    return bool(spec.object_kind) and not spec.pairings and own_keys(spec)[1:] in ([], ["arguments"])


def _renamed(spec: Frame, a: Side, b: Side, spelling: Spelling) -> Iterator[Renamed]:
    if a.frames[spec.name].empty or b.frames[spec.name].empty:
        return
    only_a, only_b = _only(spec, a, b), _only(spec, b, a)
    if only_a.empty or only_b.empty:
        return
    if spec is SCHEMAS:
        yield from _schemas(only_a, only_b, a, b)
        return
    pairs = list(_columns(only_a, only_b, a, b, spelling) if spec is COLUMNS else _alike(spec, a, b, spelling))
    if spec is TABLES:
        done = {each["table"] for pair in pairs for each in pair}
        rest_a, rest_b = (rows.loc[~rows["table"].isin(done)] for rows in (only_a, only_b))
        pairs += _of_kept_names(rest_a, rest_b, (a, b), spelling)
    left = (set(_keys(spec, only_a)), set(_keys(spec, only_b)))
    for one, other in pairs:
        if _key(spec, one) in left[0] and _key(spec, other) in left[1]:
            table = str(one.get("table") or "") if "table" in spec.key else ""
            yield Renamed(spec.object_kind, one["schema"], table, name_of(spec, one), name_of(spec, other))


def _key(spec: Frame, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in spec.key[1:])


def _keys(spec: Frame, rows: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return rows[spec.key[1:]].itertuples(index=False, name=None)


def _only(spec: Frame, one: Side, other: Side) -> pd.DataFrame:
    mine, theirs = one.frames[spec.name], set(_keys(spec, other.frames[spec.name]))
    return mine.loc[[key not in theirs for key in _keys(spec, mine)]]


def _schemas(only_a: pd.DataFrame, only_b: pd.DataFrame, a: Side, b: Side) -> Iterator[Renamed]:
    """Schemas that hold mostly the same tables, and no other schema does."""
    tables = [{name: set(rows["table"]) for name, rows in each.frames["tables"].groupby("schema")} for each in (a, b)]
    pairs = [
        (one, other)
        for one in only_a["schema"]
        for other in only_b["schema"]
        if _mostly(tables[0].get(one, set()), tables[1].get(other, set()))
    ]
    firsts, seconds = [one for one, _ in pairs], [other for _, other in pairs]
    for one, other in pairs:
        if firsts.count(one) == seconds.count(other) == 1:
            yield Renamed("schema", "", "", one, other)


def _mostly(one: set[Any], other: set[Any]) -> bool:
    common = len(one & other)
    return common >= _FEWEST and common >= _MOST * len(one | other)


def _alike(spec: Frame, a: Side, b: Side, spelling: Spelling) -> Iterator[tuple[Row, Row]]:
    """Rows of which each side has exactly one that is so."""
    compared = _said(spec, a, b)
    signs: list[Sign] = [
        _by_columns(each, spelling) if spec is TABLES else _by_attributes(spec, compared, spelling) for each in (a, b)
    ]
    by_a, by_b = (_grouped(records(each.frames[spec.name]), sign) for each, sign in zip((a, b), signs, strict=True))
    for signature, rows in by_a.items():
        if len(rows) == len(by_b.get(signature, ())) == 1:
            yield rows[0], by_b[signature][0]


def _said(spec: Frame, a: Side, b: Side) -> list[Column]:
    """What an object is known by; not by its owner."""
    return [column for column in attributes(spec, a, b) if not column.between_databases]


def _grouped(rows: list[Row], sign: Sign) -> dict[Hashable, list[Row]]:
    groups: dict[Hashable, list[Row]] = {}
    for row in rows:
        signature = sign(row)
        if signature is not None:
            groups.setdefault(signature, []).append(row)
    return groups


def _typed_columns(each: Side, spelling: Spelling) -> dict[Place, set[tuple[str, str]]]:
    """Name and type of the columns of each table."""
    columns = each.frames["columns"]
    of: dict[Place, set[tuple[str, str]]] = {}
    said = columns[["schema", "table", "column", "type"]].fillna("")
    for schema, table, column, kind in said.itertuples(index=False, name=None):
        of.setdefault((schema, table), set()).add((column, spelling.of(kind, {"schema": schema})))
    return of


def _of_kept_names(
    only_a: pd.DataFrame, only_b: pd.DataFrame, sides: tuple[Side, Side], spelling: Spelling
) -> Iterator[tuple[Row, Row]]:
    """Tables that have most of their columns in common and kept the name of a constraint or an index."""
    columns = [_typed_columns(each, spelling) for each in sides]
    by_name = [_by_kept_name(each, _tables_of(rows)) for each, rows in zip(sides, (only_a, only_b), strict=True)]
    pairs = {
        (one, other)
        for name in by_name[0].keys() & by_name[1].keys()
        for one in by_name[0][name]
        for other in by_name[1][name]
        if one[0] == other[0] and _mostly(columns[0].get(one, set()), columns[1].get(other, set()))
    }
    firsts, seconds = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    for one, other in sorted(pairs):
        if firsts[one] == seconds[other] == 1:
            yield {"schema": one[0], "table": one[1]}, {"schema": other[0], "table": other[1]}


def _by_kept_name(each: Side, near: set[Place]) -> dict[str, set[Place]]:
    """The tables ``near`` by the names of their constraints and indexes."""
    of: dict[str, set[Place]] = {}
    for frame, name in (("constraints", "constraint"), ("indexes", "index")):
        for schema, table, own in each.frames[frame][["schema", "table", name]].itertuples(index=False, name=None):
            if (schema, table) in near:
                of.setdefault(own, set()).add((schema, table))
    return of


def _by_columns(each: Side, spelling: Spelling) -> Sign:
    of = _typed_columns(each, spelling)

    def sign(row: Row) -> Hashable | None:
        own = of.get((row["schema"], row["table"]), set())
        return (row["schema"], row["table_kind"], frozenset(own)) if len(own) >= _FEWEST else None

    return sign


def _by_attributes(spec: Frame, compared: list[Column], spelling: Spelling) -> Sign:
    place = [name for name in ("schema", "table") if name in spec.key]

    def sign(row: Row) -> Hashable | None:
        own = Spelling([Renamed(spec.object_kind, "", "", name_of(spec, row), "\0self")])
        said = tuple(
            own.of(spelling.of(row[each.name], row), row) if isinstance(row[each.name], str) else row[each.name]
            for each in compared
        )
        texts = [_SIZE.sub("", each) for each in said if isinstance(each, str)]
        telling = any(_TELLING.search(each.replace("\0", "")) for each in texts)
        return (*(row[name] for name in place), *said) if telling else None

    return sign


def _columns(
    only_a: pd.DataFrame, only_b: pd.DataFrame, a: Side, b: Side, spelling: Spelling
) -> Iterator[tuple[Row, Row]]:
    """Columns that say the same and stand in the same place among the columns that both sides have."""
    compared = _said(COLUMNS, a, b)
    sides = []
    for own, each, other in ((only_a, a, b), (only_b, b, a)):
        near = _tables_of(own)
        places = _places(each.frames["columns"], other.frames["columns"], near)
        sides.append(_grouped(records(own), _by_place(places, compared, spelling)))
    for signature, rows in sides[0].items():
        if len(rows) == len(sides[1].get(signature, ())) == 1:
            yield rows[0], sides[1][signature][0]


def _tables_of(rows: pd.DataFrame) -> set[Place]:
    return set(rows[["schema", "table"]].itertuples(index=False, name=None))


def _places(
    own: pd.DataFrame, others: pd.DataFrame, near: set[tuple[str, str]]
) -> dict[tuple[str, ...], frozenset[str]]:
    """For each column of the tables ``near``, the columns of both sides that stand before it."""
    names = ["schema", "table", "column"]
    common = {key for key in others[names].itertuples(index=False, name=None) if key[:2] in near}
    before: dict[tuple[str, str], set[str]] = {}
    places: dict[tuple[str, ...], frozenset[str]] = {}
    mine = own.loc[[each in near for each in own[["schema", "table"]].itertuples(index=False, name=None)]]
    for key in mine.sort_values("position", kind="stable")[names].itertuples(index=False, name=None):
        seen = before.setdefault(key[:2], set())
        places[key] = frozenset(seen)
        if key in common:
            seen.add(key[2])
    return places


def _by_place(places: Mapping[tuple[str, ...], frozenset[str]], compared: list[Column], spelling: Spelling) -> Sign:
    def sign(row: Row) -> Hashable | None:
        said = tuple(
            spelling.of(row[each.name], row) if isinstance(row[each.name], str) else row[each.name] for each in compared
        )
        return (row["schema"], row["table"], places[row["schema"], row["table"], row["column"]], *said)

    return sign
