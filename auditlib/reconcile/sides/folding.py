"""One cause, one difference: what follows from a renamed object, from a missing one, from one owner for another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.results import identity
from auditlib.reconcile.causes import Causes
from auditlib.reconcile.folding import last_of, own_identity
from auditlib.reconcile.needs import needs
from auditlib.reconcile.spelling import Renamed, Spelling
from auditlib.reconcile.type_users import columns_of_types

Row = dict[str, Any]

OWNER, PARTITIONS = "owner", "partitions"
_OTHER = {"extra": "missing", "missing": "extra"}
_ORDER = [spec.object_kind or "other" for spec in OBJECT_FRAMES.values()]


def folded(every: list[Row], renamed: list[Renamed], frames: Mapping[str, pd.DataFrame]) -> list[Row]:
    """``every`` row with ``root``, and a row for each owner that stands for another on several objects.

    ``frames`` hold the rows of both sides, B's in A's names, for who uses which type and who needs what.
    """
    rows = [*every, *_owners(every), *_partitions(every)]
    owners = [Renamed(OWNER, "", "", row["live"], row["chain"]) for row in rows if row["object_kind"] == OWNER]
    finder = _Roots(rows, [*renamed, *owners], frames)
    roots = [finder.of(row) for row in rows]
    return [{**row, "root": root} for row, root in zip(rows, _followed(rows, roots), strict=True)]


def ranked(rows: list[Row]) -> list[Row]:
    """Roots before what follows, by kind, those with most dependents first; with ``dependents`` and ``rank``."""
    follow = Counter(row["root"] for row in rows if row["root"] and row["root"] != _own(row))
    led: set[str] = set()
    counted = []
    for row in sorted(rows, key=lambda row: (bool(row["root"]), *_place(row))):
        own = _own(row)
        leads = not row["root"] and own not in led
        led |= {own} if leads else set()
        counted.append({**row, "dependents": follow[own] if leads else 0})
    ordered = sorted(
        counted, key=lambda row: (bool(row["root"]), _kind(row), -row["dependents"], row["root"], *_place(row))
    )
    return [{**row, "rank": number} for number, row in enumerate(ordered, 1)]


class _Roots:
    """What a row falls with: a new name first, then what is missing or changed beside it."""

    def __init__(self, every: list[Row], renamed: list[Renamed], frames: Mapping[str, pd.DataFrame]) -> None:
        self._causes = Causes(every, columns_of_types(frames), needs(every, frames))
        self._spelling = Spelling(renamed)
        self._keys = _unique_keys(every)
        self._known = {_own(row) for row in every}

    def of(self, row: Row) -> str:
        """The identity of the object that ``row`` falls with; empty where it stands by itself."""
        if row["object_kind"] in (OWNER, PARTITIONS):
            return ""
        if row["attribute"] == OWNER:
            return identity(OWNER, "", "", row["live"] or "") if row["_owned_alike"] else ""
        if row["attribute"]:
            cause = self._spelling.cause(row["live"], row["chain"], row)
            if cause is not None and not (row["change"] == "renamed" and cause.identity == _own(row)):
                return cause.identity
        if row["change"] == "renamed" and row["object_kind"] not in ("constraint", "index"):
            return ""
        # Causes may name what only an audit tells of, such as all partitions of a table.
        causes = (root for root in self._causes.of(row) if root in self._known)
        return next(filter(None, (*causes, self._key_instead(row), row.get("_group", ""))), "")

    def _key_instead(self, row: Row) -> str:
        """The unique constraint of the other side in whose place a unique index stands."""
        if row["object_kind"] != "index" or row["attribute"] or row.get("_unique") is not True:
            return ""
        return self._keys.get((_OTHER.get(row["change"], ""), row["schema"], row["table"], row["_columns"]), "")


def _unique_keys(every: list[Row]) -> dict[tuple[str, ...], str]:
    """Unique constraints that one side lacks, by that side, table and columns."""
    return {
        (row["change"], row["schema"], row["table"], row["_columns"]): _own(row)
        for row in every
        if not row["attribute"] and row.get("_constraint_kind") == "unique"
    }


def _own(row: Row) -> str:
    return own_identity(row)


def _owners(every: list[Row]) -> list[Row]:
    """One row for each pair of owners that differ on several objects; marks the rows that it stands for."""
    owned = [row for row in every if row["attribute"] == OWNER]
    pairs = Counter((row["live"], row["chain"]) for row in owned)
    for row in owned:
        row["_owned_alike"] = pairs[row["live"], row["chain"]] > 1 and row["live"] is not None
    firsts = {live: chain for (live, chain), count in pairs.items() if count > 1 and live is not None}
    common = {"schema": "", "table": "", "attribute": OWNER, "change": "changed", "models": None, "declarer": ""}
    flags = {"in_models": None, "in_chain": True}
    return [
        {**common, **flags, "object_kind": OWNER, "name": a, "a_name": a, "b_name": b, "live": a, "chain": b}
        for a, b in sorted(firsts.items())
    ]


def _partitions(every: list[Row]) -> list[Row]:
    """One row for the partitions of a table that one side alone has, where they are several; marks them."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in every:
        if row["object_kind"] == "table" and not row["attribute"] and row.get("_partition_bound"):
            groups.setdefault((row["change"], row["_partition_of"] or ""), []).append(row)
    found = []
    for (change, parent), rows in sorted(groups.items()):
        if len(rows) > 1:
            side = "a" if change == "extra" else "b"
            own = {**rows[0], "object_kind": PARTITIONS, "schema": "", "table": "", "name": f"{parent} only in {side}"}
            names = {"a_name": parent if side == "a" else None, "b_name": parent if side == "b" else None}
            said = {"live": str(len(rows)) if side == "a" else None, "chain": str(len(rows)) if side == "b" else None}
            found.append({**own, **names, **said, "_partition_of": None})
            for row in rows:
                row["_group"] = _own(found[-1])
    return found


def _followed(rows: list[Row], roots: list[str]) -> list[str]:
    """Roots of roots followed to the end; an object stands under another where its first row does."""
    further: dict[str, str] = {}
    for row, root in zip(rows, roots, strict=True):
        if root and root != _own(row) and (not row["attribute"] or row["change"] == "renamed"):
            further.setdefault(_own(row), root)
    return [last_of(root, further) for root in roots]


def _kind(row: Row) -> int:
    kind = "table" if row["object_kind"] == PARTITIONS else row["object_kind"]
    return -1 if kind == OWNER or row["attribute"] == "version_num" else _index(kind)


def _index(kind: str) -> int:
    return _ORDER.index(kind) if kind in _ORDER else len(_ORDER)


def _place(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in ("schema", "table", "object_kind", "name", "attribute"))
