"""Every other statement: indexes, types, functions, triggers, views, renames, drops, data."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from auditlib.collect.sqltext.data import data, grant, select
from auditlib.collect.sqltext.effect import (
    Effect,
    Tree,
    named_parts,
    node,
    object_name,
    qualified,
    relation,
    strings,
    type_text,
)
from auditlib.collect.sqltext.kinds import command_of, kind_of
from auditlib.collect.sqltext.tables import alter_table, create_table, create_table_as

_ON_TABLE = frozenset({"trigger", "policy", "rule"})
_VERBS = {"create": "create", "define": "create", "alter": "alter", "drop": "drop", "comment": "alter"}


def statement_effects(name: str, tree: Tree) -> list[Effect]:
    """The effects of one statement's tree; offsets are where its objects are named."""
    handler = _HANDLERS.get(name)
    made = handler(tree) if handler is not None else _by_name(name)
    return [made] if isinstance(made, Effect) else list(made)


def _by_name(name: str) -> Effect:
    """A statement without a handler: what its node's name says."""
    words = re.findall(r"[A-Z][a-z]*|[A-Z]+", name.removesuffix("Stmt"))
    action = _VERBS.get(words[0].lower(), "other") if words else "unknown"
    kind = " ".join(words[1:]).lower() or None
    return Effect(command=" ".join(words).upper(), action=action, object_kind=kind if action != "other" else None)


def _index(tree: Tree) -> Effect:
    columns = [node(each)[1].get("name") for each in tree.get("indexParams", ())]
    method = tree.get("accessMethod", "btree")
    said = ["unique"] * bool(tree.get("unique")) + [method] * (method != "btree")
    return Effect(
        command="CREATE INDEX",
        action="create",
        object_kind="index",
        name=tree.get("idxname"),
        detail=", ".join(said + ["concurrently"] * bool(tree.get("concurrent"))) or None,
        columns=tuple(name for name in columns if name),
        guard="if not exists" if tree.get("if_not_exists") else None,
        offset=tree["relation"].get("location", -1),
        schema=tree["relation"].get("schemaname"),
        table=tree["relation"].get("relname"),
    )


def _rename(tree: Tree) -> Effect:
    kind = kind_of(tree.get("renameType", "OBJECT_TABLE"))
    place = relation(tree.get("relation", {}))
    name = tree.get("subname") or place["table"]
    if name is None:
        place["schema"], name = object_name(tree.get("object"))
    return Effect(
        command=command_of("ALTER", tree.get("renameType", "OBJECT_TABLE")),
        action="alter",
        object_kind=kind,
        schema=place["schema"],
        table=place["table"] if kind in {"table", "column", "constraint", *_ON_TABLE} else None,
        name=name,
        detail=f"rename to {tree.get('newname')}",
        guard="if exists" if tree.get("missing_ok") else None,
        offset=tree.get("relation", {}).get("location", -1),
    )


def _drop(tree: Tree) -> Iterator[Effect]:
    kind = kind_of(tree["removeType"])
    for item in tree.get("objects", ()):
        parts = named_parts(item)
        on_table = kind in _ON_TABLE and len(parts) > 1
        schema, name = (None, parts[-1]) if on_table else qualified(parts)
        table_schema, table = qualified(parts[:-1]) if on_table else (None, name if kind == "table" else None)
        yield Effect(
            command=command_of("DROP", tree["removeType"]),
            action="drop",
            object_kind=kind,
            schema=table_schema or schema,
            table=table,
            name=name,
            detail="concurrently" if tree.get("concurrent") else None,
            guard="if exists" if tree.get("missing_ok") else None,
        )


def _type(tree: Tree) -> Effect:
    schema, name = qualified(strings(tree.get("domainname") or tree.get("typeName")))
    if "typevar" in tree:
        schema, name = tree["typevar"].get("schemaname"), tree["typevar"].get("relname")
    labels = strings(tree.get("vals"))
    base = type_text(tree.get("typeName")) if "domainname" in tree and isinstance(tree.get("typeName"), dict) else None
    return Effect(
        command="CREATE DOMAIN" if "domainname" in tree else "CREATE TYPE",
        action="create",
        object_kind="type",
        schema=schema,
        name=name,
        detail=f"enum ({', '.join(labels)})" if labels else f"domain over {base}" if base else None,
    )


def _alter_enum(tree: Tree) -> Effect:
    schema, name = qualified(strings(tree.get("typeName")))
    old = tree.get("oldVal")
    return Effect(
        command="ALTER TYPE",
        action="alter",
        object_kind="type",
        schema=schema,
        name=name,
        detail=f"rename value {old} to {tree.get('newVal')}" if old else f"add value {tree.get('newVal')}",
        guard="if not exists" if tree.get("skipIfNewValExists") else None,
    )


def _function(tree: Tree) -> Effect:
    schema, name = qualified(strings(tree.get("funcname")))
    return Effect(
        command="CREATE PROCEDURE" if tree.get("is_procedure") else "CREATE FUNCTION",
        action="create",
        object_kind="function",
        schema=schema,
        name=name,
        detail=type_text(tree.get("returnType")),
        guard="or replace" if tree.get("replace") else None,
    )


def _on_table(command: str, kind: str, name_key: str, table_key: str) -> Callable[[Tree], Effect]:
    def effect(tree: Tree) -> Effect:
        return Effect(
            command=command,
            action="create" if command.startswith("CREATE") else "alter",
            object_kind=kind,
            name=tree.get(name_key),
            guard="or replace" if tree.get("replace") else None,
            schema=tree.get(table_key, {}).get("schemaname"),
            table=tree.get(table_key, {}).get("relname"),
        )

    return effect


def _named(command: str, kind: str, key: str) -> Callable[[Tree], Effect]:
    def effect(tree: Tree) -> Effect:
        guard = "if not exists" if tree.get("if_not_exists") else "or replace" if tree.get("replace") else None
        found = tree.get(key)
        schema, name = (found.get("schemaname"), found.get("relname")) if isinstance(found, dict) else (None, found)
        action = "create" if command.startswith("CREATE") else "drop" if command.startswith("DROP") else "alter"
        return Effect(command=command, action=action, object_kind=kind, schema=schema, name=name, guard=guard)

    return effect


def _view(tree: Tree) -> Effect:
    place = relation(tree["view"])
    return Effect(
        command="CREATE VIEW",
        action="create",
        object_kind="view",
        schema=place["schema"],
        name=place["table"],
        guard="or replace" if tree.get("replace") else None,
    )


def _define(tree: Tree) -> Effect:
    schema, name = qualified(strings(tree.get("defnames")))
    kind = tree.get("kind", "")
    guard = "if not exists" if tree.get("if_not_exists") else "or replace" if tree.get("replace") else None
    return Effect(
        command=command_of("CREATE", kind),
        action="create",
        object_kind=kind_of(kind),
        schema=schema,
        name=name,
        guard=guard,
    )


def _comment(tree: Tree) -> Effect:
    kind, parts = kind_of(tree["objtype"]), named_parts(tree.get("object"))
    if kind in ("column", "constraint", *_ON_TABLE) and len(parts) > 1:
        schema, table = qualified(parts[:-1])
    else:
        schema, table = (parts[-2] if len(parts) > 1 else None, parts[-1] if kind == "table" and parts else None)
    return Effect(
        command="COMMENT",
        action="alter",
        object_kind="comment",
        schema=schema,
        table=table,
        name=parts[-1] if parts else None,
        detail=kind,
    )


def _owner_or_schema(tree: Tree) -> Effect:
    kind, place = kind_of(tree["objectType"]), relation(tree.get("relation", {}))
    schema, name = (place["schema"], place["table"]) if place["table"] else object_name(tree.get("object"))
    new = tree.get("newschema")
    return Effect(
        command=command_of("ALTER", tree["objectType"]),
        action="alter",
        object_kind=kind,
        schema=schema,
        table=name if kind == "table" else None,
        name=name,
        detail=f"set schema {new}" if new else f"owner to {tree.get('newowner', {}).get('rolename')}",
    )


def _search_object(kind: str, key: str) -> Callable[[Tree], Effect]:
    def effect(tree: Tree) -> Effect:
        schema, name = qualified(strings(tree.get(key)))
        said = f"text search {kind}"
        return Effect(command=f"ALTER {said.upper()}", action="alter", object_kind=said, schema=schema, name=name)

    return effect


def _other(command: str) -> Callable[[Tree], Effect]:
    def effect(tree: Tree) -> Effect:
        return Effect(command=command, action="other", detail=tree.get("name"))

    return effect


_HANDLERS: dict[str, Callable[[Tree], Effect | Iterator[Effect]]] = {
    "CreateStmt": create_table,
    "CreateForeignTableStmt": lambda tree: create_table(tree["base"] if "base" in tree else tree["base_stmt"]),
    "CreateTableAsStmt": create_table_as,
    "AlterTableStmt": alter_table,
    "IndexStmt": _index,
    "RenameStmt": _rename,
    "DropStmt": _drop,
    "CreateEnumStmt": _type,
    "CompositeTypeStmt": _type,
    "CreateRangeStmt": _type,
    "CreateDomainStmt": _type,
    "AlterEnumStmt": _alter_enum,
    "CreateFunctionStmt": _function,
    "CreateTrigStmt": _on_table("CREATE TRIGGER", "trigger", "trigname", "relation"),
    "CreatePolicyStmt": _on_table("CREATE POLICY", "policy", "policy_name", "table"),
    "AlterPolicyStmt": _on_table("ALTER POLICY", "policy", "policy_name", "table"),
    "RuleStmt": _on_table("CREATE RULE", "rule", "rulename", "relation"),
    "CreateEventTrigStmt": _named("CREATE EVENT TRIGGER", "event trigger", "trigname"),
    "CreateExtensionStmt": _named("CREATE EXTENSION", "extension", "extname"),
    "AlterExtensionStmt": _named("ALTER EXTENSION", "extension", "extname"),
    "CreateSchemaStmt": _named("CREATE SCHEMA", "schema", "schemaname"),
    "CreateSeqStmt": _named("CREATE SEQUENCE", "sequence", "sequence"),
    "AlterSeqStmt": _named("ALTER SEQUENCE", "sequence", "sequence"),
    "CreateRoleStmt": _named("CREATE ROLE", "role", "role"),
    "CreatePublicationStmt": _named("CREATE PUBLICATION", "publication", "pubname"),
    "CreateForeignServerStmt": _named("CREATE SERVER", "foreign server", "servername"),
    "ViewStmt": _view,
    "DefineStmt": _define,
    "CommentStmt": _comment,
    "AlterOwnerStmt": _owner_or_schema,
    "AlterObjectSchemaStmt": _owner_or_schema,
    "GrantStmt": grant,
    "InsertStmt": data("INSERT"),
    "UpdateStmt": data("UPDATE"),
    "DeleteStmt": data("DELETE"),
    "MergeStmt": data("MERGE"),
    "CopyStmt": data("COPY"),
    "TruncateStmt": data("TRUNCATE"),
    "RefreshMatViewStmt": data("REFRESH MATERIALIZED VIEW"),
    "SelectStmt": select,
    "AlterTSConfigurationStmt": _search_object("configuration", "cfgname"),
    "AlterTSDictionaryStmt": _search_object("dictionary", "dictname"),
    "VariableSetStmt": _other("SET"),
}
