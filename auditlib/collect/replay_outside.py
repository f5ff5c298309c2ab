"""What statements lock that PostgreSQL runs in no transaction block: `locks_outside.toml` tells it by major version.

Their locks are gone when they end, and no session can ask while its own statement runs. What they rewrote and read from
end to end is seen all the same: by the files that hold the relations, and by PostgreSQL's counters.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pgparse
import psycopg

from auditlib.collect.catalog_copy import query

_FLUSHES = 15  # the major from which a session can make its counters known at once
_SERVER_WIDE = ("REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_DATABASE", "REINDEX_OBJECT_SYSTEM")
Connection = psycopg.Connection[Any]
Tree = Mapping[str, Any]


class Form(NamedTuple):
    """A form of the table, the relations that the statement names, and of which schema all where it names none."""

    name: str
    names: tuple[str, ...] = ()
    partition: str | None = None
    schema: str | None = None

    def has(self, role: str) -> bool:
        """A statement of this form does something to the relations of a role."""
        return role in _table()["forms"][self.name]


class Around(NamedTuple):
    """A relation that a statement is about, with its place in the statement."""

    role: str
    oid: int
    schema: str
    relation: str
    kind: str
    file: int
    scans: int


def form(text: str) -> Form | None:
    """The form of a statement; none where the table has none for it."""
    try:
        parsed = pgparse.parse(text)
    except pgparse.PGQueryError:
        return None
    found = [_FORMS[kind](tree) for each in parsed for kind, tree in each["stmt"].items() if kind in _FORMS]
    return found[0] if len(parsed) == len(found) == 1 else None


def around(connection: Connection, said: Form) -> list[Around]:
    """The relations that a statement of this form is about, as they are now."""
    major = connection.info.server_version // 10_000
    values = {
        "names": list(said.names),
        "partition": said.partition,
        "schema": said.schema,
        "clustered": said.name == "CLUSTER",
    }
    with connection.cursor() as cursor:
        if major >= _FLUSHES:
            cursor.execute("select pg_catalog.pg_stat_force_next_flush()")
        cursor.execute(query("replay/outside", major, []).encode(), values)
        return [Around(*row) for row in cursor.fetchall()]


def mode(said: Form, role: str, major: int) -> str | None:
    """The strongest lock that a statement of this form takes on a relation; none where that was never measured."""
    table = _table()
    return table["forms"][said.name].get(role) if major in table["majors"] else None


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("locks_outside.toml").read_text(encoding="utf-8"))


def _index(tree: Tree) -> Form | None:
    return Form("CREATE INDEX CONCURRENTLY", (_name(tree["relation"]),)) if tree.get("concurrent") else None


def _drop(tree: Tree) -> Form | None:
    if not tree.get("concurrent"):
        return None
    parts = [[part["String"]["sval"] for part in each["List"]["items"]] for each in tree["objects"]]
    return Form("DROP INDEX CONCURRENTLY", tuple(".".join(map(_quoted, each)) for each in parts))


def _reindex(tree: Tree) -> Form | None:
    concurrently = " CONCURRENTLY" if _has(tree.get("params", ()), "concurrently") else ""
    if tree["kind"] in _SERVER_WIDE:
        return Form(f"REINDEX{concurrently}", schema=tree["name"] if tree["kind"] == _SERVER_WIDE[0] else None)
    of_index = " INDEX" if tree["kind"] == "REINDEX_OBJECT_INDEX" else ""
    return Form(f"REINDEX{of_index}{concurrently}", (_name(tree["relation"]),))


def _detach(tree: Tree) -> Form | None:
    for each in tree.get("cmds", ()):
        partition = each["AlterTableCmd"].get("def", {}).get("PartitionCmd", {})
        if partition.get("concurrent"):
            return Form("DETACH PARTITION CONCURRENTLY", (_name(tree["relation"]),), _name(partition["name"]))
    return None


def _vacuum(tree: Tree) -> Form | None:
    if not tree.get("is_vacuumcmd"):
        return None
    names = tuple(_name(each["VacuumRelation"]["relation"]) for each in tree.get("rels", ()))
    return Form("VACUUM FULL" if _has(tree.get("options", ()), "full") else "VACUUM", names)


def _cluster(tree: Tree) -> Form | None:
    return Form("CLUSTER", (_name(tree["relation"]),) if "relation" in tree else ())


_FORMS = {
    "IndexStmt": _index,
    "DropStmt": _drop,
    "ReindexStmt": _reindex,
    "AlterTableStmt": _detach,
    "VacuumStmt": _vacuum,
    "ClusterStmt": _cluster,
}


def _has(options: Any, name: str) -> bool:
    """An option is set: named alone, or with a value that does not say no."""
    for each in options:
        option = each["DefElem"]
        if option["defname"] == name:
            said = str(next(iter(option.get("arg", {}).values()), {}))
            return not any(no in said for no in ("'off'", "'false'", "'0'", "'no'"))
    return False


def _name(relation: Tree) -> str:
    return ".".join(_quoted(relation[part]) for part in ("schemaname", "relname") if relation.get(part))


def _quoted(part: str) -> str:
    return '"' + part.replace('"', '""') + '"'
