"""What two sides say of the objects of one kind, as rows in the shape that folding reads: A is live, B is the chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from auditlib.frames.objects import COLUMNS, OTHER_OBJECTS
from auditlib.frames.objects_more import DEFAULT_PRIVILEGES
from auditlib.frames.records import records
from auditlib.frames.spec import MODELS as BY_MODELS
from auditlib.frames.spec import UNSEEN, Column, Frame
from auditlib.reconcile.comparison import CONTEXT, SUMMARY
from auditlib.reconcile.heard import CHAIN, LIVE, MODELS
from auditlib.reconcile.pairing import OWN_NAME, paired
from auditlib.reconcile.sides.names import WAS, name_of, own_keys
from auditlib.reconcile.sides.side import Side, attributes, speaks_of

Row = dict[str, Any]
Pair = tuple[Row | None, Row | None]


@dataclass
class Two:
    """Two sides, B in A's names, and how many objects each of them kept silent about."""

    a: Side
    b: Side
    unsaid: Counter[str] = field(default_factory=Counter)

    def rows(self, spec: Frame) -> Iterator[Row]:
        """Presence and attributes of one kind in which the sides differ."""
        if not all(speaks_of(spec, each) and each.read(spec) for each in (self.a, self.b)):
            return
        if self.a.frames[spec.name].empty and self.b.frames[spec.name].empty:
            return
        compared = attributes(spec, self.a, self.b)
        for pair in self._pairs(spec, compared):
            view = _view(spec, pair)
            if UNSEEN in view["name"] or not self._spoken(view):
                continue
            if None in pair:
                yield _told(view, _summary(compared), "", "extra" if pair[1] is None else "missing")
            else:
                yield from (row for row in _changed(view, compared) if not self._unread(view, row))

    def _unread(self, view: Row, row: Row) -> bool:
        """A side has null for what differs because another session held the object locked."""
        return any(row[value] is None and each.is_locked(own) for each, own, value in self._each(view))

    def _each(self, view: Row) -> Iterator[tuple[Side, Row, str]]:
        """Each side with the object as it names it, and where a row holds its value."""
        for each, row, value in ((self.a, view["a"], "live"), (self.b, view["b"], "chain")):
            yield each, {**view, **(_names(view["spec"], row) if row else {})}, value

    def _spoken(self, view: Row) -> bool:
        """Both sides say something of the object; a side that does not is counted."""
        rows = (("A", view["a"]), ("B", view["b"]))
        for (each, own, _), (letter, row) in zip(self._each(view), rows, strict=True):
            locked = view["spec"].pairings and None in (view["a"], view["b"]) and each.is_locked(own)
            silent = locked or each.is_silent(view["object_kind"], own)
            if silent or (row is None and not each.can_deny(view["object_kind"], own)):
                self.unsaid[letter] += 1
                return False
        return True

    def _pairs(self, spec: Frame, compared: list[Column]) -> Iterator[Pair]:
        own, other = _unequal(spec, compared, self.a, self.b)
        rows = records(own) + records(other)
        by_key: dict[tuple[Any, ...], list[Row | None]] = {}
        first = {row["source"] for row in rows[: len(own)]}
        for row in paired(spec, rows):
            at = by_key.setdefault(tuple(row[name] for name in spec.key[1:]), [None, None])
            at[0 if row["source"] in first else 1] = row
        yield from ((one, two) for one, two in by_key.values())


def column_order(two: Two) -> Iterator[Row]:
    """Tables whose common columns stand in another order; models order theirs as they please."""
    if BY_MODELS in (two.a.speaker, two.b.speaker) or not (two.a.read(COLUMNS) and two.b.read(COLUMNS)):
        return
    key = ["schema", "table", "column"]
    own, other = (each.frames["columns"] for each in (two.a, two.b))
    common = own[[*key, "position"]].merge(other[[*key, "position"]], on=key, suffixes=("_a", "_b"))
    tables = common.groupby(["schema", "table"], sort=False)
    moved = tables["position_a"].rank().ne(tables["position_b"].rank())
    affected = common.merge(common.loc[moved, ["schema", "table"]].drop_duplicates(), on=["schema", "table"])
    for (schema, table), rows in affected.groupby(["schema", "table"]):
        said = {side: ", ".join(rows.sort_values(f"position_{side}", kind="stable")["column"]) for side in ("a", "b")}
        view = {"object_kind": "table", "schema": schema, "table": table, "name": table}
        name = f"{schema}.{table}"
        yield _row(view | {"a_name": name, "b_name": name}, "column_order", "changed", said)


def positions(two: Two) -> Iterator[Row]:
    """Version tables in which the two databases hold other revisions, where both could be read."""
    held = [_held(each) for each in (two.a, two.b)]
    for schema, table in sorted(held[0].keys() & held[1].keys()):
        a, b = (", ".join(sorted(each[schema, table])) for each in held)
        if a != b:
            name = f"{schema}.{table}"
            view = {"object_kind": "table", "schema": schema, "table": table, "name": table}
            yield _row(view | {"a_name": name, "b_name": name}, "version_num", "changed", {"a": a, "b": b})


def _held(each: Side) -> dict[tuple[str, str], set[str]]:
    if each.source != LIVE or "version_tables" not in each.every:
        return {}
    tables = each.every["version_tables"]
    known = tables.loc[tables["readable"].fillna(False).astype(bool)]
    held: dict[tuple[str, str], set[str]] = {
        place: set() for place in known[["schema", "table"]].itertuples(index=False, name=None)
    }
    for schema, table, number in each.every["applied_revisions"].itertuples(index=False, name=None):
        held.setdefault((schema, table), set()).add(number)
    return held


def _unequal(spec: Frame, compared: list[Column], a: Side, b: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows to compare one by one: not those that are equal in all that is compared, nor an index of a constraint.

    What a model says may repeat what it says elsewhere: there, kinds whose names pair are left whole.
    """
    own, other = _labelled(spec, a, b)
    if spec.object_kind == "index":
        own, other = (rows.loc[rows["constraint"].isna()] for rows in (own, other))
    if spec.pairings and BY_MODELS in (a.speaker, b.speaker):
        return own, other
    alike = [*spec.key[1:], *(column.name for column in compared)]
    alike += [WAS + name for name in own_keys(spec)]  # a renamed object is a difference of its own
    same = pd.concat([own[alike], other[alike]], ignore_index=True).duplicated(keep=False).to_numpy()
    return own.loc[~same[: len(own)]], other.loc[~same[len(own) :]]


def _labelled(spec: Frame, a: Side, b: Side) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of both sides under sources by which they pair: two that leave names open alike count as databases."""
    one, other = LIVE, CHAIN
    if a.speaker != b.speaker:
        one = f"{MODELS}a" if a.speaker == BY_MODELS else LIVE
        other = f"{MODELS}b" if b.speaker == BY_MODELS else CHAIN
    own, theirs = a.frames[spec.name], b.frames[spec.name]
    remembered = {WAS + name: own[name] for name in own.columns if WAS + name in theirs.columns}
    return own.assign(source=one, **remembered), theirs.assign(source=other)


def _view(spec: Frame, pair: Pair) -> Row:
    a, b = pair
    base = a or b
    assert base is not None
    names = _names(spec, a) if a else {**_names(spec, base, translated=True)}
    shown = {f"{side}_name": _shown(spec, row) for side, row in (("a", a), ("b", b))}
    context = {f"_{name}": base[name] for name in CONTEXT if name in base}
    kind = spec.object_kind or str(base["object_kind"])
    return {"spec": spec, "object_kind": kind, **names, **shown, **context, "a": a, "b": b}


def _names(spec: Frame, row: Row, *, translated: bool = False) -> Row:
    """Schema, table and name as the row's own side gives them, or translated into A's."""
    prefix = "" if translated else WAS
    in_schema = "schema" in spec.key and spec.key != ["source", "schema"]
    other = spec is OTHER_OBJECTS
    return {
        "schema": (row[prefix + "schema"] or "") if in_schema else "",
        "table": (row.get(prefix + "table") or "") if not other else "",
        "name": str(row[prefix + "name"]) if other else name_of(spec, row, prefix),
    }


def _shown(spec: Frame, row: Row | None) -> str | None:
    if row is None:
        return None
    names = _names(spec, row)
    if "object_kind" in spec.key and spec is not OTHER_OBJECTS:
        return _on(row, spec)
    if spec is DEFAULT_PRIVILEGES:
        schema = row[WAS + "schema"]
        return f"{names['name']} in {f'schema {schema}' if schema else 'every schema'}"
    table = "" if own_keys(spec) == ["table"] else names["table"]  # a column may be called as its table is
    return ".".join(part for part in (names["schema"], table, names["name"]) if part)


def _on(row: Row, spec: Frame) -> str:
    """What is said of an object: a comment `on column schema.table.name`, a privilege `SELECT granted to role on …`."""
    schema, table, name = (row.get(WAS + part) or "" for part in ("schema", "table", "name"))
    within = table if table != name or row[WAS + "object_kind"] == "column" else ""
    whole = ".".join(part for part in (schema, within, name) if part)
    if spec.naming:
        return spec.name_of({**{name: row[WAS + name] for name in own_keys(spec)}, "name": whole})
    return f"on {row[WAS + 'object_kind']} {whole}"


def _summary(compared: list[Column]) -> str:
    known = [column.name for column in compared]
    return next((name for name in SUMMARY if name in known), "")


def _changed(view: Row, compared: list[Column]) -> Iterator[Row]:
    a, b = view["a"], view["b"]
    own = own_keys(view["spec"])[0]
    if view["spec"].pairings:
        if a[OWN_NAME] is not None and b[OWN_NAME] is not None and a[OWN_NAME] != b[OWN_NAME]:
            yield _told(view, OWN_NAME, "name", "renamed")
    elif a[WAS + own] != b[WAS + own] and "object_kind" not in view["spec"].key:
        yield _told(view, WAS + own, "name", "renamed")
    for column in compared:
        if a[column.name] != b[column.name] and UNSEEN not in (a[column.name], b[column.name]):
            yield _told(view, column.name, column.name, "changed")


def _told(view: Row, value: str, attribute: str, change: str) -> Row:
    said = {side: _said(view[side][value]) if view[side] and value else None for side in ("a", "b")}
    return _row({name: each for name, each in view.items() if name not in ("a", "b", "spec")}, attribute, change, said)


def _row(view: Row, attribute: str, change: str, said: Row) -> Row:
    """A row as folding reads it."""
    return {
        **view,
        "attribute": attribute,
        "change": change,
        "live": said["a"],
        "chain": said["b"],
        "models": None,
        "declarer": "",
        "in_live": change != "missing",
        "in_models": None,
        "in_chain": change != "extra",
    }


def _said(value: Any) -> str | None:
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
