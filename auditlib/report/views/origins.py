"""Who made what: the objects of the chain and of the live database by the steps that the replay saw make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from auditlib.frames.results import LINEAGE
from auditlib.reconcile.blame import Log, UnknownObjectError, blame, spelt
from auditlib.reconcile.object_history import changed_by_step
from auditlib.report.show import Col, Shown, joined, paragraph, place, records, show
from auditlib.report.views.lineage import by_statement, nobody, outcome, plural, said, short, statuses
from auditlib.wording import amount

Frames = Mapping[str, pd.DataFrame]
_NAMED = 6
_UNKNOWN = "Unknown: what the steps made was not recorded."
_HOW = (
    "In scratch PostgreSQL told of each statement which objects it touched; its catalog was read after each step, and "
    "before a statement that touches again what the step touched. An object of the chain and a live one are taken for "
    "one by their names, or, where the names were generated, by what they are."
)
_STEPS = (
    Col("step", "#", "number"),
    Col("revision", "Revision", "code"),
    Col("state", "State", "status"),
    Col("made", "Made", "prose"),
    Col("changed", "Changed", "prose"),
    Col("dropped", "Dropped", "prose"),
)
_OBJECTS = (
    Col("object_kind", "Kind"),
    Col("object", "Object", "code"),
    Col("inside", "With", "prose"),
    Col("needed", "The chain"),
)
_LOST = (
    Col("object_kind", "Kind"),
    Col("object", "Object", "code"),
    Col("inside", "With", "prose"),
    Col("made_by", "Made by", "code"),
    Col("state", "State", "status"),
    Col("place", "Where", "place"),
)
_TOUCHED = (
    Col("object_kind", "Kind"),
    Col("object", "Object", "code"),
    Col("revisions", "Revisions", "number"),
    Col("changes", "Changes", "number"),
    Col("made_by", "Made by", "code"),
    Col("last_by", "Touched last by", "code"),
)
_LOG = (
    Col("revision", "Revision", "code"),
    Col("state", "State", "status"),
    Col("what", "What", "prose"),
    Col("place", "Where", "place"),
)


def in_all(lineage: pd.DataFrame) -> Shown:
    """How many objects the chain made, and how many are live that it did not make; frame ``lineage``."""
    if lineage.empty:
        return paragraph(_UNKNOWN)
    of_chain, lent = lineage["origin"].eq("chain"), lineage["origin"].eq("lent")
    ended, live = of_chain & ~_true(lineage["standing"]), _true(lineage["in_live"])
    unmade = live & (lineage["origin"].eq("none") | lent)
    sentences = [
        f"The steps made {amount(int(of_chain.sum()), 'object')} and dropped {int(ended.sum())} of them again.",
        f"{amount(int(lent.sum()), 'object')} more they need and never make; these were lent to them.",
        f"Of {amount(int(live.sum()), 'live object')} no step made {int(unmade.sum())}."
        if lineage["in_live"].notna().any()
        else "What is live was not seen.",
    ]
    doubtful = int(lineage["origin"].isna().sum())
    sentences += [f"Of {doubtful} it is unknown, since a step did not run to its end."] if doubtful else []
    return paragraph(_HOW) + paragraph(" ".join(sentences))


def by_revision(frames: Frames) -> Shown:
    """What each step made, changed and dropped; the frames of an audit."""
    lineage, state = frames["lineage"], statuses(frames["state"])
    if lineage.empty:
        return paragraph(_UNKNOWN)
    made = _by(lineage, "made_step")
    dropped = _by(lineage, "dropped_by")
    changed = changed_by_step(frames["object_changes"])
    steps = [
        {
            **row,
            "state": _state(row, state.get(row["revision"])),
            "made": _summary(made.get(row["step"], [])),
            "changed": _listed([short(*each) for each in changed.get(row["step"], [])]),
            "dropped": _summary(dropped.get(row["revision"], [])),
        }
        for row in records(frames["steps"])
    ]
    return show(pd.DataFrame(steps), "What each revision made, changed and dropped", columns=_STEPS, limit=500)


def _state(step: Mapping[str, Any], position: str | None) -> str | None:
    """Where the revision stands, and what became of its step where it did not run to its end."""
    failed = step["status"] if step["status"] != "done" else None
    return f"{position}, {failed} in replay" if failed and position else failed or position


def unmade(lineage: pd.DataFrame) -> Shown:
    """Live objects that no step made: tables with what is in them, then what stands in tables that a step made."""
    if lineage.empty:
        return paragraph(_UNKNOWN)
    rows = lineage.loc[_true(lineage["in_live"]) & lineage["origin"].isin(["none", "lent"])]
    told = [{**row, "needed": "needs it" if row["origin"] == "lent" else ""} for row in _folded(rows)]
    return show(pd.DataFrame(told), "Live, and made by no revision", columns=_OBJECTS, limit=500,
                empty="a step made each live object.")  # fmt: skip


def lost(frames: Frames) -> Shown:
    """Objects that a step made and no applied one dropped, and that are not live; the frames of an audit."""
    lineage, state = frames["lineage"], statuses(frames["state"])
    if lineage.empty:
        return paragraph(_UNKNOWN)
    if lineage["in_live"].isna().all():
        return paragraph("What is live was not seen.")
    pending = {revision for revision, status in state.items() if status == "pending"}
    stands = _true(lineage["standing"]) | lineage["dropped_by"].isin(pending)
    rows = lineage.loc[lineage["origin"].eq("chain") & stands & _true(~lineage["in_live"])]
    told = [
        {**row, "state": state.get(row["made_by"]), "place": place(row["made_file"], row["made_line"])}
        for row in _folded(rows)
    ]
    return show(pd.DataFrame(told), "Made by a revision, and not live", columns=_LOST, limit=500,
                empty="what the steps made is live.")  # fmt: skip


def _folded(rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Tables first, each with the count of what is in it; then what is in no table of ``rows``."""
    every = records(rows)
    inside: dict[tuple[str, str], Counter[str]] = {
        (row["schema"], row["table"]): Counter() for row in every if row["object_kind"] == "table"
    }
    alone = []
    for row in every:
        if row["object_kind"] != "table" and (row["schema"], row["table"]) in inside:
            inside[row["schema"], row["table"]][row["object_kind"]] += 1
        elif row["object_kind"] != "table":
            alone.append(row)
    tables = [row for row in every if row["object_kind"] == "table"]
    return [
        *({**row, "object": _object(row), "inside": _counts(inside[row["schema"], row["table"]])} for row in tables),
        *({**row, "object": _object(row), "inside": ""} for row in alone),
    ]


def most_touched(lineage: pd.DataFrame) -> Shown:
    """The objects that most revisions touched; frame ``lineage``."""
    if lineage.empty:
        return paragraph(_UNKNOWN)
    rows = _by_touches(lineage.loc[lineage["revisions"].gt(1)]).head(20)
    told = rows.assign(object=[_object(row) for row in records(rows)])
    return show(told, "Touched by most revisions", columns=_TOUCHED, empty="no object was touched by two revisions.")


def log(frames: Frames, wanted: str) -> Shown:
    """What became of an object, newest first, as `auditlib blame` says it; without a name, of the most touched one."""
    lineage = frames["lineage"]
    if lineage.empty:
        return paragraph(_UNKNOWN)
    try:
        found = blame(frames, wanted or _default(lineage))
    except UnknownObjectError as unknown:
        near = f" Did you mean {', '.join(unknown.near)}?" if unknown.near else ""
        return paragraph(f"Neither the live database nor the chain knows an object {wanted!r}.{near}")
    return joined([_log(each, statuses(frames["state"])) for each in found])


def _log(each: Log, state: Mapping[str, str]) -> Shown:
    rows = [
        {
            "revision": row["revision"],
            "state": state.get(row["revision"] or ""),
            "what": row["what"],
            "place": place(row["file"], row["line"]),
        }
        for statement in by_statement(each)
        for row in _told(statement)
    ]
    caption = f"{each.kind} {each.name}, newest statement first"
    return show(pd.DataFrame(rows), caption, columns=_LOG, empty="no change was seen.") + paragraph(outcome(each))


def _told(statement: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """A row a change; what no revision did is told in one."""
    if statement[0]["revision"] is not None:
        return [{**row, "what": said(row)} for row in statement]
    kinds = Counter(row["object_kind"] for row in statement)
    return [{**statement[0], "what": f"{nobody(statement[0])}: {_counts(kinds)}"}]


def _default(lineage: pd.DataFrame) -> str:
    """The object that most revisions touched."""
    return _object(records(_by_touches(lineage).head(1))[0])


def _by_touches(lineage: pd.DataFrame) -> pd.DataFrame:
    order = ["revisions", "changes", *LINEAGE.key]
    return lineage.sort_values(order, ascending=[False, False, *(True for _ in LINEAGE.key)], kind="stable")


def _by(lineage: pd.DataFrame, column: str) -> dict[Any, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(lineage.loc[lineage[column].notna()]):
        found.setdefault(row[column], []).append(row)
    return found


def _summary(rows: list[Mapping[str, Any]]) -> str:
    """Tables by name, the rest counted; what is in a table that is named goes without saying."""
    tables = [short(row["schema"], row["name"]) for row in rows if row["object_kind"] == "table"]
    others = Counter(row["object_kind"] for row in rows if row["object_kind"] != "table")
    named = [f"{'tables' if len(tables) > 1 else 'table'} {_listed(tables)}"] if tables else []
    return "; ".join(filter(None, [*named, _counts(others)]))


def _counts(kinds: Counter[str]) -> str:
    return ", ".join(f"{count} {plural(kind, count)}" for kind, count in kinds.most_common())


def _object(row: Mapping[str, Any]) -> str:
    """The object as `auditlib blame` takes it."""
    return short(row["schema"], spelt(row["object_kind"], row["name"], row["table"]))


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _true(flags: pd.Series) -> pd.Series:
    return flags.eq(True).fillna(False).astype(bool)
