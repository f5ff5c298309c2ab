"""CREATE TABLE and ALTER TABLE: tables, their columns and constraints."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from auditlib.collect.sqltext.effect import Effect, Tree, node, relation, strings, type_text

_CONSTRAINTS = {
    "CONSTR_PRIMARY": "primary key",
    "CONSTR_UNIQUE": "unique",
    "CONSTR_FOREIGN": "foreign key",
    "CONSTR_CHECK": "check",
    "CONSTR_EXCLUSION": "exclusion",
}
_RELATION_KINDS = {
    "OBJECT_TABLE": "table",
    "OBJECT_FOREIGN_TABLE": "table",
    "OBJECT_INDEX": "index",
    "OBJECT_VIEW": "view",
    "OBJECT_MATVIEW": "view",
    "OBJECT_SEQUENCE": "sequence",
    "OBJECT_TYPE": "type",
}
_COLUMN_CHANGES = {
    "AT_ColumnDefault": "default",
    "AT_SetNotNull": "set not null",
    "AT_DropNotNull": "drop not null",
    "AT_SetStatistics": "set statistics",
    "AT_SetStorage": "set storage",
    "AT_SetCompression": "set compression",
    "AT_AddIdentity": "add identity",
    "AT_SetIdentity": "set identity",
    "AT_DropIdentity": "drop identity",
    "AT_SetExpression": "set expression",
    "AT_DropExpression": "drop expression",
    "AT_SetOptions": "set options",
    "AT_ResetOptions": "reset options",
}


def create_table(tree: Tree) -> Iterator[Effect]:
    """The table, then its columns and constraints in the order written."""
    place = relation(tree["relation"])
    parents = [str(node(each)[1].get("relname")) for each in tree.get("inhRelations", ())]
    temporary = tree["relation"].get("relpersistence") == "t"
    guard = "if not exists" if tree.get("if_not_exists") else None
    made = Effect(
        command="CREATE TABLE",
        action="create",
        object_kind="temporary table" if temporary else "table",
        name=place["table"],
        detail=f"{'partition of' if 'partbound' in tree else 'inherits'} {', '.join(parents)}" if parents else None,
        guard=guard,
        offset=tree["relation"].get("location", -1),
        schema=place["schema"],
        table=place["table"],
    )
    yield made
    if temporary:
        return
    for element in tree.get("tableElts", ()):
        kind, content = node(element)
        if kind == "ColumnDef":
            yield from _column(made, content)
        elif kind == "Constraint":
            yield from _constraint(made, content, ())


def create_table_as(tree: Tree) -> Effect:
    """CREATE TABLE AS, CREATE MATERIALIZED VIEW and SELECT INTO."""
    place = relation(tree["into"]["rel"])
    view = tree.get("objtype") == "OBJECT_MATVIEW"
    return Effect(
        command="CREATE MATERIALIZED VIEW" if view else "CREATE TABLE AS",
        action="create",
        object_kind="view" if view else "temporary table" if _temporary(tree["into"]["rel"]) else "table",
        schema=place["schema"],
        table=None if view else place["table"],
        name=place["table"],
        detail="materialized" if view else "as select",
        guard="if not exists" if tree.get("if_not_exists") else None,
        offset=tree["into"]["rel"].get("location", -1),
    )


def alter_table(tree: Tree) -> Iterator[Effect]:
    """An effect a subcommand."""
    place = relation(tree["relation"])
    kind = _RELATION_KINDS.get(tree.get("objtype", ""), "table")
    made = Effect(
        command=f"ALTER {tree.get('objtype', 'OBJECT_TABLE').removeprefix('OBJECT_').replace('_', ' ')}",
        action="alter",
        object_kind=kind,
        schema=place["schema"],
        table=place["table"] if kind == "table" else None,
        name=place["table"],
        guard="if exists" if tree.get("missing_ok") else None,
        offset=tree["relation"].get("location", -1),
    )
    for command in tree.get("cmds", ()):
        yield from _change(made, node(command)[1])


def _change(made: Effect, command: Tree) -> Iterator[Effect]:
    subtype, name = command.get("subtype", "AT_AddColumn"), command.get("name")
    kind, content = node(command.get("def"))
    optional = command.get("missing_ok")
    if subtype == "AT_AddColumn":
        guard = "if not exists" if optional else made.guard
        yield from _column(replace(made, guard=guard), content)
    elif subtype == "AT_DropColumn":
        guard = "if exists" if optional else made.guard
        yield replace(made, action="drop", object_kind="column", name=name, guard=guard)
    elif subtype == "AT_AlterColumnType":
        yield replace(made, object_kind="column", name=name, detail=_type_change(content))
    elif subtype in _COLUMN_CHANGES:
        detail = _COLUMN_CHANGES[subtype]
        detail = (("set " if kind else "drop ") if detail == "default" else "") + detail
        yield replace(made, object_kind="column", name=name, detail=detail)
    elif subtype == "AT_AddConstraint":
        yield from _constraint(made, content, ())
    elif subtype == "AT_DropConstraint":
        guard = "if exists" if optional else made.guard
        yield replace(made, action="drop", object_kind="constraint", name=name, guard=guard)
    elif subtype in ("AT_ValidateConstraint", "AT_AlterConstraint"):
        yield replace(made, object_kind="constraint", name=name, detail=_words(subtype))
    else:
        yield replace(made, detail=" ".join(filter(None, (_words(subtype), name))))


def _words(subtype: str) -> str:
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in subtype.removeprefix("AT_"))
    return spaced.strip()


def _type_change(definition: Tree) -> str | None:
    return type_text(definition.get("typeName"))


def _column(made: Effect, definition: Tree) -> Iterator[Effect]:
    name = definition.get("colname")
    offset = definition.get("location", made.offset)
    yield replace(
        made,
        action="create",
        object_kind="column",
        name=name,
        detail=type_text(definition.get("typeName")),
        offset=offset,
    )
    for each in definition.get("constraints", ()):
        yield from _constraint(made, node(each)[1], (str(name),))


def _constraint(made: Effect, tree: Tree, columns: tuple[str, ...]) -> Iterator[Effect]:
    kind = _CONSTRAINTS.get(tree.get("contype", ""))
    if kind is None:
        return  # NOT NULL, DEFAULT, GENERATED and the like are attributes of the column
    named = tuple(strings(tree.get("fk_attrs"))) or tuple(strings(tree.get("keys"))) or columns
    yield replace(
        made,
        action="create",
        object_kind="constraint",
        name=tree.get("conname"),
        detail=_target(tree)
        if kind == "foreign key"
        else f"using index {tree['indexname']}"
        if "indexname" in tree
        else None,
        columns=named,
        constraint_type=kind,
        offset=tree.get("location", made.offset),
    )


def _target(tree: Tree) -> str:
    table = tree.get("pktable", {})
    name = ".".join(filter(None, (table.get("schemaname"), table.get("relname"))))
    columns = strings(tree.get("pk_attrs"))
    return f"{name} ({', '.join(columns)})" if columns else name


def _temporary(range_var: Tree) -> bool:
    return bool(range_var.get("relpersistence") == "t")
