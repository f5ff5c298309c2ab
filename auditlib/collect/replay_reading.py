"""The catalog's own queries, asked of no more than the objects that statements touched."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import pandas as pd
import psycopg

from auditlib.collect.asking import asked, put, told
from auditlib.collect.catalog_copy import query, question
from auditlib.collect.catalog_reader import QUERIES, Reader
from auditlib.collect.replay_hearing import Notice
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records

Connection = psycopg.Connection[Any]
Row = dict[str, Any]
Rows = dict[str, list[Row]]

# What is asked of relations of each kind. Letters as in pg_class.
_OF_KIND = {
    **dict.fromkeys("rpf", ("tables", "columns", "constraints")),
    **dict.fromkeys("vm", ("views", "raw/view_columns")),
    "S": ("sequences",),
    "c": ("raw/view_columns",),
    "index": ("indexes",),
    "context": ("columns",),
}
_MARKED = ("triggers", "rules", "policies")
# What most steps touch: asked for in one question with what is to be read.
_MOSTLY = ("columns", "constraints", "indexes", "sequences", "tables")
_ABOUT = ("comments", "privileges")
_ABOUT_RELATIONS = ("pg_class", "pg_constraint", "pg_trigger", "pg_policy", "pg_rewrite", "pg_attrdef")
# The relations of `units`: those to read again, their indexes, those that keys refer to, and owners of sequences.
_OF_UNITS = (
    "select u.oid::oid from units as u where u.oid > 0 and u.part <> 'object'"
    " union all select u.other::oid from units as u where u.part = 'owner'"
)
# They change what they do not name, or what has no number: the whole catalog is read after them.
_WIDE = ("GRANT", "REVOKE", "ALTER_DEFAULT_PRIVILEGES", "ALTER_SCHEMA", "SECURITY_LABEL", "IMPORT_FOREIGN_SCHEMA")
# Catalogs of scratch are never analyzed, and little of them is read: the planner is told so.
_LITTLE = "set enable_seqscan = off; set enable_hashjoin = off"
_ALL = "set enable_seqscan = on; set enable_hashjoin = on"
SETTINGS = (
    "set local search_path = pg_catalog; set local jit = off; set local quote_all_identifiers = off; "
    + "; ".join(
        f"set local {each}"
        for each in (
            "datestyle = 'ISO'",
            "intervalstyle = 'postgres'",
            "timezone = 'UTC'",
            "extra_float_digits = 1",
            "bytea_output = 'hex'",
            "xmlbinary = 'base64'",
            "standard_conforming_strings = on",
        )
    )
    + "; "
    + _LITTLE.replace("set ", "set local ")
)


@dataclass
class Reading:
    """What was read at one moment: rows by query, and of which objects they tell all.

    ``relations`` and ``objects`` are those read again, by number and by catalog and number; ``gone`` those dropped.
    ``owners`` are sequences with the table and the number of the column that own them. A ``whole`` one is of all.
    """

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    relations: set[int] = field(default_factory=set)
    objects: set[tuple[int, int]] = field(default_factory=set)
    gone: set[tuple[int, int]] = field(default_factory=set)
    owners: list[tuple[int, int, int]] = field(default_factory=list)
    whole: bool = False

    def add(self, found: Iterable[tuple[str, list[Row]]]) -> None:
        """Rows more."""
        for name, rows in found:
            self.rows[name].extend(rows)


class Catalog:
    """Reads a scratch database between statements."""

    def __init__(self, connection: Connection) -> None:
        self._classes = dict(connection.execute(question("raw/catalogs", 18)).fetchall())
        self._frames: dict[int, list[str]] = defaultdict(list)
        for name, frame in OBJECT_FRAMES.items():
            if frame.catalog and frame.catalog not in _ABOUT_RELATIONS and name in QUERIES:
                self._frames[int(self._classes[frame.catalog])].append(name)

    @property
    def classes(self) -> pd.DataFrame:
        """The number of each catalog, as ``raw/catalogs`` gives them."""
        return pd.DataFrame({"catalog": list(self._classes), "class": list(self._classes.values())})

    def whole(self, connection: Connection) -> Reading:
        """Everything there is."""
        with for_all(connection):
            rows = {name: records(frame) for name, frame in Reader(connection).read(sizes=False).items()}
        numbers = [row["oid"] for row in rows["sequences"]]
        found = asked(connection, question("replay/owners", 18), numbers)
        return Reading(rows=rows, owners=[(int(a), int(b), int(c)) for a, b, c in found], whole=True)

    def read(self, connection: Connection, notices: Iterable[Notice], *, whole: bool = False) -> Callable[[], Reading]:
        """What was told, as it is now: the server is asked at once, and what this gives waits for its answers.

        Until then nothing else may be done with the connection.
        """
        told = list(notices)
        extension = self._classes["pg_extension"]  # has no key of numbers by which it could be read alone
        if whole or any(each.command in _WIDE or each.catalog in (0, extension) for each in told):
            return partial(self.whole, connection)
        alive = sorted({(each.catalog, each.number) for each in told if each.column or not each.dropped})
        altered = sorted({(each.catalog, each.number) for each in told if each.command.startswith("ALTER")})
        given = [[each[place] for each in pairs] for pairs in (alive, altered) for place in (0, 1)]
        of_relations = {int(self._classes[each]) for each in _ABOUT_RELATIONS}
        at_once = _MOSTLY if any(each.catalog in of_relations for each in told) else ()
        answer = put(connection, _with_units(at_once, connection.info.server_version // 10_000), *given)
        return lambda: self._read(connection, told, dict(answer()))

    def _read(self, connection: Connection, told: list[Notice], found: dict[str, str | None]) -> Reading:
        parts = _Parts(json.loads(found.pop("units") or "[]"))
        reading = Reading(gone={(each.catalog, each.number) for each in told if each.dropped and not each.column})
        reading.relations = {number for kind in "rpfvmSc" for number in parts[kind]}
        reading.owners = parts.owners
        reading.objects = {each for each in parts.objects if each[0] in self._frames}
        numbers = sorted({*reading.relations, *parts["index"], *parts["context"], *(each[1] for each in parts.owners)})
        wanted = parts.queries()
        reading.add(_rows((name, rows) for name, rows in found.items() if name in wanted))
        reading.add(_asked(connection, [name for name in wanted if name not in found], "relations", numbers))
        for catalog, number in sorted(reading.objects):
            reading.add(_asked(connection, self._frames[catalog], "objects", [number]))
        about = [name for name in _ABOUT if parts[name] or reading.objects]
        reading.add(_asked(connection, about, "about", sorted(self._keys(reading))))
        return reading

    def _keys(self, reading: Reading) -> set[int]:
        """Keys of all objects read, without the number of a column: what comments and privileges may be about."""
        found = {(catalog << 48) + (number << 16) for catalog, number in reading.objects}
        for name, rows in reading.rows.items():
            catalog = OBJECT_FRAMES[name].catalog if name in OBJECT_FRAMES else "pg_class"
            if catalog:
                found |= {(int(self._classes[catalog]) << 48) + (row["oid"] << 16) for row in rows}
        return found


@contextmanager
def for_all(connection: Connection) -> Iterator[Connection]:
    """A session of little readings, while all is read on it."""
    told(connection, _ALL.encode())
    try:
        yield connection
    finally:
        if not connection.closed:
            told(connection, _LITTLE.encode())


class _Parts:
    """The answer to ``replay/units``."""

    def __init__(self, rows: Iterable[tuple[str, int, int, int, int]]) -> None:
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self.objects: set[tuple[int, int]] = set()
        self.owners: list[tuple[int, int, int]] = []
        for part, catalog, number, other, column in rows:
            if part == "object":
                self.objects.add((int(catalog), int(number)))
            elif part == "owner":
                self.owners.append((int(number), int(other), int(column)))
            else:
                self._numbers[part].add(int(number))

    def __getitem__(self, part: str) -> set[int]:
        return self._numbers.get(part, set())

    def queries(self) -> list[str]:
        """The queries that have something to tell, in one order: few sets of them are to be planned."""
        wanted = {name for kind in self._numbers for name in _OF_KIND.get(kind, ())}
        wanted |= {name for name in _MARKED if name in self._numbers}
        return sorted(wanted | {"tables", "columns"} if self.owners else wanted)


@cache
def _restricted(names: tuple[str, ...], way: str, major: int) -> bytes:
    """The queries as one: the server plans it once, and answers it at once."""
    told = " union all ".join(_one_restricted(name, way, major) for name in names)
    return (f"with {_touched('$1::oid[]', major)} {told}" if way == "relations" else told).encode()


@cache
def _with_units(names: tuple[str, ...], major: int) -> bytes:
    """What must be read again, and queries for the relations among that, as one question."""
    row = "pg_catalog.json_build_array(u.part, u.class, u.oid, u.other, u.number)"
    units = f"select 'units' as name, pg_catalog.json_agg({row})::text as rows from units as u"
    told = " union all ".join([units, *(_one_restricted(name, "units", major) for name in names)])
    touched = _touched(f"array({_OF_UNITS})", major)
    return f"with units as materialized ({question('replay/units', major).decode()}), {touched} {told}".encode()


def _touched(numbers: str, major: int) -> str:
    """The relations of the user among these, looked up once for all queries."""
    all_ = query("parts/relations", major, [])
    return f"touched as materialized (select c.* from {all_} as c where c.oid = any ({numbers}))"


def _one_restricted(name: str, way: str, major: int) -> str:
    ends = {
        "objects": " where q.oid = any ($1::bigint[])",
        "about": " where q.key - (q.key & 65535) = any ($1::bigint[])",
    }
    asked = query(name, major, [], relations="touched" if way in ("relations", "units") else None)
    return f"select '{name}', pg_catalog.json_agg(q)::text from ({asked}) as q{ends.get(way, '')}"


def _asked(connection: Connection, names: list[str], way: str, numbers: list[int]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of queries by their names."""
    if names:
        text = _restricted(tuple(names), way, connection.info.server_version // 10_000)
        yield from _rows(asked(connection, text, numbers))


def _rows(found: Iterable[tuple[str, str | None]]) -> Iterator[tuple[str, list[Row]]]:
    return ((name, json.loads(rows or "[]")) for name, rows in found)
