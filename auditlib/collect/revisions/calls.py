"""A call in a version file: what it does to the database, and what it gives back."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from auditlib.collect.revisions.constants import evaluate
from auditlib.collect.revisions.dispatch import by_name, is_chosen
from auditlib.collect.revisions.guards import mentions_catalog
from auditlib.collect.revisions.op_calls import OpCall, Placed, enum_effect, op_effects, table_parts
from auditlib.collect.revisions.schema_calls import LIBRARIES, as_table, library_call
from auditlib.collect.revisions.text import Located
from auditlib.collect.revisions.things import (
    Asked,
    Batch,
    Change,
    Connection,
    OwnClass,
    OwnFunction,
    SqlType,
    TableThing,
    text_or_none,
)
from auditlib.collect.revisions.values import UNKNOWN, Bound, Dotted, Scope
from auditlib.collect.sqltext.effect import Effect

_CARRIED_ON = frozenset(
    {
        "begin",
        "begin_nested",
        "connect",
        "execution_options",
        "get_bind",
        "get_context",
        "autocommit_block",
        "connection",
    }
    | {"begin_transaction", "__enter__", "options", "configure"}
)
_RUNS_SQL = frozenset({"execute", "exec_driver_sql", "scalar", "scalars", "executemany"})
_CHANGES_ROWS = frozenset(
    {"add", "add_all", "merge", "delete", "bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
)
_SILENT_OPS = frozenset({"implementation_for", "register_operation", "get_bind", "get_context", "f", "inline_literal"})


class Notes(Protocol):
    """Where what a call does is written down, and who follows a function of the file."""

    def emit(self, effects: Iterable[Placed], line: int, written_as: str) -> None:
        """Take down the effects of what stands on ``line``."""

    def run_sql(self, text: str, line: int) -> None:
        """Take down what a text of SQL does."""

    def follow(self, function: OwnFunction, values: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Go through a function of the file with these arguments; what it returns."""

    def under(self, guard: str) -> AbstractContextManager[None]:
        """What is taken down inside of the block depends on that."""

    def is_statement(self, node: ast.Call) -> bool:
        """The call stands alone: only what it does can be why it is there."""


def call_value(node: ast.Call, called: Any, scope: Scope, notes: Notes) -> Any:
    """What the call of ``called`` gives; what it does goes to ``notes``."""
    values = [value for arg in node.args for value in _argument(arg, scope)]
    named = {each.arg: evaluate(each.value, scope) for each in node.keywords if each.arg}
    if isinstance(called, OwnFunction):
        return notes.follow(called, values, named)
    if isinstance(called, Bound):
        return _method(called, node, values, named, notes=notes)
    if isinstance(called, Dotted):
        return _imported(called, node, values, named, notes=notes)
    if isinstance(called, Asked | Connection | OwnClass):
        return called
    if chosen := by_name(node.func, scope):
        return _one_of(chosen, notes)
    if any(isinstance(value, Connection) for value in values):
        _unknown(node, notes, f"hands its connection to {ast.unparse(node.func)}")
    elif notes.is_statement(node) and (_is_method_of_own(node.func, scope) or is_chosen(node.func)):
        _unknown(node, notes, f"calls {ast.unparse(node.func)}, which is not followed")
    return UNKNOWN


def _one_of(functions: Sequence[OwnFunction], notes: Notes) -> Any:
    """Which of several is called depends on what ``upgrade()`` is given."""
    if len(functions) == 1:
        return notes.follow(functions[0], (), {})
    with notes.under("argument"):
        for each in functions:
            notes.follow(each, (), {})
    return UNKNOWN


def _is_method_of_own(called: ast.expr, scope: Scope) -> bool:
    """``DropColumn(table, column).run()``: what a class of the project's own does is not followed."""
    owner = called.value if isinstance(called, ast.Attribute) else called
    made = owner.func if isinstance(owner, ast.Call) else owner
    return isinstance(made, ast.Name | ast.Attribute) and isinstance(evaluate(made, scope), OwnClass)


def _argument(arg: ast.expr, scope: Scope) -> list[Any]:
    if not isinstance(arg, ast.Starred):
        return [evaluate(arg, scope)]
    several = evaluate(arg.value, scope)
    return list(several) if isinstance(several, list | tuple) else [UNKNOWN]


def _imported(name: Dotted, node: ast.Call, values: list[Any], named: Mapping[str, Any], *, notes: Notes) -> Any:
    if name.path.startswith("alembic.op."):
        return _operation(OpCall(name.last, tuple(values), named), node, notes)
    if name.path.startswith("alembic.context."):
        return {"is_offline_mode": False, "get_bind": Connection(), "get_context": Connection()}.get(name.last, UNKNOWN)
    root = name.path.partition(".")[0]
    if name.last in ("create_all", "drop_all"):
        _unknown(node, notes, f"{name.last} on a MetaData: what it makes stands in the models")
        return UNKNOWN
    if root in LIBRARIES:
        return library_call(name, node, values, named)
    hands_over = any(isinstance(value, Connection) for value in [*values, *named.values()])
    if hands_over or (notes.is_statement(node) and root not in sys.stdlib_module_names):
        _unknown(node, notes, f"calls {name.path}, which is not followed")
    return UNKNOWN


def _operation(call: OpCall, node: ast.Call, notes: Notes) -> Any:
    if call.operation in ("get_bind", "get_context"):
        return Connection()
    if call.operation in ("f", "inline_literal"):
        return call.values[0] if call.values else UNKNOWN
    if call.operation == "execute":
        return _sql(call.values[0] if call.values else call.named.get("sqltext"), node, notes)
    if call.operation == "batch_alter_table":
        table = call.values[0] if call.values else call.named.get("table_name")
        return Batch(text_or_none(table) or "", text_or_none(call.named.get("schema")))
    if call.operation in ("run_async", "invoke"):
        function = call.values[0] if call.values else None
        return notes.follow(function, (Connection(),), {}) if isinstance(function, OwnFunction) else UNKNOWN
    if call.operation not in _SILENT_OPS:
        notes.emit(op_effects(call), node.lineno, "operation")
    if call.operation == "create_table":
        return TableThing(call.table, call.schema, tuple(call.values[1:]))
    return UNKNOWN


def _method(called: Bound, node: ast.Call, values: list[Any], named: Mapping[str, Any], *, notes: Notes) -> Any:
    owner, method = called.owner, called.method
    if isinstance(owner, Batch):
        return _operation(OpCall(method, tuple(values), named, owner.table, owner.schema), node, notes)
    if isinstance(owner, Connection):
        return _on_connection(method, node, values, notes)
    if isinstance(owner, TableThing):
        return _on_table(owner, method, node, notes)
    if isinstance(owner, SqlType):
        return _on_type(owner, method, node, values, named, notes=notes)
    if isinstance(owner, Change):
        return _on_change(owner, method, node, notes)
    return UNKNOWN


def _on_connection(method: str, node: ast.Call, values: list[Any], notes: Notes) -> Any:
    if method in _RUNS_SQL:
        return _sql(values[0] if values else UNKNOWN, node, notes)
    if method == "query":
        return Change("SELECT", as_table(values[0] if values else None))
    if method in _CHANGES_ROWS:
        changed = as_table(values[0] if values else None)
        notes.emit(_changed(Change("INSERT" if "insert" in method or "add" in method else method, changed)),
                   node.lineno, "python")  # fmt: skip
        return UNKNOWN
    if method in ("has_table", "has_index"):
        return Asked()
    if method == "run_sync" and values and isinstance(values[0], OwnFunction):
        return notes.follow(values[0], (Connection(),), {})
    return Connection() if method in _CARRIED_ON else UNKNOWN


def _on_table(table: TableThing, method: str, node: ast.Call, notes: Notes) -> Any:
    if method in ("insert", "update", "delete"):
        return Change(method.upper(), table)
    if method in ("create", "drop"):
        call = OpCall(f"{method}_table", (table.name, *table.parts), {"schema": table.schema})
        guard = "if not exists" if method == "create" and len(node.keywords) > 0 else None
        effect = call.effect(method, "table", table.name, guard=guard)
        parts = table_parts(call, table.name, table.parts) if method == "create" else ()
        notes.emit([(effect, None), *parts], node.lineno, "python")
    return UNKNOWN


def _on_type(
    kind: SqlType, method: str, node: ast.Call, values: list[Any], named: Mapping[str, Any], *, notes: Notes
) -> Any:
    if method == "with_variant":
        for_us = "postgresql" in values[1:]
        return values[0] if for_us and isinstance(values[0], SqlType) else kind
    if method in ("create", "drop") and kind.enum:
        checks = named.get("checkfirst", True) is not False
        guard = ("if not exists" if method == "create" else "if exists") if checks else None
        notes.emit([(enum_effect(kind, f"{method}_type", method, guard), None)], node.lineno, "python")
        return UNKNOWN
    return kind


def _on_change(change: Change, method: str, node: ast.Call, notes: Notes) -> Any:
    if change.command == "SELECT" and method in ("update", "delete"):
        notes.emit(_changed(Change(method.upper(), change.table)), node.lineno, "python")
        return UNKNOWN
    reads = change.command == "SELECT" and method in ("all", "first", "one", "one_or_none", "scalar", "count", "get")
    return UNKNOWN if reads else change


def _sql(value: Any, node: ast.Call, notes: Notes) -> Any:
    if isinstance(value, str):
        notes.run_sql(value if isinstance(value, Located) else str(value), node.lineno)
        return Asked() if mentions_catalog(value) else UNKNOWN
    if isinstance(value, Change):
        notes.emit(_changed(value) if value.command != "SELECT" else (), node.lineno, "python")
    elif not (node.args and _only_reads(node.args[0])):
        _unknown(node, notes, "runs a statement that the text does not tell")
    return UNKNOWN


def _only_reads(node: ast.expr) -> bool:
    """``select(…).where(…)``: whatever it reads, it changes nothing."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr == "select":
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return isinstance(node, ast.Name) and node.id == "select"


def _changed(change: Change) -> list[Placed]:
    table = change.table
    name, schema = (table.name, table.schema) if table is not None else (None, None)
    effect = Effect(command=change.command, action="data", object_kind="table", schema=schema, table=name, name=name)
    return [(effect, None)]


def _unknown(node: ast.Call, notes: Notes, detail: str) -> None:
    notes.emit([(Effect(command="unknown", action="unknown", detail=detail), None)], node.lineno, "python")
