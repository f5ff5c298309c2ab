"""The schema_translate_map that env.py gives to its connection, as far as its text tells."""

from __future__ import annotations

import ast
from pathlib import Path

from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.file import decoded
from auditlib.collect.revisions.values import Scope, known

Pairs = list[tuple[str | None, str | None]]


def schema_translate_map(env_file: Path) -> Pairs | str | None:
    """The pairs of old and new names; the expression where text does not tell them; none where env.py sets none."""
    try:
        text = decoded(env_file.read_bytes())
        tree = ast.parse(text)
    except (OSError, SyntaxError, ValueError):
        return None
    written = next((each for node in ast.walk(tree) if (each := _given(node)) is not None), None)
    if written is None:
        return None
    scope = Scope(text.split("\n"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                scope.bind(target, evaluate(node.value, scope))
    found = _pairs(evaluate(written, scope) if not isinstance(written, ast.Dict) else None, written, scope)
    return ast.unparse(written) if found is None else found


def _given(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Call):
        return next((each.value for each in node.keywords if each.arg == "schema_translate_map"), None)
    return None


def _pairs(value: object, written: ast.expr, scope: Scope) -> Pairs | None:
    if isinstance(written, ast.Dict):
        keys = [evaluate(key, scope) for key in written.keys if key is not None]
        items = list(zip(keys, [evaluate(each, scope) for each in written.values], strict=False))
    elif isinstance(value, dict):
        items = list(value.items())
    else:
        return None
    plain = all(known(each) and isinstance(each, str | None) for pair in items for each in pair)
    return [(_text(old), _text(new)) for old, new in items] if plain else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)
