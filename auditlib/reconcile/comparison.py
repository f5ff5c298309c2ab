"""The objects of one kind across all sources: who has each, and what each says of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from auditlib.frames.spec import MODELS as BY_MODELS
from auditlib.frames.spec import UNSEEN, Frame
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Heard
from auditlib.reconcile.pairing import OWN_NAME
from auditlib.reconcile.same_default import spelt
from auditlib.reconcile.silence import lent

Row = dict[str, Any]
SIDES = ("live", "models", "chain", "chain_head")
CONTEXT = (
    "type",
    "columns",
    "referenced_schema",
    "referenced_table",
    "owned_by",
    "function",
    "partition_of",
    "partition_bound",
    "included",
    "predicate",
    "unique",
    "constraint_kind",
    "object_kind",
    "name",
)
_COMMENTED = ("table", "column", "constraint")
SUMMARY = ("definition", "labels", "type", "table_kind", "comment", "columns", "function")


@dataclass(frozen=True)
class Comparison:
    """One object kind by its description, and the witnesses that were heard."""

    spec: Frame
    witnesses: Heard

    def differences(self, rows: Iterable[Row]) -> Iterator[Row]:
        """What ``rows`` of all sources differ in: presence of each object, and each attribute."""
        objects: dict[tuple[Any, ...], dict[str, Row]] = {}
        for row in rows:
            objects.setdefault(tuple(row[name] for name in self.spec.key[1:]), {})[row["source"]] = row
        for by_source in objects.values():
            for view in self._views(by_source):
                yield from self._presence(view)
                yield from self._changed(view)

    @cached_property
    def _attributes(self) -> list[tuple[str, bool]]:
        """Each compared attribute, and whether models can express it."""
        told = [(column.name, BY_MODELS in column.sources) for column in self.spec.compared]
        return [*told, (OWN_NAME, True)] if self.spec.pairings else told

    @cached_property
    def _summary(self) -> str:
        """The attribute that tells most of an object that is there or not."""
        known = [column.name for column in self.spec.compared]
        return next((name for name in SUMMARY if name in known), "")

    @cached_property
    def _can_deny(self) -> bool:
        """Every MetaData could build such an object, so that silence is a no."""
        return self.witnesses.models and any(BY_MODELS in column.sources for column in self.spec.compared)

    def _views(self, by_source: dict[str, Row]) -> Iterator[Row]:
        """The object as each declarer and all databases see it; once where nobody declares it."""
        found = {side: by_source.get(source) for side, source in _DATABASES.items()}
        declared = [(source, row) for source, row in by_source.items() if source.startswith(MODELS)]
        first = next((row for row in found.values() if row is not None), None)
        for source, base in declared or [("", first or next(iter(by_source.values())))]:
            sides = {**found, "models": base if source else None}
            names = self._names(base)
            context = {f"_{name}": base[name] for name in CONTEXT if name in base}
            yield self._silenced({"declarer": source, "sides": sides, **names, **context})

    def _names(self, base: Row) -> Row:
        return {
            "object_kind": self.spec.object_kind,
            "schema": (base["schema"] or "") if self.spec.in_schema else "",
            "table": base.get("table") or "",
            "name": self.spec.name_of(base),
        }

    def _silenced(self, view: Row) -> Row:
        """``view`` with who has the object; the chain is no witness for what it was lent or what did not run.

        What it says of a lent object are the live values, given back.
        """
        is_lent, of = lent(view, self.spec.object_kind, self.witnesses), (view["table"] or view["name"],)
        silent = is_lent or of in self.witnesses.unrun
        sides = {**view["sides"], **({"chain": None, "chain_head": None} if silent else {})}
        return {
            **view,
            "sides": sides,
            "in_live": sides["live"] is not None,
            "in_models": self._in_models(view),
            "in_chain": None if silent else self._in_chain(view, "chain"),
            "in_chain_head": None if silent else self._in_chain(view, "chain_head"),
            "_lent": is_lent,
            "_models_seen": not self.witnesses.unimported or self._is_declared(view),
            "_stale": of in self.witnesses.unrun_head,
        }

    def _in_models(self, view: Row) -> bool | None:
        """True where the declarer builds it; false where every MetaData could and none does; null else."""
        if view["declarer"]:
            return True
        if self.spec.object_kind == "comment" and not self._on_table(view):
            return None
        table, heard = (view["schema"], view["table"]), self.witnesses
        refused = table in heard.refused or (self.spec.object_kind == "constraint" and table in heard.refused_keys)
        named = view["name"] != "" and (view["schema"], view["name"]) in heard.refused_names
        unknown = (view["table"],) in heard.undeclared and not self._is_declared(view)
        return None if refused or named or unknown or not self._can_deny else False

    def _is_declared(self, view: Row) -> bool:
        """A model was seen that declares its table, and would its parts."""
        return (view["schema"], view["table"]) in self.witnesses.declared

    def _on_table(self, view: Row) -> bool:
        """A comment is on what a model can comment: a table, or a column or constraint of one."""
        kind = view["name"].partition(" ")[0]
        return kind in _COMMENTED and (view["schema"], view["table"]) not in self.witnesses.views

    def _in_chain(self, view: Row, side: str) -> bool | None:
        """Whether the chain has it; null where it was not heard or cannot deny it."""
        whole = self.witnesses.chain_whole if side == "chain" else self.witnesses.head_whole
        if _DATABASES[side] not in self.witnesses.sources:
            return None
        if view["sides"][side] is not None:
            return True
        return False if whole and (view["schema"], view["table"]) not in self.witnesses.assumed_tables else None

    def _locked(self, view: Row) -> bool:
        """Another session held it locked while live was read."""
        name = view["table"] or (view["name"].partition("(")[0] if "function" in self.spec.key else view["name"])
        return (view["schema"], name) in self.witnesses.locked

    def _presence(self, view: Row) -> Iterator[Row]:
        live = view["in_live"]
        if self.spec.pairings and self._locked(view):
            return  # under which other name it may be known cannot be told without its definition
        if (not live) in (view["in_models"], view["in_chain"]):
            yield _row(view, self._summary, {"attribute": "", "change": "extra" if live else "missing"})

    def _changed(self, view: Row) -> Iterator[Row]:
        sides = view["sides"]
        if not view["in_live"]:
            return
        locked = self._locked(view)
        for name, by_models in self._attributes:
            live = sides["live"][name]
            if live is None and locked:
                continue
            mute = {side for side, row in sides.items() if name == OWN_NAME and row and row[name] is None}
            spoken = bool(view["in_models"]) and by_models and "models" not in mute
            differ = spoken and _differ(name, live, sides["models"][name])
            if UNSEEN in (live, *(row[name] for row in (sides["chain"], sides["models"]) if row)):
                continue
            if differ or (view["in_chain"] and "chain" not in mute and _differ(name, live, sides["chain"][name])):
                silent = not by_models or (view["in_models"] and not spoken)
                flags = {"in_models": None if silent else view["in_models"]}
                flags |= {f"in_{side}": None for side in mute & {"chain", "chain_head"}}
                flags |= {"in_chain_head": None} if view["_stale"] else {}
                attribute = "name" if name == OWN_NAME else name
                yield _row({**view, **flags}, name, {"attribute": attribute, "change": "changed"})


_DATABASES = {"live": LIVE, "chain": CHAIN, "chain_head": HEAD}


def _row(view: Row, value: str, told: Row) -> Row:
    """A row of ``differences`` with what each side says of ``value`` as text."""
    sides = {side: _said(row[value]) if row and value else None for side, row in view["sides"].items()}
    return {**{name: each for name, each in view.items() if name != "sides"}, **sides, **told}


def _differ(attribute: str, one: Any, other: Any) -> bool:
    """A default is the same however PostgreSQL prints it; everything else it prints in one way."""
    return bool(one != other) and (attribute != "default" or spelt(one) != spelt(other))


def _said(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
