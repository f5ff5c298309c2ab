"""Whether env.py keeps all pending revisions in one transaction, as far as its text tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from auditlib.collect.revisions.file import decoded

OPTION = "transaction_per_migration"


def one_transaction(env_file: Path) -> bool | None:
    """True where all revisions run in one transaction, as Alembic does unless told; none where text does not say."""
    try:
        tree = ast.parse(decoded(env_file.read_bytes()))
    except (OSError, SyntaxError, ValueError):
        return None
    said = list(_given(tree))
    if not all(isinstance(each, ast.Constant) for each in said):
        return None
    values = {bool(each.value) for each in said if isinstance(each, ast.Constant)}
    return None if len(values) == 2 else True not in values


def _given(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from (each.value for each in node.keywords if each.arg == OPTION)
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            yield from (value for name, value in pairs if isinstance(name, ast.Constant) and name.value == OPTION)
        elif isinstance(node, ast.Assign):
            yield from (node.value for each in node.targets if _names(each))


def _names(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant) and target.slice.value == OPTION
