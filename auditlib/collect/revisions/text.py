"""Strings of a version file that remember on which lines they were written."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """From ``start`` on, a string was written from ``line`` on; ``runs``: its line ends are the file's own."""

    start: int
    line: int
    runs: bool


class Located(str):
    """A string and the lines of the file that it was written on."""

    pieces: tuple[Piece, ...]
    __slots__ = ("pieces",)

    def line_at(self, offset: int) -> int:
        """The line of the file on which the character at ``offset`` was written."""
        piece = max((each for each in self.pieces if each.start <= offset), default=self.pieces[0])
        return piece.line + (self.count("\n", piece.start, offset) if piece.runs else 0)


def located(text: str, pieces: Sequence[Piece]) -> Located:
    """``text`` with its pieces."""
    made = Located(text)
    made.pieces = tuple(pieces)
    return made


def at_line(text: str, line: int) -> Located:
    """``text`` as if all of it stood on ``line``."""
    return located(text, (Piece(0, line, False),))


def literal(node: ast.Constant, lines: Sequence[str]) -> Located:
    """The string of a literal; ``lines`` are those of its file."""
    text = str(node.value)
    span = (node.end_lineno or node.lineno) - node.lineno
    if span == 0 or text.count("\n") == span:
        return located(text, (Piece(0, node.lineno, span > 0),))
    return located(text, _token_pieces(node, lines) or (Piece(0, node.lineno, False),))


def joined(parts: Sequence[str], line: int) -> Located:
    """Several strings as one; a part without a place of its own stands on ``line``."""
    pieces: list[Piece] = []
    offset = 0
    for part in parts:
        own = part.pieces if isinstance(part, Located) else (Piece(0, line, False),)
        pieces.extend(Piece(offset + each.start, each.line, each.runs) for each in own)
        offset += len(part)
    return located("".join(parts), pieces or (Piece(0, line, False),))


def stripped(text: str, new: str) -> str:
    """``new``, made of ``text`` by cutting its ends, with the lines moved along."""
    if not isinstance(text, Located) or not new:
        return new
    cut = text.find(new)
    kept = [Piece(max(0, each.start - cut), _moved(text, each, cut), each.runs) for each in text.pieces]
    after = [each for each, old in zip(kept, text.pieces, strict=True) if old.start > cut]
    before = [each for each, old in zip(kept, text.pieces, strict=True) if old.start <= cut]
    return located(new, [*before[-1:], *after])


def same_lines(text: str, new: str) -> str:
    """``new``, made of ``text`` without moving anything across lines (dedent, upper, replace)."""
    if not isinstance(text, Located) or new.count("\n") != text.count("\n") or len(text.pieces) > 1:
        return new if not isinstance(text, Located) else at_line(new, text.pieces[0].line)
    return located(new, text.pieces)


def _moved(text: Located, piece: Piece, cut: int) -> int:
    if not piece.runs or cut <= piece.start:
        return piece.line
    return piece.line + text.count("\n", piece.start, cut)


def _token_pieces(node: ast.Constant, lines: Sequence[str]) -> list[Piece]:
    """Pieces of a literal of several strings side by side, or with a backslash at a line's end."""
    pieces: list[Piece] = []
    offset = 0
    for token in _string_tokens(node, lines):
        value = ast.literal_eval(token.string)
        span = token.end[0] - token.start[0]
        inner = value.count("\n")
        line = node.lineno + token.start[0] - 1 + (1 if inner == span - 1 else 0)
        pieces.append(Piece(offset, line, 0 < span <= inner + 1))
        offset += len(value)
    return pieces if offset == len(str(node.value)) else []


def _string_tokens(node: ast.Constant, lines: Sequence[str]) -> list[tokenize.TokenInfo]:
    wanted = list(lines[node.lineno - 1 : node.end_lineno])
    wanted[-1] = wanted[-1].encode()[: node.end_col_offset].decode()
    wanted[0] = wanted[0].encode()[node.col_offset :].decode()
    readline = io.StringIO("(" + "\n".join(wanted) + ")").readline
    return [token for token in tokenize.generate_tokens(readline) if token.type == tokenize.STRING]
