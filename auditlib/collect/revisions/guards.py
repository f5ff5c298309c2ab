"""What a condition depends on: the catalog as it finds it, another dialect, or anything else."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TypeGuard

from auditlib.collect.revisions.things import Asked, OwnFunction
from auditlib.collect.revisions.values import Dotted, Scope

_CATALOG = re.compile(r"information_schema|\bpg_(?!temp)\w+|\bto_reg\w+", re.I)
_ASKING = frozenset(
    {"inspect", "Inspector", "from_engine", "has_table", "has_index", "has_sequence", "has_schema", "has_column"}
    | {"get_table_names", "get_columns", "get_indexes", "get_foreign_keys", "get_unique_constraints", "get_enums"}
    | {"get_check_constraints", "get_pk_constraint", "get_view_names", "get_schema_names", "reflect", "autoload_with"}
)
_DIALECT = re.compile("dialect|engine|sqlite|mysql|mariadb|oracle|mssql|postgres", re.I)
_DEPTH = 5


def guard_of(test: ast.expr, scope: Scope) -> str:
    """``inspector`` where ``test`` asks the database's catalog, itself or through a function of the file."""
    return "inspector" if asks_catalog(test, scope) else "condition"


def asks_catalog(node: ast.AST, scope: Scope, depth: int = 0) -> bool:
    """Some part of ``node`` asks an inspector or the catalog, or uses an answer."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr in _ASKING:
            return True
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and _CATALOG.search(each.value):
            return True
        if isinstance(each, ast.Name) and (each.id in _ASKING or _leads_there(scope.get(each.id), depth)):
            return True
    return False


def mentions_catalog(sql: object) -> bool:
    """The SQL text reads the catalog."""
    return isinstance(sql, str) and bool(_CATALOG.search(sql))


def content_for_another(test: ast.expr, branch: Sequence[ast.stmt], scope: Scope) -> list[ast.Call | ast.Expr]:
    """What the statements of ``branch`` do, where ``test`` leaves them to another dialect than PostgreSQL's."""
    if not _DIALECT.search(ast.unparse(test)):
        return []
    return [each for statement in branch for each in ast.walk(statement) if _is_content(each, scope)]


def _is_content(node: ast.AST, scope: Scope) -> TypeGuard[ast.Call | ast.Expr]:
    """An operation, or a call that stands alone of a function that the file makes or imports, as helpers are called."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
        return isinstance(scope.get(node.value.func.id), OwnFunction | Dotted)
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return (isinstance(node.func.value, ast.Name) and "op" in node.func.value.id) or node.func.attr == "execute"


def _leads_there(value: object, depth: int) -> bool:
    if isinstance(value, Asked):
        return True
    return isinstance(value, OwnFunction) and depth < _DEPTH and asks_catalog(value.node, value.scope, depth + 1)
