"""The catalog as it stands between two steps, and what is another in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from auditlib.collect import connection as connections
from auditlib.collect.catalog_keys import Pairs
from auditlib.collect.catalog_reader import Reader
from auditlib.collect.catalog_resolve import resolve
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import Frame

# What only follows from the others, or is not the revision's.
LEFT_OUT = frozenset({"dependencies", "sizes", "unread", "roles", "servers", "other_objects"})
NO_OBJECTS = frozenset({"position"})  # a column that was dropped and added stands at the end
Place = tuple[str, str]
Object = tuple[str, str, str, str]  # kind, schema, table, name
Standing = dict[str, Any]  # its attributes


@dataclass(frozen=True)
class Catalog:
    """Everything of one moment, as the server sent it; put together only where two moments differ."""

    rows: dict[str, pd.DataFrame]
    needs: tuple[Pairs, str] = field(repr=False)

    @cached_property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The object frames without a source."""
        return resolve(dict(self.rows), self.needs)

    def same(self, other: Catalog) -> bool:
        """The server sent the very same."""
        names = self.rows.keys() - LEFT_OUT
        return all(self.rows[name].equals(other.rows[name]) for name in names)


@dataclass(frozen=True)
class Deviation:
    """What stands after and did not before, the reverse, and what is another: a line each, sorted."""

    left: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return iter((self.left, self.lost, self.changed))

    def __bool__(self) -> bool:
        return bool(self.left or self.lost or self.changed)


def read(conninfo: str) -> Catalog:
    """The catalog of a database now."""
    with connections.reading(conninfo) as session:
        reader = Reader(session)
        return Catalog(reader.read(sizes=False), reader.needs())


def deviation(before: Catalog, after: Catalog) -> Deviation:
    """What differs; what belongs to a table that is wholly there or gone is told with the table."""
    if before.same(after):
        return Deviation()
    return deviation_of(dict(_objects(before)), dict(_objects(after)))


def deviation_of(old: Mapping[Object, Standing], new: Mapping[Object, Standing]) -> Deviation:
    """What differs between objects before and after, each with its attributes."""
    gone, come = old.keys() - new.keys(), new.keys() - old.keys()
    changed = [
        f"{_said(each)}: {', '.join(_attributes(old[each], new[each]))}"
        for each in sorted(old.keys() & new.keys())
        if _attributes(old[each], new[each])
    ]
    return Deviation(tuple(_roots(come)), tuple(_roots(gone)), tuple(changed))


def _objects(catalog: Catalog) -> Iterator[tuple[Object, dict[str, Any]]]:
    for name, frame in OBJECT_FRAMES.items():
        if name in LEFT_OUT or name not in catalog.frames:
            continue
        for row in catalog.frames[name].astype(object).to_dict("records"):
            yield _object(frame, row), _compared(frame, row)


def _object(frame: Frame, row: dict[Any, Any]) -> Object:
    if frame.about_objects:
        words = [str(row[name]) for name in frame.key[5:]]
        inner = " ".join(filter(None, (str(row["object_kind"]), str(row["name"]), *words)))
        return (frame.name, str(row["schema"]), str(row["table"]), inner)
    schema = str(row.get("schema", "")) if frame.in_schema else ""
    table = str(row.get("table", "")) if "table" in frame.key else ""
    return (frame.object_kind or frame.name, schema, table, str(frame.name_of(row)))


def _compared(frame: Frame, row: dict[Any, Any]) -> dict[str, Any]:
    return {column.name: row.get(column.name) for column in frame.compared if column.name not in NO_OBJECTS}


def _attributes(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    return [name for name in {**old, **new} if not _equal(old.get(name), new.get(name))]


def _equal(left: Any, right: Any) -> bool:
    return bool((pd.isna(left) and pd.isna(right)) or (not pd.isna(left) and not pd.isna(right) and left == right))


def _roots(found: set[Object]) -> list[str]:
    """Those that belong to no table among them."""
    tables = {(schema, table) for kind, schema, table, name in found if name == table}
    return [_said(each) for each in sorted(found) if each[3] == each[2] or (each[1], each[2]) not in tables]


def _said(each: Object) -> str:
    kind, schema, table, name = each
    return f"{kind} " + ".".join(part for part in (schema, table, name if name != table else "") if part)
