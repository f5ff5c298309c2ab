"""Statements on rows and rights."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from auditlib.collect.sqltext.effect import Effect, Tree, descend, node, object_name, strings
from auditlib.collect.sqltext.tables import create_table_as


def grant(tree: Tree) -> Iterator[Effect]:
    """An effect an object that rights are given on, or taken."""
    rights = ", ".join(node(each)[1].get("priv_name", "") for each in tree.get("privileges", ())) or "all"
    for item in tree.get("objects") or [{}]:
        kind, content = node(item)
        schema, name = object_name(item)
        if kind == "RangeVar":
            schema, name = content.get("schemaname"), content.get("relname")
        yield Effect(
            command="GRANT" if tree.get("is_grant") else "REVOKE",
            action="create" if tree.get("is_grant") else "drop",
            object_kind="privilege",
            schema=schema,
            name=name,
            detail=rights,
            of_relation=kind == "RangeVar",
        )


def data(command: str) -> Callable[[Tree], Iterator[Effect]]:
    """What reads the tree of a statement on rows; a COPY to somewhere else changes none."""

    def effects(tree: Tree) -> Iterator[Effect]:
        targets = [tree["relation"]] if "relation" in tree else [node(each)[1] for each in tree.get("relations", ())]
        named = [node(each)[1].get("name") for each in tree.get("cols") or tree.get("targetList") or ()]
        reads = command == "COPY" and not tree.get("is_from")
        for target in targets:
            yield Effect(
                command=command,
                action="other" if reads else "data",
                object_kind="table",
                name=target.get("relname"),
                columns=tuple(name for name in named if name),
                detail="without where" if command in ("UPDATE", "DELETE") and "whereClause" not in tree else None,
                offset=target.get("location", -1),
                schema=target.get("schemaname"),
                table=target.get("relname"),
            )

    return effects


def select(tree: Tree) -> Iterator[Effect]:
    """A query: what it changes by data-modifying WITH, else the functions that it calls."""
    if "intoClause" in tree:
        yield create_table_as({"into": tree["intoClause"]})
        return
    changing = [(name, content) for name, content in descend(tree) if name in _CHANGES]
    for name, content in changing:  # WITH moved AS (DELETE … RETURNING …) SELECT …
        yield from data(_CHANGES[name])(content)
    if not changing:
        called = [strings(content.get("funcname"))[-1:] for name, content in descend(tree) if name == "FuncCall"]
        yield Effect(
            command="SELECT", action="other", detail=", ".join(each for found in called for each in found) or None
        )


_CHANGES = {"InsertStmt": "INSERT", "UpdateStmt": "UPDATE", "DeleteStmt": "DELETE"}
