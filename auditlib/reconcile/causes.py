"""What a difference falls with: the table it is in, the column it is on, the type that changed under it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.quoted import parts
from auditlib.frames.results import identity

Row = dict[str, Any]
Where = tuple[str, str, str, str]

_LEADS = {
    (frame.object_kind, column.name): frozenset(column.leads)
    for frame in OBJECT_FRAMES.values()
    for column in frame.compared
    if column.leads
}
_CAST = re.compile(r'::(?:"[^"]+"|[\w.]+(?: varying| precision)?)(?:\([\d,]+\))?(?: with(?:out)? time zone)?(?:\[\])*')
_IDENTIFIER = re.compile(r'"((?:[^"]|"")+)"|(\w+)')
_WHOLE = ("definition", "name")
_EXPRESSIONS = ("definition", "columns", "predicate", "included")
_OF_OBJECTS = ("partition_of", "tables", "schemas")
_BY_TYPE = frozenset({"type", "identity", "generated"})
_BY_WIDTH = frozenset({"data_type", "minimum", "maximum"})


class Causes:
    """The rows by what they are about, to look up what another row falls with."""

    def __init__(
        self,
        every: list[Row],
        users: Mapping[tuple[str, str], list[tuple[str, str]]],
        needs: Mapping[Where, list[Where]] = MappingProxyType({}),
    ) -> None:
        self._presence: dict[Where, list[Row]] = {}
        self._attributes: dict[Where, set[str]] = {}
        self._columns: dict[tuple[str, str], dict[str, set[str]]] = {}
        self._users = users
        self._needs = needs
        for row in every:
            where = (row["object_kind"], row["schema"], row["table"], row["name"])
            if row["attribute"]:
                self._attributes.setdefault(where, set()).add(row["attribute"])
            else:
                self._presence.setdefault(where, []).append(row)
            if row["object_kind"] == "column":
                columns = self._columns.setdefault((row["schema"], row["table"]), {})
                columns.setdefault(row["name"], set()).add(row["attribute"])

    def of(self, row: Row) -> Iterator[str]:
        """Roots that a row may fall with, nearest first; empty ones among them."""
        if row["attribute"]:
            yield self._same_object(row)
            yield self._changed_columns(row)
            yield self._same_at_owner(row)
            yield self._column_counted_for(row)
            yield self._listed_objects(row)
            yield self._named_objects(row)
            return
        yield self._falls_with(row, "schema", "", "", row["schema"]) if row["schema"] else ""
        yield self._table(row)
        yield from self._on_columns(row)
        yield self._about(row)
        yield self._other_end(row)
        yield from self._owner_or_users(row)
        for needed in self._needs.get((row["object_kind"], row["schema"], row["table"], row["name"]), ()):
            yield self._falls_with(row, *needed)

    def _falls_with(self, row: Row, kind: str, schema: str, table: str, name: str) -> str:
        causes = self._presence.get((kind, schema, table, name), [])
        if any(cause is not row and _covers(cause, row) for cause in causes):
            return identity(kind, schema, table, name)
        return ""

    def _table(self, row: Row) -> str:
        schema, table = row["schema"], row["table"]
        if row["object_kind"] == "table":
            return self._parent(row)
        if not table:
            return ""
        return self._falls_with(row, "table", schema, table, table) or self._falls_with(row, "view", schema, "", table)

    def _parent(self, row: Row) -> str:
        """The table that a partition or an heir falls with; live partitions that others lack fall together."""
        inherited = parts(row.get("_partition_of") or "")
        if len(inherited) != 2:
            return ""
        schema, parent = inherited
        with_parent = self._falls_with(row, "table", schema, parent, parent)
        if row["change"] == "extra" and row.get("_partition_bound"):
            return with_parent or identity("partitions", schema, parent, parent)
        return with_parent

    def _on_columns(self, row: Row) -> Iterator[str]:
        if row["object_kind"] in ("constraint", "index"):
            parts = (row.get("_columns"), row.get("_included"), row.get("_predicate"))
            for name in _names(", ".join(filter(None, parts))):
                yield self._falls_with(row, "column", row["schema"], row["table"], name)

    def _about(self, row: Row) -> str:
        """The object that a comment is on, or a privilege."""
        if row.get("_object_kind") is None:
            return ""
        kind, name = row["_object_kind"], row["_name"]
        # In `differences` a schema stands in no schema, not even its own.
        return self._falls_with(row, kind, "" if kind == "schema" else row["schema"], row["table"], name)

    def _other_end(self, row: Row) -> str:
        """The table that a key names, the function that a trigger calls."""
        table, function = row.get("_referenced_table"), row.get("_function")
        if row["object_kind"] == "constraint" and table:
            schema = row.get("_referenced_schema") or row["schema"]
            return self._falls_with(row, "table", schema, table, table)
        if row["object_kind"] == "trigger" and function:
            schema, name = [row["schema"], *parts(function)][-2:]
            return self._falls_with(row, "function", schema, "", f"{name}()")
        return ""

    def _owner_or_users(self, row: Row) -> Iterator[str]:
        """The column that owns a sequence; the columns that use a type."""
        if row["object_kind"] == "sequence" and row.get("_owned_by"):
            *_, table, column = parts(row["_owned_by"])
            yield self._any_difference(row, row["schema"], table, column)
        if row["object_kind"] == "type":
            for table, column in self._users.get((row["schema"], row["name"]), ()):
                yield self._any_difference(row, row["schema"], table, column)

    def _any_difference(self, row: Row, schema: str, table: str, column: str) -> str:
        present = self._falls_with(row, "table", schema, table, table)
        present = present or self._falls_with(row, "column", schema, table, column)
        if present:
            return present
        changed = self._attributes.get(("column", schema, table, column), set())
        return identity("column", schema, table, column) if changed & (_BY_TYPE | {"default"}) else ""

    def _same_object(self, row: Row) -> str:
        """The object itself, where another of its attributes tells the cause."""
        where = (row["object_kind"], row["schema"], row["table"], row["name"])
        others = self._attributes[where] - {row["attribute"]}
        own = identity(*where)
        if any({"*", row["attribute"]} & _LEADS.get((row["object_kind"], other), frozenset()) for other in others):
            return own
        if row["attribute"] in _WHOLE and others - {"name", "references"}:
            return own
        if row["attribute"] == "default" and others & _BY_TYPE and _same_but_casts(row):
            return own
        return own if row["attribute"] == "type" and "references" in others else ""

    def _same_at_owner(self, row: Row) -> str:
        """The table that owns a sequence or is inherited from, where that differs in the same way."""
        if row["object_kind"] == "sequence" and row.get("_owned_by"):
            table = parts(row["_owned_by"])[-2]
            if row["attribute"] in self._attributes.get(("table", row["schema"], table, table), ()):
                return identity("table", row["schema"], table, table)
        on = ("table", row["schema"], row["table"], row["table"])
        if row["attribute"] == "inheritance" and "partition_of" in self._attributes.get(on, ()):
            return identity(*on)
        return ""

    def _column_counted_for(self, row: Row) -> str:
        """The column that owns a sequence, where its type alone makes the sequence count to another end."""
        if row["object_kind"] != "sequence" or row["attribute"] not in _BY_WIDTH or not row.get("_owned_by"):
            return ""
        *_, table, column = parts(row["_owned_by"])
        owner = ("column", row["schema"], table, column)
        own = self._attributes[row["object_kind"], row["schema"], row["table"], row["name"]]
        return identity(*owner) if "data_type" in own and "type" in self._attributes.get(owner, ()) else ""

    def _listed_objects(self, row: Row) -> str:
        """The table or schema that is missing or extra, where that alone makes a list of them differ."""
        if row["attribute"] not in _OF_OBJECTS:
            return ""
        sides = [set((row[side] or "").split(", ")) for side in ("live", "models", "chain") if row[f"in_{side}"]]
        differing = set().union(*sides) - set.intersection(*sides) - {""}
        roots = [self._gone(*_parts(listed)) for listed in sorted(differing)]
        return roots[0] if roots and all(roots) else ""

    def _named_objects(self, row: Row) -> str:
        """An object that is needed and is missing or extra, where the attribute names it on one side only."""
        if row["object_kind"] == "column":
            return ""
        said = [row[side] or "" for side in ("live", "models", "chain") if row[f"in_{side}"]]
        for needed in self._needs.get((row["object_kind"], row["schema"], row["table"], row["name"]), ()):
            if len({needed[3].partition("(")[0] in text for text in said}) > 1:
                return identity(*needed)
        return ""

    def _gone(self, schema: str, name: str) -> str:
        kinds = (("table", schema, name, name), ("schema", "", "", name), ("index", schema, "", name))
        return next((identity(*where) for where in kinds if where in self._presence), "")

    def _changed_columns(self, row: Row) -> str:
        """The column that is missing, extra or of another type, where that alone explains an expression."""
        if row["object_kind"] not in ("constraint", "index") or row["attribute"] not in _EXPRESSIONS:
            return ""
        columns = self._columns.get((row["schema"], row["table"]), {})
        sides: list[set[str]] = [set(_names(row[side])) for side in ("live", "models", "chain") if row[side]]
        gone = {name for name, attributes in columns.items() if "" in attributes}
        named = set().union(*sides)
        differing = {name for name in named if not all(name in side for side in sides)}
        if differing and differing <= gone:
            return identity("column", row["schema"], row["table"], min(differing))
        retyped = [name for name, attributes in columns.items() if "type" in attributes and name in named]
        return identity("column", row["schema"], row["table"], retyped[0]) if retyped and _same_but_casts(row) else ""


def _covers(cause: Row, row: Row) -> bool:
    """Whether the absence of one object explains the other's: same side, and denied by no witness that knows it."""
    if cause["change"] != row["change"]:
        return False
    if row["change"] == "missing":
        return True
    return all(cause[side] is False or row[side] is not False for side in ("in_models", "in_chain"))


def _parts(listed: str) -> tuple[str, str]:
    """Schema and name of an object in a list, its columns and filter left out."""
    found = [quoted.replace('""', '"') or bare for quoted, bare in _IDENTIFIER.findall(listed)][:2]
    return (found[0], found[1]) if "." in listed and len(found) > 1 else ("", found[0] if found else "")


def _names(columns: str | None) -> list[str]:
    """The identifiers in a list of columns or expressions."""
    return [quoted.replace('""', '"') or bare for quoted, bare in _IDENTIFIER.findall(columns or "")]


def _same_but_casts(row: Row) -> bool:
    said = [row[side] for side in ("live", "models", "chain") if row[side]]
    return len({re.sub(r"[()\s]", "", _CAST.sub("", text)) for text in said}) <= 1
