"""Which version table env.py names, as far as its text tells."""

from __future__ import annotations

import ast
from pathlib import Path

_NAMES = ("version_table", "version_table_schema")


def version_table(env_file: Path) -> dict[str, str]:
    """`version_table` and `version_table_schema` that a call in env.py gives as a constant, by those names."""
    try:
        tree = ast.parse(env_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return {}
    constants = _constants(tree)
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        for name, value in _arguments(node):
            text = constants.get(value.id, None) if isinstance(value, ast.Name) else _text(value)
            if name in _NAMES and text:
                found.setdefault(name, text)
    return found


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: text
        for node in tree.body
        if isinstance(node, ast.Assign) and (text := _text(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _arguments(node: ast.AST) -> list[tuple[str, ast.expr]]:
    """Keyword arguments of a call, and items of a dictionary that may be handed on as ``**options``."""
    if isinstance(node, ast.Call):
        return [(keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg]
    if isinstance(node, ast.Dict):
        return [(text, value) for name, value in zip(node.keys, node.values, strict=True) if (text := _text(name))]
    return []


def _text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
