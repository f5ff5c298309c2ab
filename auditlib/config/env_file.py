"""Which version table env.py names, as far as its text tells."""

from __future__ import annotations

import ast
from collections.abc import Iterator
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
    for name, value in _given(tree):
        text = constants.get(value.id, None) if isinstance(value, ast.Name) else _text(value)
        if text:
            found.setdefault(name, text)
    return found


def computed(env_file: Path) -> list[str]:
    """Which of the two are given as something that only a run of env.py tells."""
    try:
        tree = ast.parse(env_file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return []
    constants = _constants(tree)
    return sorted(
        {
            name
            for name, value in _given(tree)
            if not isinstance(value, ast.Constant) and not (isinstance(value, ast.Name) and value.id in constants)
        }
    )


def _given(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    return (each for node in ast.walk(tree) for each in _arguments(node) if each[0] in _NAMES)


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
