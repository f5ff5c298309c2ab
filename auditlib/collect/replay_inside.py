"""The line of an object inside the operation that made it: that of its own `Column`, constraint or name in there.

An operation sends one statement, whose line is the operation's. Where the operation runs over several lines, the text
of the revision tells on which of them the object is written; where it is computed, the operation's line has to do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from auditlib.frames.quoted import parts

_BATCH = "batch_alter_table"
_COLUMN, _KEY = "Column", "ForeignKey"
_NAMING = ("name", "column_name", "constraint_name", "index_name", "new_column_name", "new_table_name")
_OF_COLUMN = {"primary key": "primary_key", "unique": "unique", "index": "index"}
_OF_TABLE = {
    "primary key": "PrimaryKeyConstraint",
    "unique": "UniqueConstraint",
    "foreign key": "ForeignKeyConstraint",
}


@dataclass(frozen=True)
class Wanted:
    """An object that a statement made, changed or dropped, with its attributes as ``object_changes`` tells them."""

    kind: str
    name: str
    said: Mapping[str, str]
    made: bool


def tree(file: Path) -> ast.Module:
    """The syntax of a file as it is now; an empty one where it cannot be read."""
    try:
        return _parsed(file, file.stat().st_mtime_ns)
    except OSError:
        return ast.Module([], [])


@lru_cache(maxsize=8)  # the statements of a revision come one after another
def _parsed(file: Path, _changed_at: int) -> ast.Module:
    try:
        return ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])


def line_inside(file: Path, line: int, wanted: Wanted) -> int | None:
    """The line on which the operation at ``line`` names the object; none where it does not, or not in so many words."""
    for calls in _operations(tree(file), line):
        for call in _naming(calls, wanted):
            return call.lineno
    return None


@lru_cache(maxsize=8)  # a statement makes many columns
def _operations(module: ast.Module, line: int) -> tuple[list[ast.Call], ...]:
    """The calls of the statement at a line, then those of the batches around it, which send all at their end."""
    around = list(_covering(module, line))
    innermost = [each for each in around[-1:] if not hasattr(each, "body")]
    batches = [each for each in reversed(around) if isinstance(each, ast.With) and _is_batch(each)]
    return tuple(_calls(statement) for statement in (*innermost, *batches))


def _calls(statement: ast.stmt) -> list[ast.Call]:
    found = (node for node in ast.walk(statement) if isinstance(node, ast.Call))
    return sorted(found, key=lambda call: (call.lineno, call.col_offset))


def _covering(node: ast.AST, line: int) -> Iterator[ast.stmt]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.stmt) and not child.lineno <= line <= (child.end_lineno or child.lineno):
            continue
        if isinstance(child, ast.stmt):
            yield child
        if not isinstance(child, ast.expr):
            yield from _covering(child, line)


def _is_batch(statement: ast.With) -> bool:
    contexts = (item.context_expr for item in statement.items)
    return any(isinstance(each, ast.Call) and _called(each) == _BATCH for each in contexts)


def _naming(calls: list[ast.Call], wanted: Wanted) -> Iterator[ast.Call]:
    """The calls that are about the object, the one that says it best first."""
    kind, name = wanted.kind, wanted.name
    if kind == "column":
        own = [call for call in calls if name in _names(call)]
        yield from sorted(own, key=lambda call: (_called(call) == _COLUMN) != wanted.made)
    elif kind == "comment":
        about, _, column = name.partition(" ")
        yield from _columns(calls, [column], "comment") if about == "column" else ()
    elif kind == "sequence":
        yield from _columns(calls, list(parts(wanted.said.get("owned_by", "")))[-1:])
    elif kind in ("constraint", "index", "type"):
        yield from (call for call in calls if _called(call) != _COLUMN and name in _names(call))
        yield from _unnamed(calls, wanted.said)


def _unnamed(calls: list[ast.Call], said: Mapping[str, str]) -> Iterator[ast.Call]:
    """What makes a constraint or an index without naming it."""
    columns = [part for each in said.get("columns", "").split(", ") for part in parts(each)]
    kind = said.get("constraint_kind", "unique" if "constraint" in said else "index")
    yield from (
        call for call in calls if _called(call) == _OF_TABLE.get(kind) and _strings(call)[: len(columns)] == columns
    )
    if kind == "foreign key":
        inside = [node for call in _columns(calls, columns) for node in ast.walk(call)]
        yield from (node for node in inside if isinstance(node, ast.Call) and _called(node) == _KEY)
    elif kind in _OF_COLUMN:
        yield from _columns(calls, columns, _OF_COLUMN[kind])


def _columns(calls: list[ast.Call], names: list[str], having: str = "") -> Iterator[ast.Call]:
    """The `Column` of each name, that have an argument of the name ``having``."""
    for call in calls:
        told = not having or any(argument.arg == having for argument in call.keywords)
        if _called(call) == _COLUMN and told and set(names) & set(_names(call)):
            yield call


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _names(call: ast.Call) -> list[str]:
    """The names that a call gives: in its first two places, or by keyword; the columns of a key are not its name."""
    named = [argument.value for argument in call.keywords if argument.arg in _NAMING]
    placed = (
        call.args[:1] if _called(call) == _COLUMN else call.args[:2] if _called(call) not in _OF_TABLE.values() else []
    )
    return [each.value for each in (*placed, *named) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def _strings(call: ast.Call) -> list[str]:
    """All texts among the places of a call, those of a list in the first place included."""
    first = call.args[0].elts if call.args and isinstance(call.args[0], (ast.List, ast.Tuple)) else call.args
    return [each.value for each in first if isinstance(each, ast.Constant) and isinstance(each.value, str)]
