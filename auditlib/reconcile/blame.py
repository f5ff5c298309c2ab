"""The log of one object: every change that the replay saw of it and, of a table, of what is in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from auditlib.frames.lineage import FRAME_OF, LINEAGE_FRAMES, identity
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.spec import LIVE
from auditlib.reconcile.lineage import BEGINS, in_order, moved, of_row, renames, statements

Identity = tuple[str, str, str, str]
Row = dict[str, Any]
_IN_TABLES = frozenset({"columns", "constraints", "indexes", "triggers", "policies", "rules"})


@dataclass(frozen=True)
class Log:
    """What became of an object, newest first. ``made``: a revision created it; ``live``: it is there now, if known.

    ``recorded`` is false where the snapshot holds no replay that says. ``called`` is the name that a later statement
    gave it; empty where it kept its own.
    """

    kind: str
    name: str
    rows: list[Row] = field(default_factory=list)
    made: bool = False
    live: bool | None = None
    recorded: bool = True
    called: str = ""


class UnknownObjectError(LookupError):
    """No source knows an object of that name; ``near`` are names that look alike."""

    def __init__(self, name: str, near: list[str]) -> None:
        super().__init__(name)
        self.near = near


def blame(frames: Mapping[str, pd.DataFrame], wanted: str) -> list[Log]:
    """The logs of the objects of that name: ``TABLE``, ``TABLE.COLUMN``, ``TABLE/INDEX``, with a schema before or not.

    Raises ``UnknownObjectError``.
    """
    rows = in_order(records(frames["object_changes"]))
    live = _live(frames)
    tables = {of_row(row): row["table"] for row in rows} | live
    found = _matching(tables, wanted)
    if not found:
        near = {_spelt(each, table) for each, table in tables.items()}
        raise UnknownObjectError(wanted, difflib.get_close_matches(wanted, sorted(near), n=3, cutoff=0.5))
    heard = None if not frames["tables"]["source"].eq(LIVE).any() else set(live)
    return [_log(each, tables[each], rows, heard) for each in found]


def _live(frames: Mapping[str, pd.DataFrame]) -> dict[Identity, str]:
    found: dict[Identity, str] = {}
    for name, frame in LINEAGE_FRAMES.items():
        if name in frames and (live := frames[name]["source"].eq(LIVE)).any():
            named = [column for column in frames[name].columns if column in {*frame.key, "table"}]
            rows = records(frames[name].loc[live, named])
            found |= {(name, *identity(frame, row)): row.get("table") or "" for row in rows}
    return found


def _matching(tables: Mapping[Identity, str], wanted: str) -> list[Identity]:
    """Whole objects before parts of tables, columns before indexes and constraints."""
    for fits in (_whole, _column, _part, _bare):
        found = [each for each, table in tables.items() if fits(each, table, wanted)]
        if found:
            return [each for each in sorted(found) if not _stands_for_another(each, found)]
    return []


def _stands_for_another(each: Identity, found: list[Identity]) -> bool:
    """The index of a constraint has its name, its line and its end."""
    constraints = {(other[1], other[3]) for other in found if other[0] == "constraints"}
    return each[0] == "indexes" and (each[1], each[3]) in constraints


def _whole(each: Identity, _table: str, wanted: str) -> bool:
    name = each[3].partition("(")[0] if each[0] == "functions" else each[3]
    return each[0] not in _IN_TABLES and wanted in (name, each[3], f"{each[1]}.{name}", f"{each[1]}.{each[3]}")


def _column(each: Identity, table: str, wanted: str) -> bool:
    return each[0] == "columns" and wanted in (f"{table}.{each[3]}", f"{each[1]}.{table}.{each[3]}")


def _part(each: Identity, table: str, wanted: str) -> bool:
    said = (f"{table}/{each[3]}", f"{table}.{each[3]}", f"{each[1]}.{table}/{each[3]}", f"{each[1]}.{table}.{each[3]}")
    return each[0] in _IN_TABLES and wanted in said


def _bare(each: Identity, _table: str, wanted: str) -> bool:
    return each[0] in _IN_TABLES - {"columns"} and wanted in (each[3], f"{each[1]}.{each[3]}")


def spelt(kind: str, name: str, table: str) -> str:
    """An object as ``blame`` takes it, but for its schema."""
    frame = FRAME_OF[kind].name
    return f"{table}{'.' if frame == 'columns' else '/'}{name}" if frame in _IN_TABLES else name


def _spelt(each: Identity, table: str) -> str:
    return spelt(OBJECT_FRAMES[each[0]].object_kind, each[3], table)


def _log(each: Identity, table: str, rows: list[Row], live: set[Identity] | None) -> Log:
    found = list(_of(each, rows))
    own = [row for row in found if of_row(row)[0] == each[0] and not row["attribute"]]
    return Log(
        kind=OBJECT_FRAMES[each[0]].object_kind,
        name=".".join(filter(None, (each[1], _spelt(each, table)))),
        rows=found,
        made=any(row["action"] == "created" for row in own),
        live=None if live is None else each in live,
        recorded=bool(rows),
        called=_called(each, rows),
    )


def _called(each: Identity, rows: list[Row]) -> str:
    """What an object is called since it was renamed; a name may have been another's before, and be again."""
    now: Identity | None = None
    table = ""
    for changes in statements(rows):
        new = next((new for new, old in moved(changes).items() if old == now), None)
        if new:
            now, table = new, next(row["table"] for row in changes if of_row(row) == new)
        elif any(of_row(row) == each and row["action"] in BEGINS and not row["attribute"] for row in changes):
            now = each
        elif any(of_row(row) == now and row["action"] == "dropped" for row in changes):
            now = None
    return "" if now in (None, each) else ".".join(filter(None, (now[1], _spelt(now, table))))


def _of(each: Identity, rows: list[Row]) -> Iterator[Row]:
    """Rows about an object, newest first, under whatever name it had then."""
    now = each
    for row in reversed(rows):
        if of_row(row) == now:
            yield row
            if renames(row):
                now = moved([row])[now]
        elif now[0] == "tables" and (row["schema"], row["table"]) == (now[1], now[3]) and not renames(row):
            yield row
