"""Values of expressions, as far as the text of a file tells them."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

from auditlib.collect.revisions.functions import PLAIN, string_method
from auditlib.collect.revisions.text import Located, Piece, at_line, joined, literal, located, same_lines
from auditlib.collect.revisions.values import LONGEST, UNKNOWN, Scope, Thing, holes, known
from auditlib.collect.sqltext.effect import HOLE

_MUTATORS = frozenset(
    {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "popitem"}
)


def evaluate(node: ast.expr | None, scope: Scope) -> Any:
    """The value of ``node``: a plain Python value, whatever ``scope.call`` gives for a call, or ``UNKNOWN``."""
    handler = _HANDLERS.get(type(node))
    return UNKNOWN if handler is None else handler(node, scope)


def _tried(function: Callable[..., Any], *values: Any) -> Any:
    """What ``function`` gives; ``UNKNOWN`` where it would raise there too, or a value is not what it seems."""
    try:
        return function(*values)
    except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError):
        return UNKNOWN


def _constant(node: ast.Constant, scope: Scope) -> Any:
    return literal(node, scope.lines) if isinstance(node.value, str) else node.value


def _joined_string(node: ast.JoinedStr, scope: Scope) -> str:
    fixed = [str(part.value) for part in node.values if isinstance(part, ast.Constant)]
    span = (node.end_lineno or node.lineno) - node.lineno
    runs = 0 < span == sum(part.count("\n") for part in fixed)
    line = node.lineno
    parts: list[Located] = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            said = str(part.value)
            parts.append(located(said, (Piece(0, line if runs else part.lineno, runs),)))
            line += said.count("\n")
        else:
            parts.append(at_line(_formatted(part, scope), line if runs else part.lineno))
    return joined(parts, node.lineno)


def _formatted(part: ast.expr, scope: Scope) -> str:
    assert isinstance(part, ast.FormattedValue)
    value = evaluate(part.value, scope)
    if not known(value) or not isinstance(value, str | int | float) or part.format_spec is not None:
        return HOLE
    return repr(str(value)) if part.conversion == ord("r") else str(value)


def _name(node: ast.Name, scope: Scope) -> Any:
    return scope.get(node.id)


def _sequence(node: ast.Tuple | ast.List | ast.Set, scope: Scope) -> Any:
    items: list[Any] = []
    for each in node.elts:
        value = evaluate(each.value if isinstance(each, ast.Starred) else each, scope)
        if isinstance(each, ast.Starred) and isinstance(value, list | tuple | dict):
            items.extend(value)
        else:
            items.append(value)
    return tuple(items) if isinstance(node, ast.Tuple) else items


def _dict(node: ast.Dict, scope: Scope) -> Any:
    pairs = zip(node.keys, node.values, strict=True)
    found = [(evaluate(key, scope), evaluate(value, scope)) for key, value in pairs if key is not None]
    return {key: value for key, value in found if isinstance(key, str | int | tuple)}


_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Mod: operator.mod,
    ast.Mult: operator.mul,
    ast.Sub: operator.sub,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.Gt: operator.gt,
    ast.LtE: operator.le,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def _binary(node: ast.BinOp, scope: Scope) -> Any:
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if isinstance(node.op, ast.Add):
        return _added(left, right, node.lineno)
    if isinstance(left, str) and isinstance(node.op, ast.Mod):
        filled = _tried(operator.mod, str(left), holes(right))
        if filled is UNKNOWN:
            return UNKNOWN
        return at_line(filled, node.lineno) if filled.count("\n") != left.count("\n") else same_lines(left, filled)
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(node.op, ast.Mult) and _size(left) * _size(right) > LONGEST:
        return UNKNOWN
    if isinstance(node.op, ast.Div) and not isinstance(left, PurePosixPath):
        return UNKNOWN
    return _tried(_OPERATORS[type(node.op)], left, right) if type(node.op) in _OPERATORS else UNKNOWN


def _added(left: Any, right: Any, line: int) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        return joined([each if isinstance(each, str) else HOLE for each in (left, right)], line)
    return UNKNOWN if left is UNKNOWN or right is UNKNOWN else _tried(operator.add, left, right)


def _size(value: Any) -> int:
    if isinstance(value, str | list | tuple):
        return len(value)
    return min(abs(value), LONGEST + 1) if isinstance(value, int) else 1


def _compare(node: ast.Compare, scope: Scope) -> Any:
    left, right = evaluate(node.left, scope), evaluate(node.comparators[0], scope)
    if len(node.ops) > 1 or not known(left) or not known(right):
        return UNKNOWN
    return _tried(_OPERATORS[type(node.ops[0])], left, right)


def _boolean(node: ast.BoolOp, scope: Scope) -> Any:
    values = [evaluate(each, scope) for each in node.values]
    stop = isinstance(node.op, ast.Or)
    decided = [value for value in values if known(value) and bool(value) is stop]
    if decided:
        return decided[0]
    return values[-1] if all(known(value) for value in values) else UNKNOWN


def _unary(node: ast.UnaryOp, scope: Scope) -> Any:
    value = evaluate(node.operand, scope)
    if not known(value):
        return UNKNOWN
    return (
        not value
        if isinstance(node.op, ast.Not)
        else _tried(operator.neg, value)
        if isinstance(node.op, ast.USub)
        else UNKNOWN
    )


def _choice(node: ast.IfExp, scope: Scope) -> Any:
    test = evaluate(node.test, scope)
    return evaluate(node.body if test else node.orelse, scope) if known(test) else UNKNOWN


def _item(node: ast.Subscript, scope: Scope) -> Any:
    value = evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        ends = [None if end is None else evaluate(end, scope) for end in (node.slice.lower, node.slice.upper)]
        sliceable = isinstance(value, str | tuple | list) and all(known(end) for end in ends)
        return _tried(operator.getitem, value, slice(*ends)) if sliceable else UNKNOWN
    index = evaluate(node.slice, scope)
    plain = known(index) and isinstance(value, str | tuple | list | dict)
    return _tried(operator.getitem, value, index) if plain else UNKNOWN


def _attribute(node: ast.Attribute, scope: Scope) -> Any:
    return _member(evaluate(node.value, scope), node.attr)


def _member(value: Any, name: str) -> Any:
    if isinstance(value, PurePosixPath) and name in ("stem", "name", "suffix"):
        return getattr(value, name)
    if isinstance(value, str) and name == "value":
        return value  # the member of an enum whose class is in the file
    return value.attribute(name) if isinstance(value, Thing) else UNKNOWN


def _comprehension(node: ast.ListComp | ast.GeneratorExp | ast.SetComp, scope: Scope) -> Any:
    source = node.generators[0]
    items = evaluate(source.iter, scope)
    if len(node.generators) > 1 or source.ifs or not isinstance(items, tuple | list | set | dict):
        return UNKNOWN
    made = []
    for item in list(items)[:LONGEST]:
        inside = scope.inner()
        inside.bind(source.target, item)
        made.append(evaluate(node.elt, inside))
    return made


def _call(node: ast.Call, scope: Scope) -> Any:
    if isinstance(node.func, ast.Attribute):
        owner = evaluate(node.func.value, scope)
        if isinstance(owner, str):
            named = {each.arg: evaluate(each.value, scope) for each in node.keywords if each.arg}
            values = [evaluate(each, scope) for each in node.args]
            return _tried(string_method, owner, node.func.attr, values, named, node.lineno)
        if isinstance(owner, list | dict) and node.func.attr in _MUTATORS:
            return _mutated(owner, node.func, [evaluate(each, scope) for each in node.args], scope)
        if isinstance(owner, dict) and node.func.attr in ("items", "keys", "values") and not node.args:
            return list(getattr(owner, node.func.attr)())
        if node.func.attr == "get" and isinstance(owner, dict):
            return _tried(owner.get, *[evaluate(each, scope) for each in node.args])
        called = _member(owner, node.func.attr)
    else:
        called = evaluate(node.func, scope)
    plain = PLAIN.get(_dotted(node.func))
    if plain is not None and not node.keywords:
        values = [evaluate(each, scope) for each in node.args]
        return (
            UNKNOWN if any(value is UNKNOWN or isinstance(value, Thing) for value in values) else _tried(plain, *values)
        )
    # The owner is not evaluated a second time: what a chain of calls does counts once.
    return scope.call(node, called, scope) if scope.call is not None else UNKNOWN


def _mutated(owner: list[Any] | dict[Any, Any], called: ast.Attribute, values: list[Any], scope: Scope) -> Any:
    """A list that grows is followed while it is certain that it does; from then on nothing is known of it."""
    certain = not scope.conditions and called.attr in ("append", "extend") and isinstance(owner, list)
    if certain and len(owner) < LONGEST and _tried(getattr(owner, called.attr), *values) is None:
        return None
    if isinstance(called.value, ast.Name):
        scope.forget([called.value.id])
    return UNKNOWN


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


_HANDLERS: dict[type, Callable[[Any, Scope], Any]] = {
    ast.Constant: _constant,
    ast.JoinedStr: _joined_string,
    ast.Name: _name,
    ast.Tuple: _sequence,
    ast.List: _sequence,
    ast.Set: _sequence,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.Compare: _compare,
    ast.BoolOp: _boolean,
    ast.UnaryOp: _unary,
    ast.IfExp: _choice,
    ast.Subscript: _item,
    ast.Attribute: _attribute,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.SetComp: _comprehension,
    ast.Call: _call,
}
