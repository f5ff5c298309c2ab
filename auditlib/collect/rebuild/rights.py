"""Schemas, extensions, owners, privileges and comments."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.words import literal, placed, quoted

# Kinds whose name is quoted with its schema. Their word is the kind, but for the first.
_PLAIN = (
    *("collation", "conversion", "sequence", "table", "type", "view", "materialized view", "foreign table"),
    *("text search configuration", "text search dictionary", "text search parser", "text search template"),
)
# Kinds of the whole database.
_GLOBAL = (
    *("access method", "event trigger", "extension", "foreign data wrapper", "language", "publication", "schema"),
    *("subscription",),
)
# Kinds that belong to a table.
_OF_TABLE = ("constraint", "policy", "rule", "trigger")
_SQL_WORDS = {"foreign server": "server", "statistics object": "statistics"}


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
    """Who owns what."""
    for kind, frame, column in _OWNED:
        for row in source.rows(frame):
            if row["owner"] and not (kind == "sequence" and row["owned_by"]):
                named = _owned(kind, row, column)
                sql = f"alter {named} owner to {source.role(row['owner'])}"
                yield Making(kind, row.get("schema") or "", "", _label(kind, row, column), sql, "owner")


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
    views = {(row["schema"], row["view"]): row["view_kind"] for row in source.rows("views")}
    for row in source.rows("comments"):
        kind = views.get((row["schema"], row["name"]), row["object_kind"]) if row["object_kind"] == "view" else ""
        named = identified(kind or row["object_kind"], row["schema"], row["table"], row["name"])
        if named:
            text = f"comment on {named} is {literal(row['comment'])}"
            yield Making(row["object_kind"], row["schema"], row["table"], row["name"], text, "comment")


def identified(kind: str, schema: str, table: str, name: str) -> str:
    """An object as COMMENT and ALTER name it; empty where no statement can."""
    word = _SQL_WORDS.get(kind, kind)
    if kind == "database":
        return ""
    if kind in _PLAIN or kind in ("index", "statistics object"):
        return f"{word} {placed(schema, name)}"
    if kind in _GLOBAL or kind == "foreign server":
        return f"{word} {quoted(name)}"
    if kind == "column":
        return f"column {placed(schema, table, name)}"
    if kind in _OF_TABLE:
        return f"{word} {quoted(name)} on {placed(schema, table)}"
    if kind == "function":
        head, bracket, rest = name.partition("(")
        return f"routine {placed(schema, head)}{bracket}{rest}"
    if kind == "operator":
        return f"operator {quoted(schema)}.{name.replace('none, ', 'NONE, ')}"
    if kind in ("operator class", "operator family"):
        own, _word, method = name.rpartition(" using ")
        return f"{word} {placed(schema, own)} using {quoted(method)}"
    return f"{word} {name}" if kind in ("cast", "transform") else ""


def _owned(kind: str, row: Row, column: str) -> str:
    if kind == "view":
        return f"{row['view_kind']} {placed(row['schema'], row['view'])}"
    if kind == "table" and row["table_kind"] == "foreign table":
        return f"foreign table {placed(row['schema'], row['table'])}"
    if kind == "function":
        arguments = "*" if row["function_kind"] == "aggregate" and not row["arguments"] else row["arguments"]
        return f"routine {placed(row['schema'], row['function'])}({arguments})"
    return identified(kind, row.get("schema") or "", "", _label(kind, row, column))


def _label(kind: str, row: Row, column: str) -> str:
    labels: dict[str, Callable[[Row], str]] = {
        "operator": lambda row: f"{row['operator']}({row['left_type']}, {row['right_type']})",
        "operator class": lambda row: f"{row['operator_class']} using {row['method']}",
        "operator family": lambda row: f"{row['operator_family']} using {row['method']}",
        "function": lambda row: f"{row['function']}({row['arguments']})",
    }
    return labels[kind](row) if kind in labels else str(row[column])


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
    return _given(row, row["privilege"], identified(kind, row["schema"], row["table"], row["name"]), source)


def _on_database(row: Row, source: Source) -> str:
    """A database here has another name."""
    grant = literal(_given(row, row["privilege"], "database %I", source))
    return f"do $do$ begin execute pg_catalog.format({grant}, pg_catalog.current_database()); end $do$"


def _given(row: Row, right: str, target: str, source: Source) -> str:
    who = source.role(row["grantee"])
    if row["state"] == "revoked from":
        return f"revoke {right} on {target} from {who}"
    return f"grant {right} on {target} to {who}" + (" with grant option" if row["grantable"] else "")


_OWNED = (
    ("schema", "schemas", "schema"), ("table", "tables", "table"), ("sequence", "sequences", "sequence"),
    ("view", "views", "view"), ("type", "types", "type"), ("function", "functions", "function"),
    ("operator", "operators", "operator"), ("operator family", "operator_families", "operator_family"),
    ("operator class", "operator_classes", "operator_class"), ("conversion", "conversions", "conversion"),
    ("collation", "collations", "collation"), ("language", "languages", "language"),
    ("text search configuration", "text_search_configurations", "configuration"),
    ("text search dictionary", "text_search_dictionaries", "dictionary"),
    ("foreign data wrapper", "foreign_data_wrappers", "wrapper"), ("foreign server", "foreign_servers", "server"),
    ("statistics object", "statistics_objects", "statistics"), ("publication", "publications", "publication"),
    ("event trigger", "event_triggers", "event_trigger"),
)  # fmt: skip
