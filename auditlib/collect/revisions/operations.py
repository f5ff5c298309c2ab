"""Rows of `operations` for a version file, how its upgrade is written, and what kind of downgrade it has."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import Any

from auditlib.collect.revisions.file import VersionFile
from auditlib.collect.revisions.modules import Modules
from auditlib.collect.revisions.walker import Walker, walk

Row = dict[str, Any]


def operation_rows(walker: Walker, direction: str) -> Iterator[Row]:
    """A row of `operations` for each thing done; without script location, revision and file."""
    for place, done in enumerate(walker.done, 1):
        effect = done.effect
        yield {
            "direction": direction,
            "step_order": place,
            "line": done.line,
            "written_as": done.written_as,
            "operation": effect.command,
            "action": effect.action,
            "object_kind": effect.object_kind,
            "schema": effect.schema,
            "table": effect.table,
            "name": effect.name,
            "detail": effect.detail,
            "columns": ", ".join(effect.columns) or None,
            "constraint_type": effect.constraint_type,
            "sql": effect.sql,
            "guard": done.guard,
        }


def both_ways(file: VersionFile, modules: Modules) -> dict[str, Walker]:
    """What upgrade() and downgrade() do."""
    return {direction: walk(file, direction, modules) for direction in ("upgrade", "downgrade")}


def written_as(walker: Walker) -> str:
    """`raw SQL`, `operations`, `both`, `nothing`, or `unknown` where only things that text cannot tell are done."""
    ways = {done.written_as for done in walker.done if done.effect.action != "unknown"}
    if not walker.done:
        return "nothing"
    if not ways:
        return "unknown"
    own = {"raw SQL": "raw SQL" in ways, "operations": bool(ways & {"operation", "python"})}
    return "both" if all(own.values()) else next(name for name, found in own.items() if found)


def downgrade_kind(file: VersionFile, walker: Walker) -> str:
    """`written`, `empty`, `raises` or `absent`."""
    node = file.functions.get("downgrade")
    if node is None:
        return "absent"
    body = [each for each in node.body if not _says_nothing(each)]
    if not body:
        return "empty"
    if any(isinstance(each, ast.Raise) for each in body) and not walker.done:
        return "raises"
    return "written" if walker.done or _does_something(body) else "empty"


def _says_nothing(node: ast.stmt) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return constant or isinstance(node, ast.Pass) or (isinstance(node, ast.Return) and node.value is None)


def _does_something(body: Sequence[ast.stmt]) -> bool:
    """Some call is not a print or a log line."""
    calls = [node for each in body for node in ast.walk(each) if isinstance(node, ast.Call)]
    return any(not _only_talks(call.func) for call in calls)


def _only_talks(called: ast.expr) -> bool:
    name = ast.unparse(called)
    return name == "print" or name.partition(".")[0] in ("logger", "log", "logging", "warnings")
