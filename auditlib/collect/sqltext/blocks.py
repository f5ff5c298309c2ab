"""DO blocks opened: each statement in them, what it depends on, and strings handed to EXECUTE."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pgparse

from auditlib.collect.sqltext.effect import HOLE, Tree, node, strings

_CATALOG = re.compile(r"information_schema|\bpg_(?!temp)\w+|\bto_reg\w+|has_\w+_privilege", re.I)
_FORMAT = re.compile(r"%(?:\d+\$)?(?:-?\d+)?([ILs%])")


class Inner(NamedTuple):
    """A statement inside a block: its text, where that starts in the block's text, and what it depends on."""

    text: str
    offset: int
    guard: str | None
    exact: bool


def inner_statements(block: str) -> list[Inner]:
    """The statements of a DO block, in order; raises ``pgparse.PGQueryError`` where it is not PL/pgSQL."""
    trees = pgparse.parse_pgsql(block)
    found: list[Inner] = []
    for tree in trees if isinstance(trees, list) else json.loads(trees):
        for query, guard, exact in _statements(tree, None):
            place = block.find(query, found[-1].offset if found else 0) if query else -1
            place = place if place >= 0 else block.find(query.partition("\n")[0])
            text = query if exact else _dynamic(query)
            found.append(Inner(text, max(place, 0), guard, exact))
    return found


def _statements(tree: Any, guard: str | None) -> Iterator[tuple[str, str | None, bool]]:
    if isinstance(tree, list):
        for item in tree:
            yield from _statements(item, guard)
        return
    if not isinstance(tree, dict):
        return
    for name, content in tree.items():
        if name == "PLpgSQL_stmt_execsql":
            yield _query(content["sqlstmt"]), guard, True
        elif name in ("PLpgSQL_stmt_perform", "PLpgSQL_stmt_call"):
            yield _query(content["expr"]), guard, True
        elif name == "PLpgSQL_stmt_dynexecute":
            yield _query(content["query"]), guard, False
        else:
            yield from _statements(content, _guard(name, content) or guard)


def _guard(name: str, content: Any) -> str | None:
    if name in ("PLpgSQL_stmt_if", "PLpgSQL_stmt_case", "PLpgSQL_stmt_fors", "PLpgSQL_stmt_while"):
        asked = json.dumps(content.get("cond") or content.get("t_expr") or content.get("query") or "")
        return "inspector" if _CATALOG.search(asked) else "condition"
    if name == "PLpgSQL_stmt_block" and content.get("exceptions"):
        return "condition"
    return None


def _query(expression: Tree) -> str:
    return str(node(expression)[1].get("query", ""))


def _dynamic(expression: str) -> str:
    """The text that EXECUTE is given, with a hole for what only runs know; empty where nothing can be said."""
    try:
        tree = pgparse.parse(f"select {expression}")
    except pgparse.PGQueryError:
        return ""
    targets = tree[0]["stmt"]["SelectStmt"].get("targetList", ())
    return _text_of(node(targets[0])[1].get("val")) if targets else ""


def _text_of(tree: Any) -> str:
    name, content = node(tree)
    if name == "A_Const" and "sval" in content:
        return str(content["sval"].get("sval", ""))
    if name == "A_Expr" and strings(content.get("name")) == ["||"]:
        return _text_of(content.get("lexpr")) + _text_of(content.get("rexpr"))
    if name == "FuncCall" and strings(content.get("funcname"))[-1:] == ["format"] and content.get("args"):
        return _FORMAT.sub(_filled, _text_of(content["args"][0]))
    return HOLE


def _filled(found: re.Match[str]) -> str:
    return {"%": "%", "L": f"'{HOLE}'"}.get(found.group(1), HOLE)
