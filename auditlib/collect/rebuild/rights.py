"""Schemas, extensions, owners, privileges and comments."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.collect.rebuild.making import KINDS, Making, Row, Source, making
from auditlib.collect.rebuild.words import literal, placed, quoted

# Kinds that are never made: the database is there, and a subscription would connect to another server.
NEVER_MADE = frozenset({"database", "subscription"})


def schemas(source: Source) -> Iterator[Making]:
    """Schemas; the extensions that stand in them."""
    for row in source.rows("schemas"):
        text = f"create schema if not exists {quoted(row['schema'])}"
        yield Making("schema", "", "", row["schema"], text)
    for row in source.rows("extensions"):
        where = f" schema {quoted(row['schema'])}" if row["schema"] and row["schema"] != "pg_catalog" else ""
        text = f"create extension if not exists {quoted(row['extension'])}{where} cascade"
        yield Making("extension", "", "", row["extension"], text)


def owners(source: Source) -> Iterator[Making]:
    """Who owns what; a sequence of a column is its table's owner's."""
    for frame in KINDS.values():
        if "owner" in frame.column_names and frame.object_kind not in NEVER_MADE:
            for row in source.rows(frame.name):
                if row["owner"] and not row.get("owned_by"):
                    text = f"alter {frame.sql_of(row)} owner to {source.role(row['owner'])}"
                    yield making(frame, row, text, "owner")


def privileges(source: Source) -> Iterator[Making]:
    """What was granted and revoked."""
    for row in source.rows("privileges"):
        yield Making(row["object_kind"], row["schema"], row["table"], row["name"], _grant(row, source), "privileges")


def default_privileges(source: Source) -> Iterator[Making]:
    """What roles grant on what they will make."""
    for row in source.rows("default_privileges"):
        inside = f" in schema {quoted(row['schema'])}" if row["schema"] else ""
        text = f"alter default privileges for role {source.role(row['role'])}{inside} "
        text += _given(row, row["privilege"], row["objects"], source)
        label = f"{row['privilege']} on {row['objects']} of {row['role']}"
        yield Making("default privilege", row["schema"], "", label, text)


def comments(source: Source) -> Iterator[Making]:
    """Comments."""
    for row in source.rows("comments"):
        kind, schema, table, name = (row[word] for word in ("object_kind", "schema", "table", "name"))
        if kind not in NEVER_MADE:
            text = f"comment on {source.in_sql(kind, schema, table, name)} is {literal(row['comment'])}"
            yield Making(kind, schema, table, name, text, "comment")


def _grant(row: Row, source: Source) -> str:
    kind, name = row["object_kind"], placed(row["schema"], row["name"])
    if kind == "column":
        right = f"{row['privilege']} ({quoted(row['name'])})"
        return _given(row, right, f"table {placed(row['schema'], row['table'])}", source)
    if kind in ("table", "view"):
        return _given(row, row["privilege"], f"table {name}", source)
    if kind == "database":
        return _on_database(row, source)
    if kind == "foreign server":
        return _given(row, row["privilege"], f"foreign server {quoted(row['name'])}", source)
    return _given(row, row["privilege"], source.in_sql(kind, row["schema"], row["table"], row["name"]), source)


def _on_database(row: Row, source: Source) -> str:
    """A database here has another name."""
    grant = literal(_given(row, row["privilege"], "database %I", source))
    return f"do $do$ begin execute pg_catalog.format({grant}, pg_catalog.current_database()); end $do$"


def _given(row: Row, right: str, target: str, source: Source) -> str:
    who = source.role(row["grantee"])
    if row["state"] == "revoked from":
        return f"revoke {right} on {target} from {who}"
    return f"grant {right} on {target} to {who}" + (" with grant option" if row["grantable"] else "")
