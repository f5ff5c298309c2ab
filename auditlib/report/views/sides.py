"""Two sides and what they say differently, as sentences and as tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.show import NOTHING, Col, Shown, folded, heading, joined, paragraph, show
from auditlib.wording import agreed, amount, following_from_others

_GROUPS = {
    "only in A": "Only in A",
    "only in B": "Only in B",
    "renamed": "Renamed",
    "changed": "In both, and different",
}
_COLUMNS = (
    Col("object", "Object", "code"),
    Col("what", "Differs in"),
    Col("a", "A says", "code"),
    Col("b", "B says", "code"),
    Col("dependents", "Follow", "number"),
)
_SIDES = (
    Col("side", "Side"),
    Col("label", "What it is", "code"),
    Col("source", "Source", "code"),
    Col("server", "PostgreSQL"),
    Col("position", "Stands at", "code"),
    Col("moment", "Read at"),
)
_UNSAID = (
    Col("witness", "Side"),
    Col("subject", "About"),
    Col("status", "Status", "status"),
    Col("detail", "What was compared, or why not", "prose"),
    Col("next_step", "To have it compared", "prose"),
)


def answer(manifest: Mapping[str, Any], differences: pd.DataFrame) -> str:
    """How many differences there are between which sides; frame ``side_differences``."""
    first = roots(differences)
    follow = len(differences) - len(first)
    behind = (
        f"; {follow} more {agreed(follow, 'follows', 'follow')} from {agreed(len(first), 'it', 'these')}"
        if follow
        else ""
    )
    return f"{amount(len(first), 'difference').capitalize()} between {_label(manifest, 'a')} (A) and " + (
        f"{_label(manifest, 'b')} (B){behind}."
    )


def headline(manifest: Mapping[str, Any], differences: pd.DataFrame) -> Shown:
    """The answer, and the two sides; frame ``side_differences``."""
    return paragraph(answer(manifest, differences), style="answer") + both(manifest)


def both(manifest: Mapping[str, Any]) -> Shown:
    """The two sides: what they are, on which server, at which revisions, read when."""
    rows = [{"side": side.upper(), **manifest[side]} for side in ("a", "b")]
    told = pd.DataFrame([{**row, "position": ", ".join(row["position"])} for row in rows])
    return show(told, "The two sides", columns=_SIDES)


def not_compared(witnesses: pd.DataFrame) -> Shown:
    """What was seen of each side, and what was not compared; frame ``witnesses``."""
    unsaid = witnesses.loc[witnesses["status"].ne("seen")]
    if unsaid.empty:
        return paragraph("Everything that both sides hold was compared.")
    return show(unsaid, "Not compared, or in part", columns=_UNSAID)


def counts(differences: pd.DataFrame) -> Shown:
    """Differences by kind and change, and how many follow from them; frame ``side_differences``."""
    first = roots(differences)
    if first.empty:
        return paragraph("The two sides say the same in all that was compared.")
    table = pd.crosstab(first["object_kind"], first["change"]).reindex(columns=[*_GROUPS], fill_value=0)
    follow = first.groupby("object_kind")["dependents"].sum()
    ordered = table.loc[first["object_kind"].drop_duplicates()]
    told = ordered.assign(follow=follow.reindex(ordered.index)).reset_index()
    numbers = [Col(name, title, "number") for name, title in {**_GROUPS, "follow": "Follow from these"}.items()]
    return show(told, "Differences by kind", columns=[Col("object_kind", "Kind"), *numbers])


def by_change(differences: pd.DataFrame) -> Shown:
    """Root differences in a section for each way to differ; frame ``side_differences``."""
    first = readable(roots(differences))
    parts = [
        heading(title) + show(first.loc[first["change"].eq(change)], title, columns=_of(change), limit=500)
        for change, title in _GROUPS.items()
        if first["change"].eq(change).any()
    ]
    return joined(parts)


def following(differences: pd.DataFrame) -> Shown:
    """What follows from each root; frame ``side_differences``."""
    rows = differences.loc[differences["root"].fillna("").ne("")]
    if rows.empty:
        return NOTHING
    columns = (Col("root", "Follows from", "code"), Col("change", "How"), *_COLUMNS[:4])
    return folded(following_from_others(len(rows)), show(readable(rows), "What follows", columns=columns))


def whole(manifest: Mapping[str, Any], differences: pd.DataFrame, witnesses: pd.DataFrame) -> Shown:
    """All of it, one part after the other; frames ``side_differences``, ``witnesses``."""
    return joined(
        [
            headline(manifest, differences),
            not_compared(witnesses),
            counts(differences),
            by_change(differences),
            following(differences),
        ]
    )


def readable(differences: pd.DataFrame) -> pd.DataFrame:
    """Frame ``side_differences`` with object and attribute in words."""
    attribute = differences["attribute"].fillna("").str.replace("_", " ")
    return differences.assign(
        object=[named(row) for row in records(differences)],
        root=[_bare(str(root or "")) for root in differences["root"]],
        what=attribute.where(attribute.ne(""), differences["change"]),
    )


def sentence(row: Mapping[str, Any]) -> str:
    """One difference in words: what A says, what B says, how many follow."""
    number = row["dependents"]
    behind = f" ({number} {agreed(number, 'follows', 'follow')})" if number else ""
    if not row["attribute"]:
        return f"{named(row)}: {row['change']}{behind}"
    if row["change"] == "renamed":
        return f"{named(row)}: named {_bare(row['b_name'])} in B{behind}"
    attribute = "" if row["attribute"] == row["object_kind"] else str(row["attribute"]).replace("_", " ") + ": "
    return f"{named(row)}: {attribute}A says {_said(row['a'])}, B says {_said(row['b'])}{behind}"


def named(row: Mapping[str, Any]) -> str:
    """The object as A names it, as B does where A lacks it."""
    if row["object_kind"] == "owner":  # one for another
        return "owner"
    return f"{row['object_kind']} {_bare(row['a_name'] or row['b_name'])}"


def roots(differences: pd.DataFrame) -> pd.DataFrame:
    """Differences that fold under no other, in their order."""
    return differences.loc[differences["root"].fillna("").eq("")]


def _of(change: str) -> tuple[Col, ...]:
    if change.startswith("only"):
        side = change[-1].lower()
        return (_COLUMNS[0], Col(side, "What it is", "code"), _COLUMNS[4])
    return (_COLUMNS[0], *_COLUMNS[2:]) if change == "renamed" else _COLUMNS


def _bare(name: str) -> str:
    return name.removeprefix("public.").replace(" public.", " ")


def _said(value: str | None) -> str:
    return "nothing" if value is None else value.strip()


def _label(manifest: Mapping[str, Any], side: str) -> str:
    return str(manifest[side]["label"])
