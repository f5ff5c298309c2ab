"""Alembic's operations → effects: `op.create_table`, `batch_op.add_column` and their like."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditlib.collect.revisions.things import ColumnThing, ConstraintThing, SqlType, names, text_or_none
from auditlib.collect.sqltext.effect import Effect

Placed = tuple[Effect, int | None]  # an effect, and its own line where it has one
_PARAMETERS = {
    "create_table": ("table_name",),
    "drop_table": ("table_name",),
    "rename_table": ("old_table_name", "new_table_name"),
    "add_column": ("table_name", "column"),
    "drop_column": ("table_name", "column_name"),
    "alter_column": ("table_name", "column_name"),
    "create_index": ("index_name", "table_name", "columns"),
    "drop_index": ("index_name", "table_name"),
    "create_foreign_key": ("constraint_name", "source_table", "referent_table", "local_cols", "remote_cols"),
    "create_unique_constraint": ("constraint_name", "table_name", "columns"),
    "create_primary_key": ("constraint_name", "table_name", "columns"),
    "create_check_constraint": ("constraint_name", "table_name", "condition"),
    "create_exclude_constraint": ("constraint_name", "table_name"),
    "drop_constraint": ("constraint_name", "table_name", "type_"),
    "create_table_comment": ("table_name", "comment"),
    "drop_table_comment": ("table_name",),
    "bulk_insert": ("table", "rows"),
}
_KINDS = {"unique_constraint": "unique", "primary_key": "primary key", "check_constraint": "check"}
_VERBS = {"create": "create", "add": "create", "drop": "drop", "alter": "alter", "rename": "alter", "replace": "create"}


@dataclass(frozen=True)
class OpCall:
    """A call of an operation: its name, its values by place and by name, the table of a batch."""

    operation: str
    values: tuple[Any, ...]
    named: Mapping[str, Any]
    batch_table: str | None = None
    batch_schema: str | None = None

    def get(self, parameter: str) -> Any:
        """The value of a parameter, wherever it was given."""
        if parameter in self.named:
            return self.named[parameter]
        parameters = _PARAMETERS.get(self.operation, ())
        if self.batch_table is not None:
            parameters = tuple(each for each in parameters if each not in ("table_name", "source_table"))
        place = parameters.index(parameter) if parameter in parameters else len(self.values)
        return self.values[place] if place < len(self.values) else None

    def text(self, parameter: str) -> str | None:
        """The value of a parameter if it is text."""
        return text_or_none(self.get(parameter))

    @property
    def table(self) -> str | None:
        """The table that the operation is about."""
        return self.batch_table if self.batch_table is not None else self.text("table_name")

    @property
    def schema(self) -> str | None:
        """The schema where it is written."""
        return self.batch_schema or self.text("schema") or self.text("source_schema")

    def effect(self, action: str, kind: str, name: str | None, **more: Any) -> Effect:
        """An effect of this call."""
        guards = [flag for flag in ("if_not_exists", "if_exists") if self.named.get(flag)]
        return Effect(
            **{
                "command": self.operation,
                "action": action,
                "object_kind": kind,
                "schema": self.schema,
                "table": self.table,
                "name": name,
                "guard": guards[0].replace("_", " ") if guards else None,
                **more,
            }
        )


def op_effects(call: OpCall) -> Iterator[Placed]:
    """The effects of an operation; of one that is not Alembic's own, what its name says."""
    handler = _HANDLERS.get(call.operation)
    if handler is not None:
        yield from handler(call)
        return
    verb, _, kind = call.operation.partition("_")
    name = next((str(each) for each in call.values if isinstance(each, str)), None)
    action = _VERBS.get(verb, "unknown")
    yield call.effect(action, kind.replace("_", " "), name, detail="an operation that is not Alembic's own"), None


def table_parts(call: OpCall, table: str | None, parts: tuple[Any, ...]) -> Iterator[Placed]:
    """The columns and constraints among the arguments of a table."""
    for part in parts:
        if isinstance(part, ColumnThing):
            yield from _column(call, table, part, in_table=True)
        elif isinstance(part, ConstraintThing):
            yield _constraint(call, table, part), part.line


def _create_table(call: OpCall) -> Iterator[Placed]:
    yield call.effect("create", "table", call.table), None
    yield from table_parts(call, call.table, tuple(call.values[1:]))


def _column(call: OpCall, table: str | None, column: ColumnThing, *, in_table: bool) -> Iterator[Placed]:
    kind = column.type
    if in_table and kind is not None and kind.enum and kind.made_with_table:
        yield enum_effect(kind, call.operation, "create", None), column.line
    yield call.effect("create", "column", column.name, table=table, detail=kind.text if kind else None), column.line
    for each in column.constraints:
        yield _constraint(call, table, each, (column.name or "",)), each.line
    if column.indexed and in_table:
        yield call.effect("create", "index", None, table=table, columns=(column.name or "",)), column.line


def _constraint(call: OpCall, table: str | None, constraint: ConstraintThing, columns: tuple[str, ...] = ()) -> Effect:
    return call.effect(
        "create",
        "constraint",
        constraint.name,
        table=table,
        columns=constraint.columns or columns,
        constraint_type=constraint.kind,
        detail=constraint.target,
    )


def enum_effect(kind: SqlType, command: str, action: str, guard: str | None) -> Effect:
    """The effect on an enum type."""
    said = f"enum ({', '.join(kind.labels)})" if kind.labels and action == "create" else None
    return Effect(
        command=command,
        action=action,
        object_kind="type",
        schema=kind.schema,
        name=kind.enum,
        detail=said,
        guard=guard,
    )


def _add_column(call: OpCall) -> Iterator[Placed]:
    column = call.get("column")
    if isinstance(column, ColumnThing):
        yield from _column(call, call.table, column, in_table=False)
    else:
        yield call.effect("create", "column", None), None


def _alter_column(call: OpCall) -> Iterator[Placed]:
    new_type = call.named.get("type_")
    new_name = call.text("new_column_name")
    said = [new_type.text] if isinstance(new_type, SqlType) else []
    said += [f"rename to {new_name}"] if new_name else []
    said += [f"{'drop' if call.named['nullable'] else 'set'} not null"] if "nullable" in call.named else []
    said += ["default"] if "server_default" in call.named else []
    yield call.effect("alter", "column", call.text("column_name"), detail=", ".join(said) or None), None


def _create_index(call: OpCall) -> Iterator[Placed]:
    said = [each for each in ("unique",) if call.named.get(each)]
    said += [str(call.named["postgresql_using"])] if isinstance(call.named.get("postgresql_using"), str) else []
    said += ["concurrently"] if call.named.get("postgresql_concurrently") else []
    columns = names(call.get("columns"))
    yield call.effect("create", "index", call.text("index_name"), columns=columns, detail=", ".join(said) or None), None


def _create_foreign_key(call: OpCall) -> Iterator[Placed]:
    schema, target = call.text("referent_schema"), call.text("referent_table")
    whole = f"{schema}.{target}" if schema else target
    remote = names(call.get("remote_cols"))
    yield (
        call.effect(
            "create",
            "constraint",
            call.text("constraint_name"),
            table=call.batch_table or call.text("source_table"),
            columns=names(call.get("local_cols")),
            constraint_type="foreign key",
            detail=f"{whole} ({', '.join(remote)})" if remote else whole,
        ),
        None,
    )


def _create_constraint(call: OpCall) -> Iterator[Placed]:
    kind = _KINDS.get(call.operation.removeprefix("create_"), "exclusion")
    columns = names(call.get("columns"))
    name = call.text("constraint_name")
    yield call.effect("create", "constraint", name, columns=columns, constraint_type=kind), None


def _drop_constraint(call: OpCall) -> Iterator[Placed]:
    kind = {"foreignkey": "foreign key", "primary": "primary key"}.get(call.text("type_") or "", call.text("type_"))
    yield call.effect("drop", "constraint", call.text("constraint_name"), constraint_type=kind), None


def _rename_table(call: OpCall) -> Iterator[Placed]:
    old, new = call.text("old_table_name"), call.text("new_table_name")
    yield call.effect("alter", "table", old, table=old, detail=f"rename to {new}"), None


def _bulk_insert(call: OpCall) -> Iterator[Placed]:
    table = call.get("table")
    name = getattr(table, "name", None)
    yield call.effect("data", "table", name, table=name, schema=getattr(table, "schema", None)), None


def _simple(action: str, kind: str, parameter: str) -> Callable[[OpCall], Iterator[Placed]]:
    def effects(call: OpCall) -> Iterator[Placed]:
        yield call.effect(action, kind, call.text(parameter)), None

    return effects


_HANDLERS: dict[str, Callable[[OpCall], Iterator[Placed]]] = {
    "create_table": _create_table,
    "drop_table": _simple("drop", "table", "table_name"),
    "rename_table": _rename_table,
    "add_column": _add_column,
    "drop_column": _simple("drop", "column", "column_name"),
    "alter_column": _alter_column,
    "create_index": _create_index,
    "drop_index": _simple("drop", "index", "index_name"),
    "create_foreign_key": _create_foreign_key,
    "create_unique_constraint": _create_constraint,
    "create_primary_key": _create_constraint,
    "create_check_constraint": _create_constraint,
    "create_exclude_constraint": _create_constraint,
    "drop_constraint": _drop_constraint,
    "create_table_comment": _simple("alter", "comment", "table_name"),
    "drop_table_comment": _simple("alter", "comment", "table_name"),
    "bulk_insert": _bulk_insert,
}
