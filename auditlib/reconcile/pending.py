"""Go or no go: what the rehearsal of the pending revisions says, and how heavy their locks are on the live tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.all import FRAMES
from auditlib.frames.records import records
from auditlib.wording import agreed, counted

GO, NO_GO, UNKNOWN, NOTHING = "go", "no go", "unknown", "nothing pending"
_READ = ("rehearsal", "rehearsal_locks", "rebuild_gaps", "witnesses", "tables", "sizes")
_NAMED = 5
_STRONG = ("ACCESS EXCLUSIVE", "EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")
_WORDS = ((1_000_000_000, "billion"), (1_000_000, "million"), (10_000, "thousand"))
_BYTES = ((1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "kB"))


@dataclass(frozen=True)
class Answer:
    """`go`, `no go`, `unknown` or `nothing pending`, and the reasons, the decisive one first."""

    word: str
    reasons: tuple[str, ...]


def answer(frames: Mapping[str, pd.DataFrame]) -> Answer:
    """The answer of an audit's frames: those of the rehearsal, ``witnesses``, ``tables`` and ``sizes``."""
    frames = {name: frames[name] if name in frames else FRAMES[name].empty() for name in _READ}
    steps = frames["rehearsal"]
    if steps.empty:
        return _without(frames["witnesses"])
    lost = steps["stamped"].eq(False).fillna(False)
    if steps["status"].ne("done").any():  # what that one's end took with it is no fault of the others
        lost &= steps["ended_line"].notna()
    bad = records(steps[steps["status"].ne("done") | lost])
    gaps = _gaps(frames)
    if not bad:
        heavy = tuple(_heavy(frames))
        return Answer(UNKNOWN if gaps else GO, (*gaps, *heavy, _ROWS))
    first = bad[0]
    word = UNKNOWN if first["status"] == "skipped" else NO_GO
    return Answer(word, (*_stops(first, steps), *_behind(bad[1:]), *gaps))


_ROWS = "The rehearsal had no rows: what only rows would refuse, as duplicates under a new unique key, was not seen."


def weighed(locks: pd.DataFrame, tables: pd.DataFrame, sizes: pd.DataFrame) -> pd.DataFrame:
    """``locks`` with ``weight``: rows and size of the live table, in words; empty for what is no live table."""
    rows = {(row["schema"], row["table"]): row["rows_estimate"] for row in records(_live(tables))}
    room = {(row["schema"], row["table"]): row["table_size_bytes"] for row in records(_live(sizes))}
    places = list(zip(locks["schema"], locks["relation"], strict=True))
    said = [_weight(rows.get(place), room.get(place)) if place in rows else "" for place in places]
    return locks.assign(weight=pd.Series(said, index=locks.index, dtype="str"))


def does(row: Mapping[str, object]) -> str:
    """What a row of ``weighed`` locks does to its relation: `rewrites`, `reads … from end to end`, or the lock."""
    name = f"`{row['relation']}`" + (f", {row['weight']}" if row["weight"] else "")
    lock = f"{row['mode']} on " if row["mode"] else ""
    if row["rewritten"]:
        return f"rewrites {name}" + (f", under {row['mode']}" if row["mode"] else "")
    if _number(row["scans"]):
        return f"reads {name} from end to end" + (f", under {row['mode']}" if row["mode"] else "")
    return f"{lock}{name}"


def _without(witnesses: pd.DataFrame) -> Answer:
    lines = records(witnesses[witnesses["witness"].eq("rehearsal")])
    if not lines:
        return Answer(UNKNOWN, ("The pending revisions were not rehearsed.",))
    seen = all(row["status"] == "seen" for row in lines)
    return Answer(NOTHING if seen else UNKNOWN, tuple(row["detail"] for row in lines))


def _stops(row: Mapping[str, Any], steps: pd.DataFrame) -> Iterator[str]:
    if row["status"] == "done":
        yield f"Revision {row['revision']} {_ends(row)}, and `alembic upgrade` ends without an error."
        return
    verb = "fails" if row["status"] == "failed" else "could not be rehearsed"
    yield f"Revision {row['revision']} {verb}{_where(row, 'line')}: {row['message']}."
    if row["stamp_message"] and row["stamp_message"] != row["message"]:
        yield f"Its id is refused too: {row['stamp_message']}."
    own = steps[steps["script_location"].eq(row["script_location"]) & steps["step"].lt(row["step"])]
    if row["one_transaction"]:
        yield "All pending revisions run in one transaction: production is left as it was, but for autocommit blocks."
    elif len(own):
        yield f"What ran before it stays applied: {_listed(list(own['revision']))}."
    else:
        yield "Production stops before anything is applied."


def _behind(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        if row["status"] == "done":
            yield (
                f"Behind it, {row['revision']} " + (_ends(row) if row["ended_line"] else "is rolled back with it") + "."
            )
            continue
        verb = "fails" if row["status"] == "failed" else "was not seen"
        yield f"Behind it, {row['revision']} {verb}{_where(row, 'line')}: {row['message']}."


def _ends(row: Mapping[str, Any]) -> str:
    if not row["ended_line"]:
        return "is committed by nobody: all that it does, its version row too, is rolled back"
    where = _where(row, "ended_line")
    return f"ends Alembic's transaction{where}: what follows, its version row too, is rolled back"


def _where(row: Mapping[str, Any], line: str) -> str:
    return f" at {row['file']}:{row[line]}" if row["file"] and row[line] else ""


def _gaps(frames: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Where the schema rehearsed on is not the live one in something that the revisions touch."""
    gaps, locks = frames["rebuild_gaps"], frames["rehearsal_locks"]
    touched = set(locks["relation"])
    named = [f"{row['object_kind']} {row['name']}" for row in records(gaps) if {row["table"], row["name"]} & touched]
    return (f"What they touch could not be rebuilt as it is live: {_listed(named)}.",) if named else ()


def _heavy(frames: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    steps = frames["rehearsal"].set_index("step")["revision"]
    seen = weighed(frames["rehearsal_locks"], frames["tables"], frames["sizes"])
    worked = seen[(seen["rewritten"].fillna(False) | seen["scans"].fillna(0).gt(0)) & seen["weight"].ne("")]
    for row in records(worked):
        yield f"Revision {steps[row['step']]} {does(row)}."
    locked = seen[seen["mode"].isin(_STRONG) & seen["weight"].ne("")]
    for mode, rows in locked.groupby("mode", sort=True):
        yield f"{mode} is taken on {_listed(sorted(set(rows['relation'])))}."


def _live(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["source"].eq("live")]


def _weight(rows: object, size: object) -> str:
    number = _number(rows)
    count = f"about {_count(number)} {agreed(number, 'row', 'rows')}" if rows is not None else "rows unknown"
    return count + (f", {_size(_number(size))}" if size is not None else "")


def _count(number: int) -> str:
    for unit, word in _WORDS:
        if number >= unit:
            return f"{number / unit:.3g} {word}"
    return f"{number}"


def _size(number: int) -> str:
    for unit, word in _BYTES:
        if number >= unit:
            return f"{number / unit:.3g} {word}"
    return counted(number, "byte")


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
