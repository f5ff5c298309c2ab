"""The line of a statement inside the string that a revision hands to Alembic, and the statement itself for a report."""

from __future__ import annotations

import ast
from pathlib import Path

from auditlib.collect import statements
from auditlib.collect.sqltext.positions import first_token, pieces
from auditlib.config.secrets import redact

LONGEST_STATEMENT = 2_000


def line_of_statement(file: Path, line: int | None, text: str, position: int | None) -> int | None:
    """The line in ``file`` on which the statement at ``position`` of ``text`` begins.

    ``line`` is that of the call. It is the answer too where the text is not written out in the file at that line.
    """
    literal = _literal(file, line, text) if line else None
    start = _start(text, position)
    if literal is None or start is None:
        return line
    return literal.lineno + text.count("\n", 0, start)


def statement_for_report(text: str, position: int | None) -> str:
    """The statement at ``position``, with secrets and the literals of data masked."""
    start = _start(text, position)
    piece = next((part for at, part in pieces(text) if start is not None and at <= start < at + len(part)), text)
    found = [effect.sql for effect in statements.effects(piece.strip()) if effect.sql]
    return (found[0] if found else redact(piece.strip()))[:LONGEST_STATEMENT]


def _start(text: str, position: int | None) -> int | None:
    """Where the statement at ``position`` begins; without a position, only a lone statement is sure."""
    found = [(at, at + len(piece)) for at, piece in pieces(text) if piece.strip()]
    if position is not None:
        found = [(at, end) for at, end in found if at <= position <= end]
    return first_token(text, found[0][0]) if len(found) == 1 else None


def _literal(file: Path, line: int | None, text: str) -> ast.Constant | None:
    """The string literal of a call at ``line`` that holds ``text``, if its lines are the file's lines."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_near(node, line):
            spread = (node.end_lineno or node.lineno) - node.lineno
            if node.value == text.replace("%%", "%") and spread == node.value.count("\n"):
                return node
    return None


def _is_near(node: ast.Constant, line: int | None) -> bool:
    return line is not None and line <= node.lineno <= line + 3
