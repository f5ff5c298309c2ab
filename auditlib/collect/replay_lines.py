"""The line of a statement inside the string that a revision hands to Alembic or names; the statement for a report."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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

    ``line`` is that of the call. It is the answer too where the file does not tell where the text is written.
    """
    literal = _literal(file, line, text) if line else None
    start = _start(text, spot)
    if literal is None or start is None:
        return line
    return literal.lineno + text.count("\n", 0, start)


def line_at(file: Path, line: int | None, text: str, position: int) -> int | None:
    """The line in ``file`` on which a character of ``text`` stands; the call's where the file does not tell."""
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
    found = _extents(text)
    if spot.position is not None:
        found = [(at, end) for at, end in found if at <= spot.position <= end]
    elif len(found) > 1:
        named = [re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])") for name in _QUOTED.findall(spot.message)]
        found = [(at, end) for at, end in found if named and all(name.search(text, at, end) for name in named)]
    return first_token(text, found[0][0]) if len(found) == 1 else None


@lru_cache(maxsize=4)  # asked for each statement of a text in turn
def _extents(text: str) -> list[tuple[int, int]]:
    return [(at, at + len(piece)) for at, piece in pieces(text) if piece.strip()]


def _literal(file: Path, line: int | None, text: str) -> ast.Constant | None:
    """The string literal that holds what the call at ``line`` sent, if its lines are the file's lines.

    It stands in the call or, where the call gives a name, alone of its text at the top of the file or in the function.
    """
    said = text.replace("%%", "%")
    written = [each for each in _literals(tree(file)) if each.node.value == said and _runs_as_the_file(each.node)]
    near = [each.node for each in written if _is_near(each.node, line)]
    named = [each.node for each in written if line is not None and each.is_seen_from(line)]
    return near[0] if near else named[0] if len(named) == 1 else None


@dataclass(frozen=True)
class _Literal:
    """A string of a file, and the outermost function that it stands in."""

    node: ast.Constant
    function: ast.stmt | None

    def is_seen_from(self, line: int) -> bool:
        """What another function writes is none of this one's."""
        return self.function is None or self.function.lineno <= line <= (self.function.end_lineno or 0)


@lru_cache(maxsize=8)  # asked for each statement of a revision, and for each change
def _literals(module: ast.Module) -> tuple[_Literal, ...]:
    """The strings of a file."""
    return tuple(_within(module, None))


def _within(node: ast.AST, function: ast.stmt | None) -> Iterator[_Literal]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield _Literal(child, function)
        inner = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else None
        yield from _within(child, function or inner)


def _runs_as_the_file(node: ast.Constant) -> bool:
    return (node.end_lineno or node.lineno) - node.lineno == str(node.value).count("\n")


def _is_near(node: ast.Constant, line: int | None) -> bool:
    return line is not None and line <= node.lineno <= line + 3
