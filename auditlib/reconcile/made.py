"""Who made each object: the replay's record and the live database side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.lineage import LINEAGE_FRAMES, identity
from auditlib.frames.normalise import across
from auditlib.frames.quoted import parts
from auditlib.frames.records import records
from auditlib.frames.results import LINEAGE
from auditlib.frames.spec import Frame
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, Heard, heard
from auditlib.reconcile.lineage import Identity
from auditlib.reconcile.lives import Life, lives
from auditlib.reconcile.pairing import OWN_NAME, paired

Row = dict[str, Any]
_MORE = ("table", "constraint", "owned_by")
_ORIGINS = {"created": "chain", "lent": "lent", "given": "given"}


def lineage(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frame ``lineage``: the objects of ``object_changes`` and of the live database, each with who made it.

    Objects whose names were generated are paired by what they are. Reads ``steps``, ``state``, ``operations``,
    ``unread`` and ``servers`` too.
    """
    changes = records(frames["object_changes"])
    if not changes:
        return LINEAGE.empty()
    last: dict[Identity, list[Life]] = {}
    for life in lives(changes):
        if not life.stands_for_a_constraint:
            last.setdefault(life.identity, []).append(life)
    witnesses, alike = heard(frames), across(frames).frames
    live = _Live(alike, witnesses)
    called = _called_live(alike, live, last)
    made = [_of_lives(own, called.get(each, each), live) for each, own in last.items()]
    known = {*last, *called.values()}
    left = [each for each in live.tables if each not in known]
    return LINEAGE.conform([*made, *_of_nobody(left, live, _Doubt(frames, witnesses))])


class _Live:
    """The objects that are live, by identity, with the table of each."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> None:
        self._witnesses = witnesses
        self.tables: dict[Identity, str] = {}
        for name, frame in LINEAGE_FRAMES.items():
            if name in frames and frames[name]["source"].eq(LIVE).any():
                named = [column for column in frames[name].columns if column in {*frame.key, *_MORE}]
                rows = frames[name].loc[frames[name]["source"].eq(LIVE), named]
                self.tables |= {(name, *identity(frame, row)): _table(row) for row in _told(rows)}

    def has(self, each: Identity) -> bool | None:
        """Whether it is live; none where that was not seen."""
        if each in self.tables:
            return True
        return False if LIVE in self._witnesses.of(each[0]).sources else None


@dataclass(frozen=True)
class _Doubt:
    """What steps that did not run might have made, up to the database's position."""

    frames: Mapping[str, pd.DataFrame]
    witnesses: Heard

    def of(self, each: Identity, table: str) -> bool:
        if self.witnesses.chain_whole:
            return False
        return self._untold or (each[3],) in self.witnesses.unrun or (table,) in self.witnesses.unrun

    @property
    def _untold(self) -> bool:
        """The text of a step that did not run to its end does not tell what it does."""
        operations, steps = self.frames["operations"], self.frames["steps"]
        broken = steps.loc[steps["status"].ne("done"), "revision"]
        return bool((operations["action"].eq("unknown") & operations["revision"].isin(broken)).any())


def _told(rows: pd.DataFrame) -> list[Row]:
    """Without indexes that stand for a constraint."""
    return records(rows.loc[rows["constraint"].isna()] if {"index", "constraint"} <= {*rows.columns} else rows)


def _table(row: Mapping[str, Any]) -> str:
    """Its table; of a sequence, that of the column that owns it."""
    return row.get("table") or next(iter(parts(row.get("owned_by") or "")), "")


def _called_live(
    frames: Mapping[str, pd.DataFrame], live: _Live, known: Mapping[Identity, list[Life]]
) -> dict[Identity, Identity]:
    """What the live database calls objects that the chain names otherwise."""
    found: dict[Identity, Identity] = {}
    for name, frame in LINEAGE_FRAMES.items():
        if frame.pairings and name in frames:
            rows = list(_unpaired(frame, frames[name], live, known))
            for row in paired(frame, rows):
                was = (name, *identity(frame, {**row, frame.key[-1]: row[OWN_NAME]}))
                now = (name, *identity(frame, row))
                if row["source"] != LIVE and was != now:
                    found[was] = now
    return found


def _unpaired(frame: Frame, rows: pd.DataFrame, live: _Live, known: Mapping[Identity, list[Life]]) -> Iterator[Row]:
    """Rows of objects that either the chain or the live database has alone, by their names."""
    of_chain = HEAD if rows["source"].eq(HEAD).any() else CHAIN
    for row in _told(rows.loc[rows["source"].isin([LIVE, of_chain])]):
        each = (frame.name, *identity(frame, row))
        if (each in known) != (each in live.tables):
            yield row


def _of_lives(own: list[Life], named: Identity, live: _Live) -> Row:
    """An object of the replay; of several that had the name, the last, with the changes of all."""
    life, changes = own[-1], [row for each in own for row in each.changes]
    touched = [row["revision"] for row in changes if row["revision"] is not None]
    made = life.begin if life.begin["action"] == "created" else {}
    return {
        **_named(named, live.tables.get(named) or life.table or _table(life.said)),
        "origin": _ORIGINS[life.begin["action"]],
        "standing": life.end is None,
        "in_live": live.has(named),
        "made_step": made.get("step"),
        "made_by": made.get("revision"),
        "made_file": made.get("file"),
        "made_line": made.get("line"),
        "dropped_by": life.end["revision"] if life.end else None,
        "last_by": touched[-1] if touched else None,
        "revisions": len(set(touched)),
        "changes": len(changes),
    }


def _of_nobody(left: Iterable[Identity], live: _Live, doubt: _Doubt) -> Iterator[Row]:
    for each in left:
        table = live.tables[each]
        origin = None if doubt.of(each, table) else "none"
        yield {
            **_named(each, table),
            "origin": origin,
            "standing": False,
            "in_live": True,
            "revisions": 0,
            "changes": 0,
        }


def _named(each: Identity, table: str) -> Row:
    kind = LINEAGE_FRAMES[each[0]].object_kind
    return {"object_kind": kind, "schema": each[1], "table": each[3] if kind == "table" else table, "name": each[3]}
