"""Every column of the server's catalogs is read by a query, or listed with the reason why not.

Objects of a catalog that no query names are told by what the server calls them, in `other_objects`: nothing is compared
of them, and nothing is passed over in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from typing import Any

import psycopg
import pytest

from auditlib.collect.catalog_copy import RECORDED, SQL, query
from auditlib.collect.scratch import Server

LISTED = tomllib.loads((SQL / "ignored_catalog.toml").read_text(encoding="utf-8"))
Columns = dict[str, set[str]]


@pytest.fixture(scope="module")
def columns(server: Server) -> Columns:
    """The columns of each table of the server's own catalog."""
    found: Columns = defaultdict(set)
    with psycopg.connect(server.conninfo(server.address.name)) as connection:
        rows = connection.execute(
            "select c.relname, a.attname from pg_catalog.pg_class as c "
            "join pg_catalog.pg_attribute as a on a.attrelid = c.oid "
            "where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' "
            "and a.attnum > 0 and not a.attisdropped"
        )
        for table, column in rows:
            found[table].add(column)
    return found


@pytest.fixture(scope="module")
def read(server: Server, columns: Columns) -> Columns:
    """The columns that our queries for this server name, by the tables that they name."""
    found: Columns = defaultdict(set)
    for path in SQL.rglob("*.sql"):
        name = path.relative_to(SQL).with_suffix("").as_posix()
        if name.startswith("parts/"):
            continue
        text = query(name, _major(server), [])
        for table in set(re.findall(r"pg_catalog\.(pg_\w+)", text)) & columns.keys():
            found[table] |= {column for column in columns[table] if re.search(rf"\.{column}\b", text)}
    return found


def _major(server: Server) -> int:
    return int(str(server.version).partition(".")[0])


def _applies(entry: Any, major: int) -> bool:
    """Whether an entry of the list speaks of this major version."""
    bounds = entry if isinstance(entry, dict) else {}
    return bool(bounds.get("from", 0) <= major <= bounds.get("until", 99))


def _ignored(table: str, columns: Columns, major: int) -> set[str]:
    entries = LISTED.get(table, {})
    return set(columns[table]) if "*" in entries else {name for name, each in entries.items() if _applies(each, major)}


def test_every_column_is_read_or_listed(server: Server, columns: Columns, read: Columns) -> None:
    """No column of the server's catalog is passed over in silence."""
    major = _major(server)
    named = {table for table in columns if read[table] or table in RECORDED or "oid" not in columns[table]}
    unknown = {table: sorted(columns[table] - read[table] - _ignored(table, columns, major)) for table in named}

    assert {table: names for table, names in unknown.items() if names} == {}


def test_what_is_listed_is_there_and_not_read(server: Server, columns: Columns, read: Columns) -> None:
    """The list names no column that this server lacks, and none that a query reads after all."""
    major = _major(server)
    tables = {table for table in LISTED if table not in columns}
    stale = {table: sorted(_ignored(table, columns, major) - columns[table]) for table in LISTED if table in columns}
    twice = {table: sorted(_ignored(table, columns, major) & read[table]) for table in LISTED if table in columns}

    assert tables == set()
    assert {table: names for table, names in stale.items() if names} == {}
    assert {table: names for table, names in twice.items() if names} == {}


def test_every_entry_has_a_reason() -> None:
    """Each column that is passed over has a sentence that says why."""
    entries = [entry for table in LISTED.values() for entry in table.values()]

    assert all(len(entry["reason"] if isinstance(entry, dict) else entry) > 3 for entry in entries)
