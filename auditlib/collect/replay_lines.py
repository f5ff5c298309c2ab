"""The line of a statement inside the string that a revision hands to Alembic, and the statement itself for a report."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from auditlib.collect import statements
from auditlib.collect.replay_inside import tree
from auditlib.collect.sqltext.positions import first_token, pieces
from auditlib.config.secrets import redact

LONGEST_STATEMENT = 2_000
_QUOTED = re.compile(r'"([^"]+)"')


@dataclass(frozen=True)
class Spot:
    """What PostgreSQL says of the place in a text of several statements: characters from 0, and names in its words."""

    position: int | None
    message: str


def line_of_statement(file: Path, line: int | None, text: str, spot: Spot) -> int | None:
    """The line in ``file`` on which the statement of ``text`` that was refused begins.

    ``line`` is that of the call. It is the answer too where the text is not written out in the file at that line.
    """
    literal = _literal(file, line, text) if line else None
    start = _start(text, spot)
    if literal is None or start is None:
        return line
    return literal.lineno + text.count("\n", 0, start)


def line_at(file: Path, line: int | None, text: str, position: int) -> int | None:
    """The line in ``file`` on which a character of ``text`` stands; the call's where it is not written out."""
    literal = _literal(file, line, text) if line else None
    return line if literal is None else literal.lineno + text.count("\n", 0, position)


def statement_for_report(text: str, spot: Spot) -> str:
    """The statement that was refused, with secrets and the literals of data masked."""
    start = _start(text, spot)
    piece = next((part for at, part in pieces(text) if start is not None and at <= start < at + len(part)), text)
    found = [effect.sql for effect in statements.effects(piece.strip()) if effect.sql]
    return (found[0] if found else redact(piece.strip()))[:LONGEST_STATEMENT]


def _start(text: str, spot: Spot) -> int | None:
    """Where the refused statement begins: the one pointed at, the only one, or the only one with the names told."""
    found = [(at, at + len(piece)) for at, piece in pieces(text) if piece.strip()]
    if spot.position is not None:
        found = [(at, end) for at, end in found if at <= spot.position <= end]
    elif len(found) > 1:
        named = [re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])") for name in _QUOTED.findall(spot.message)]
        found = [(at, end) for at, end in found if named and all(name.search(text, at, end) for name in named)]
    return first_token(text, found[0][0]) if len(found) == 1 else None


def _literal(file: Path, line: int | None, text: str) -> ast.Constant | None:
    """The string literal of a call at ``line`` that holds ``text``, if its lines are the file's lines."""
    for node in _literals(tree(file)):
        if _is_near(node, line) and isinstance(node.value, str):
            spread = (node.end_lineno or node.lineno) - node.lineno
            if node.value == text.replace("%%", "%") and spread == node.value.count("\n"):
                return node
    return None


@lru_cache(maxsize=1024)  # asked for each statement of a revision, and for each change
def _literals(module: ast.Module) -> tuple[ast.Constant, ...]:
    """The strings of a file."""
    constants = (node for node in ast.walk(module) if isinstance(node, ast.Constant))
    return tuple(node for node in constants if isinstance(node.value, str))


def _is_near(node: ast.Constant, line: int | None) -> bool:
    return line is not None and line <= node.lineno <= line + 3
