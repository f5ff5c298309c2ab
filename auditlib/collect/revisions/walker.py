"""Goes through upgrade() or downgrade() as text tells it, and takes down what it does to the database."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from auditlib.collect.revisions.arguments import bind_arguments
from auditlib.collect.revisions.calls import call_value
from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.file import VersionFile
from auditlib.collect.revisions.guards import asks_catalog, content_for_another, guard_of
from auditlib.collect.revisions.modules import Modules, absolute
from auditlib.collect.revisions.op_calls import Placed
from auditlib.collect.revisions.text import Located, at_line
from auditlib.collect.revisions.things import Asked, OwnClass, OwnFunction
from auditlib.collect.revisions.values import UNKNOWN, Dotted, Scope, known
from auditlib.collect.sqltext.effect import Effect
from auditlib.collect.statements import effects

_DEEPEST = 12
_MOST_ROUNDS = 300
_MOST_DONE = 5_000


@dataclass(frozen=True)
class Done:
    """Something that a function does, with its line and how it is written."""

    effect: Effect
    line: int
    written_as: str
    guard: str | None


@dataclass(frozen=True)
class Returned:
    """The function ended here with a value."""

    value: Any


@dataclass
class Walker:
    """What one function of a version file does; ``texts`` are the SQL texts that it runs.

    What a helper of another module does is taken down at the line of the revision that calls it.
    """

    modules: Modules
    done: list[Done] = field(default_factory=list)
    texts: list[Located] = field(default_factory=list)
    guards: list[str] = field(default_factory=list)
    _following: list[ast.AST] = field(default_factory=list)
    _statement: ast.Call | None = None
    _line: int = 0
    _abroad: bool = False

    def emit(self, found: Iterable[Placed], line: int, written_as: str) -> None:
        """Take down the effects of what stands on ``line``."""
        if self._abroad:
            found, line = [(each, None) for each, _own in found], self._line
        if len(self.done) < _MOST_DONE:
            guard = self.guards[-1] if self.guards else None
            self.done += [Done(each, own or line, written_as, guard or each.guard) for each, own in found]

    def run_sql(self, text: str, line: int) -> None:
        """Take down what a text of SQL does, each statement on its own line of the file."""
        if self._abroad:
            self.emit([(each, None) for each in effects(str(text))], line, "raw SQL")
            return
        placed = text if isinstance(text, Located) else at_line(text, line)
        self.texts.append(placed)
        self.emit([(each, placed.line_at(max(each.offset, 0))) for each in effects(text)], line, "raw SQL")

    def is_statement(self, node: ast.Call) -> bool:
        """The call stands alone."""
        return node is self._statement

    def follow(self, function: OwnFunction, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Go through a function of the file; what it returns, ``UNKNOWN`` where it calls itself."""
        if function.node in self._following or len(self._following) >= _DEEPEST:
            return UNKNOWN
        scope = function.scope.inner()
        bind_arguments(function, scope, values, named)
        self._following.append(function.node)
        home, self._abroad = self._abroad, self._abroad or function.scope.foreign
        ended = self.block(function.node.body, scope)
        self._abroad = home
        self._following.pop()
        return ended.value if ended is not None else None

    def aside(self, statements: Sequence[ast.stmt], scope: Scope) -> None:
        """Go through the statements of another module for its names: what they do is no part of the step."""
        before = len(self.done), self._abroad, self._statement
        self._abroad = True
        self.block(statements, scope)
        del self.done[before[0] :]
        _, self._abroad, self._statement = before

    def block(self, statements: Sequence[ast.stmt], scope: Scope) -> Returned | None:
        """Go through statements in order, up to one that ends the function."""
        for place, node in enumerate(statements):
            if not scope.foreign:
                self._line = node.lineno
            handler, before = _HANDLERS.get(type(node)), len(self.done)
            ended = handler(self, node, scope) if handler is not None else None
            if ended is not None:
                if isinstance(node, ast.If) and ended.value is None and len(self.done) == before:
                    self._passed_over(node, statements[place + 1 :], scope)
                return ended
            if isinstance(node, ast.If) and (guard := _leaves(node, scope)):
                with self.under(guard):
                    return self.block(statements[place + 1 :], scope)
        return None

    @contextmanager
    def under(self, guard: str) -> Iterator[None]:
        """What is taken down inside of the block depends on that."""
        self.guards.append(guard)
        yield
        self.guards.pop()

    def _expression(self, node: ast.Expr, scope: Scope) -> None:
        self._statement = node.value if isinstance(node.value, ast.Call) else None
        evaluate(node.value, scope)

    def _assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign, scope: Scope) -> None:
        self._statement = None
        if node.value is None:
            return
        value = evaluate(node.value, scope)
        if value is UNKNOWN and asks_catalog(node.value, scope):
            value = Asked()
        if isinstance(node, ast.AugAssign):
            whole = ast.BinOp(left=_as_load(node.target), op=node.op, right=node.value)
            value = evaluate(ast.copy_location(whole, node), scope) if known(value) else UNKNOWN
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            scope.bind(target, value)

    def _if(self, node: ast.If, scope: Scope) -> Returned | None:
        self._statement = None
        test = evaluate(node.test, scope)
        if known(test):
            taken, left = (node.body, node.orelse) if test else (node.orelse, node.body)
            done = len(self.done)
            ended = self.block(taken, scope)
            if len(self.done) == done:
                self._passed_over(node, left, scope)
            return ended
        before = dict(scope.names)
        with self.under(guard_of(node.test, scope)):
            for branch in (node.body, node.orelse):
                self.block(branch, scope)
        scope.forget(name for name, value in list(scope.names.items()) if before.get(name, UNKNOWN) is not value)
        return None

    def _passed_over(self, node: ast.If, branch: Sequence[ast.stmt], scope: Scope) -> None:
        """What runs only on another dialect is no effect here; that it is there is said."""
        if here := content_for_another(node.test, branch, scope):
            effect = Effect(command="nothing", action="other", detail="stands only for another dialect")
            self.emit([(effect, here[0].lineno)], node.lineno, "python")

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> Returned | None:
        self._statement = None
        items = evaluate(node.iter, scope)
        if isinstance(items, list | tuple | dict) and len(items) <= _MOST_ROUNDS:
            for item in items:
                scope.bind(node.target, item)
                self.block(node.body, scope)
            return self.block(node.orelse, scope)
        asked = asks_catalog(node.iter, scope)
        scope.forget(_assigned(node.body))
        scope.bind(node.target, Asked() if asked else UNKNOWN)
        with self.under("inspector" if asked else "condition"):
            self.block(node.body, scope)
        return None

    def _while(self, node: ast.While, scope: Scope) -> None:
        scope.forget(_assigned(node.body))
        with self.under(guard_of(node.test, scope)):
            self.block(node.body, scope)

    def _try(self, node: ast.Try, scope: Scope) -> Returned | None:
        if any(not _raises(handler.body) for handler in node.handlers):
            with self.under("condition"):  # what fails is passed over: the outcome depends on what it finds
                ended = self.block(node.body, scope)
        else:
            ended = self.block(node.body, scope)
        with self.under("condition"):
            for handler in node.handlers:
                self.block(handler.body, scope)
        return ended or self.block([*node.orelse, *node.finalbody], scope)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> Returned | None:
        self._statement = None
        for item in node.items:
            value = evaluate(item.context_expr, scope)
            if item.optional_vars is not None:
                scope.bind(item.optional_vars, value)
        return self.block(node.body, scope)

    def _return(self, node: ast.Return, scope: Scope) -> Returned | None:
        self._statement = None
        value = evaluate(node.value, scope) if node.value is not None else None
        return Returned(value)

    def _raise(self, node: ast.Raise, scope: Scope) -> Returned:
        return Returned(UNKNOWN)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        scope.names[node.name] = OwnFunction(node, scope)

    def _class(self, node: ast.ClassDef, scope: Scope) -> None:
        inside = scope.inner()
        self.block([each for each in node.body if isinstance(each, ast.Assign | ast.AnnAssign)], inside)
        scope.names[node.name] = OwnClass(dict(inside.names))

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for each in node.names:
            if isinstance(node, ast.ImportFrom):
                scope.names[each.asname or each.name] = self.modules.later(absolute(node, scope), each.name)
            elif each.asname:
                scope.names[each.asname] = self.modules.module(each.name)
            else:
                root = each.name.partition(".")[0]
                scope.names[root] = Dotted(root)


def walk(file: VersionFile, function: str, modules: Modules) -> Walker:
    """What ``function`` of the file does, its helpers followed; nothing where there is no such function."""
    walker = modules.walker = Walker(modules)
    node = file.functions.get(function)
    if node is None or file.tree is None:
        return walker
    scope = Scope(file.scope.lines, {"__file__": file.scope.names.get("__file__")})
    scope.call = lambda call, called, at: call_value(call, called, at, walker)
    scope.conditions = walker.guards
    walker.block([each for each in file.tree.body if not isinstance(each, ast.Expr)], scope)
    walker.done.clear()  # what the module does as it is imported is no part of a step
    walker.texts.clear()
    walker.follow(OwnFunction(node, scope), (), {})
    return walker


def _leaves(node: ast.If, scope: Scope) -> str | None:
    """What the rest of a block depends on where this condition may end it: ``if inspector.has_table(…): return``."""
    if not node.body or not isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue):
        return None
    return guard_of(node.test, scope) if not isinstance(node.body[-1], ast.Raise) else None


def _raises(block: Sequence[ast.stmt]) -> bool:
    return bool(block) and isinstance(block[-1], ast.Raise)


def _assigned(block: Sequence[ast.stmt]) -> set[str]:
    """Names that a loop's body gives values to: after the first round nothing is known of them."""
    nodes = [node for statement in block for node in ast.walk(statement)]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def _as_load(target: ast.expr) -> ast.expr:
    return ast.Name(target.id, ast.Load()) if isinstance(target, ast.Name) else target


_HANDLERS: dict[type, Any] = {
    ast.Expr: Walker._expression,
    ast.Assign: Walker._assign,
    ast.AnnAssign: Walker._assign,
    ast.AugAssign: Walker._assign,
    ast.If: Walker._if,
    ast.For: Walker._for,
    ast.AsyncFor: Walker._for,
    ast.While: Walker._while,
    ast.Try: Walker._try,
    ast.With: Walker._with,
    ast.AsyncWith: Walker._with,
    ast.Return: Walker._return,
    ast.Raise: Walker._raise,
    ast.FunctionDef: Walker._define,
    ast.AsyncFunctionDef: Walker._define,
    ast.ClassDef: Walker._class,
    ast.Import: Walker._import,
    ast.ImportFrom: Walker._import,
}
