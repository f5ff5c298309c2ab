"""Whether a text has PostgreSQL send fewer notices while one of its own statements runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pgparse

from auditlib.collect.sqltext.blocks import inner_statements
from auditlib.collect.sqltext.effect import Tree, descend, node, strings
from auditlib.collect.statements import parsed

_SETTING = "client_min_messages"
_HIDES = frozenset({"warning", "error", "fatal", "panic"})  # levels at which no NOTICE is sent
# These store a setting for later sessions or calls, or note nothing themselves.
_FOR_LATER = ("CreateFunctionStmt", "AlterFunctionStmt", "AlterRoleSetStmt", "AlterDatabaseSetStmt", "AlterSystemStmt")
_QUIET = ("VariableSetStmt", "VariableShowStmt", "TransactionStmt")
_PURE = (["set_config"], ["pg_catalog", "set_config"], ["current_setting"], ["pg_catalog", "current_setting"])
# In what the parser does not open: a setting may be made there.
_MAY_SET = re.compile(rf"\bset_config\s*\(|\bset\s+(?:local\s+|session\s+)?{_SETTING}\b", re.I)
_ALONE = re.compile(r"(?:set|reset|show)\b", re.I)


def silences(text: str) -> bool:
    """Notices of a statement of ``text`` may not have been sent: it, or one before it in ``text``, turns them off.

    What ends with the text is set back after it; one that turns them off and does no more silences nothing.
    """
    if _SETTING not in text.lower():
        return False
    hidden = False
    for own, kind, tree in parsed(text):
        made = list(_made(own, kind, tree))
        if (hidden and kind not in _QUIET) or (any(made) and _does_more(own, kind, tree)):
            return True
        hidden = made[-1] if made else hidden
    return False


def _made(own: str, kind: str, tree: Tree) -> Iterator[bool]:
    """For each level that a statement sets, in order: whether notices are no longer sent."""
    if kind in _FOR_LATER or _SETTING not in own.lower():
        return
    if kind in ("", "DoStmt"):
        yield from _in_block(own)
        return
    for name, content in descend({kind: tree}):
        if name == "VariableSetStmt" and content.get("name") == _SETTING:
            yield content.get("kind") == "VAR_SET_VALUE" and _hides(content.get("args", [None])[0])
        elif name == "FuncCall" and strings(content.get("funcname"))[-1:] == ["set_config"]:
            arguments = content.get("args", ())
            if len(arguments) > 1 and _constant(arguments[0]) in (_SETTING, None):
                yield _hides(arguments[1])


def _in_block(block: str) -> list[bool]:
    """The levels that a DO block sets, as far as it can be opened; unknown is hidden."""
    try:
        inner = [each.text for each in inner_statements(block) if each.text]
    except pgparse.PGQueryError:
        inner = []
    made = [level for text in inner for statement in parsed(text) if statement[1] for level in _made(*statement)]
    return made or ([True] if _MAY_SET.search(block) else [])


def _does_more(own: str, kind: str, tree: Tree) -> bool:
    if kind == "SelectStmt":
        calls = (strings(content.get("funcname")) for name, content in descend({kind: tree}) if name == "FuncCall")
        return "fromClause" in tree or not all(call in _PURE for call in calls)
    return kind not in _QUIET if kind else not _ALONE.match(own)


def _hides(value: object) -> bool:
    said = _constant(value)
    return said is None or said in _HIDES


def _constant(value: object) -> str | None:
    """The text of a constant, cast or not; none of what only a run knows."""
    name, content = node(value)
    if name == "TypeCast":
        return _constant(content.get("arg"))
    return str(content["sval"].get("sval", "")).lower() if name == "A_Const" and "sval" in content else None
