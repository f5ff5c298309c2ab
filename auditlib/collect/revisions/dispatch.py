"""Functions called by a name that is put together, as ``globals()["upgrade_%s" % engine_name]()`` in revisions."""

from __future__ import annotations

import ast
import re

from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.things import OwnFunction
from auditlib.collect.revisions.values import Scope
from auditlib.collect.sqltext.effect import HOLE


def by_name(called: ast.expr, scope: Scope) -> list[OwnFunction]:
    """The file's functions that a called expression may mean, by the known parts of the name that it looks up."""
    name = evaluate(_looked_up(called), scope)
    if not isinstance(name, str) or not name.strip(HOLE):
        return []
    while scope.outer is not None:
        scope = scope.outer
    pattern = re.compile(".+".join(map(re.escape, name.split(HOLE))))
    names = [each for each in scope.names if pattern.fullmatch(each)]
    return [found for each in names if isinstance(found := scope.get(each), OwnFunction)]


def is_chosen(called: ast.expr) -> bool:
    """Which function is called is the outcome of an expression: ``TABLE[name]()``, ``getattr(module, name)()``."""
    return isinstance(called, ast.Subscript | ast.Call)


def _looked_up(called: ast.expr) -> ast.expr | None:
    """The name in ``globals()[name]``, ``vars()[name]``, ``locals()[name]`` or ``eval(name)``."""
    if isinstance(called, ast.Subscript) and _calls(called.value, "globals", "vars", "locals"):
        return called.slice
    return called.args[0] if isinstance(called, ast.Call) and called.args and _calls(called, "eval") else None


def _calls(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
