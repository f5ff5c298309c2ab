"""SQL text → what it does to what, by PostgreSQL's own parser.

The parser knows the grammar of PostgreSQL 17. What it refuses is `unknown`, never a syntax error: the text may be of a
newer server, of another dialect, or a template.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

import pgparse

from auditlib.collect.sqltext.blocks import inner_statements
from auditlib.collect.sqltext.effect import HOLE, Effect, Tree, node
from auditlib.collect.sqltext.objects import statement_effects
from auditlib.collect.sqltext.positions import first_token, pieces
from auditlib.config.secrets import redact

_LONGEST_SQL = 4_000
# :name of SQLAlchemy, %(name)s and %s of the drivers, %% and \: as they are escaped there
# and the lists that SQLAlchemy expands behind IN
_PARAMETER = re.compile(
    r"(?<=\bin )\s*:\w+|(?<=\bin )\s*%\(\w+\)s|(?<![:\w\\]):(?=[A-Za-z_])\w+|%\(\w+\)s|%s|%%|\\:", re.I
)


def effects(text: str) -> list[Effect]:
    """What each statement of ``text`` does, in order; offsets are characters of ``text``.

    A statement that the parser refuses is one effect with the action `unknown` and the parser's words as detail.
    Names that the text leaves open (see ``HOLE``) are ``None``.
    """
    text = str(text)  # the parser refuses subclasses of str
    try:
        return [_without_holes(each) for each in _parsed(text, text)]
    except pgparse.PGQueryError:
        filled = _PARAMETER.sub(_parameter, text)
        return [_without_holes(each) for start, piece in pieces(filled) for each in _piece(piece, start, text)]


def cut(text: str) -> list[tuple[int, str]]:
    """The statements of ``text`` with the character where each begins; the whole where the parser refuses it."""
    try:
        found = _trees(text)
    except pgparse.PGQueryError:
        return [(0, text)]
    return [(begin, text[begin:end]) for begin, end in (_place(statement, text) for statement in found)]


def parsed(text: str) -> list[tuple[str, str, Tree]]:
    """Own text, kind and tree of each statement of ``text``; the kind is empty where the parser refuses it."""
    try:
        return _kinds(text)
    except pgparse.PGQueryError:
        filled = _PARAMETER.sub(_parameter, text)
        return [each for _start, piece in pieces(filled) for each in _kinds_of_piece(piece)]


def _kinds(text: str) -> list[tuple[str, str, Tree]]:
    places = ((_place(statement, text), node(statement["stmt"])) for statement in _trees(text))
    return [(text[begin:end], kind, tree) for (begin, end), (kind, tree) in places]


def _kinds_of_piece(piece: str) -> list[tuple[str, str, Tree]]:
    try:
        return _kinds(piece)
    except pgparse.PGQueryError:
        return [(piece[first_token(piece, 0) :], "", {})]


@lru_cache(maxsize=64)  # a statement of the replay is cut out first, and looked into afterwards
def _trees(text: str) -> list[Tree]:
    return list(pgparse.parse(text))


def _place(statement: Tree, text: str) -> tuple[int, int]:
    """First character and end of a parsed statement of ``text``: the parser counts bytes."""
    start, length = statement.get("stmt_location", 0), statement.get("stmt_len", 0)
    if text.isascii():
        begin, end = start, start + length
    else:
        raw = text.encode()
        begin, end = len(raw[:start].decode()), len(raw[: start + length].decode())
    return first_token(text, begin), end if length else len(text)


def _piece(piece: str, start: int, text: str) -> list[Effect]:
    try:
        found = list(_parsed(piece, text[start : start + len(piece)]))
    except pgparse.PGQueryError as error:
        at = first_token(piece, 0)
        said = redact(text[start + at : start + len(piece)].strip())
        if not said:
            return []
        found = [Effect(command="unknown", action="unknown", detail=str(error.message), offset=at, sql=shortened(said))]
    return [replace(each, offset=each.offset + start) for each in found]


def _parameter(found: re.Match[str]) -> str:
    said = found.group()
    if said in ("%%", "\\:"):
        return " " + said[-1]
    if found.string[max(0, found.start() - 3) : found.start()].casefold() == "in ":
        return "($1)".ljust(len(said))
    return "$1".ljust(len(said))


def _parsed(text: str, original: str) -> Iterator[Effect]:
    plain = text.isascii()
    raw = b"" if plain else text.encode()
    for statement in _trees(text):
        begin, end = _place(statement, text)
        name, tree = next(iter(statement["stmt"].items()))
        if name == "DoStmt":
            yield from _block(text[begin:end], begin, _language(tree))
            continue
        sql = _shown(name, text[begin:end], original[begin:end])
        for each in statement_effects(name, tree):
            at = each.offset if plain or each.offset < 0 else len(raw[: each.offset].decode())
            inside = at if each.object_kind in ("column", "constraint") and at >= begin else begin
            yield replace(each, offset=inside, sql=sql)


def _shown(name: str, text: str, original: str) -> str:
    if name in ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CopyStmt", "SelectStmt", "CallStmt"):
        return shortened(redact(pgparse.normalize(text)))
    return shortened(redact(original))


def shortened(sql: str) -> str:
    """The text as far as a report shows it."""
    sql = sql.strip()
    return sql if len(sql) <= _LONGEST_SQL else f"{sql[:_LONGEST_SQL]} …"


def _language(tree: Tree) -> str:
    for _, option in map(node, tree.get("args", ())):
        if option.get("defname") == "language":
            return str(node(option.get("arg"))[1].get("sval", ""))
    return "plpgsql"


def _block(block: str, start: int, language: str) -> Iterator[Effect]:
    """The statements inside a DO block; the block itself where nothing can be said of its inside."""
    try:
        inner = inner_statements(block) if language == "plpgsql" else None
        said = f"written in {language}"
    except pgparse.PGQueryError as error:
        inner, said = None, str(error.message)
    if inner is None:
        yield Effect(command="DO", action="unknown", detail=said, offset=start, sql="do …")
        return
    if not inner:
        yield Effect(command="DO", action="other", offset=start, sql="do …")
    for each in inner:
        found = effects(each.text) if each.text else []
        found = found or [Effect(command="EXECUTE", action="unknown", detail="the text is made as it runs")]
        for effect in found:
            inside = max(effect.offset, 0) if each.exact else 0
            guard = each.guard or effect.guard
            yield replace(effect, offset=start + each.offset + inside, guard=guard)


def _without_holes(effect: Effect) -> Effect:
    if HOLE not in f"{effect.schema} {effect.table} {effect.name} {effect.detail} {effect.columns} {effect.sql}":
        return effect
    named = {field: getattr(effect, field) for field in ("schema", "table", "name", "detail")}
    kept: dict[str, Any] = {field: None if HOLE in str(said) else said for field, said in named.items()}
    kept["columns"] = tuple(name for name in effect.columns if HOLE not in name)
    return replace(effect, **kept, sql=(effect.sql or "").replace(HOLE, "…"))
