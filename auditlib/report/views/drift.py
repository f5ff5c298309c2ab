"""Where live, models and chain disagree, and who is wrong."""

from __future__ import annotations

import pandas as pd

from auditlib.charts.drift_matrix import drift_matrix
from auditlib.frames.records import records
from auditlib.report.figure import Picture, picture
from auditlib.report.show import NOTHING, Col, Shown, folded, heading, joined, paragraph, place, show
from auditlib.rules.naming import object_name
from auditlib.wording import agreed, amount, counted, following_from_others

_WHO = {
    "model": "The model is wrong",
    "live": "The live database is wrong",
    "chain": "The chain is wrong",
    "pending": "Settled by a pending revision",
    "undecided": "Undecided",
}
_COLUMNS = (
    Col("object", "Object", "code"),
    Col("what", "Differs in"),
    Col("live", "Live", "code"),
    Col("models", "Models", "code"),
    Col("chain", "Chain", "code"),
    Col("model_place", "Declared at", "place"),
    Col("revision_place", "Revision", "place"),
    Col("reason", "Why", "prose"),
)


def matrix(differences: pd.DataFrame) -> Picture | Shown:
    """Root differences by kind and by who is wrong; frame ``differences``."""
    if differences.empty:
        return NOTHING
    roots = _roots(differences)
    counts = roots["wrong"].fillna("undecided").value_counts()
    said = ", ".join(f"{_WHO.get(str(who), str(who)).lower()}: {count}" for who, count in counts.items()) or "none"
    return picture(drift_matrix(differences), f"{amount(len(roots), 'difference')}; {said}.")


def in_all(differences: pd.DataFrame) -> Shown:
    """How many differences there are, and how many follow from others; frame ``differences``."""
    roots = _roots(differences)
    follow = len(differences) - len(roots)
    these, them = agreed(len(roots), "it", "these"), agreed(len(roots), "it", "them")
    behind = f"; {follow} more {agreed(follow, 'follows', 'follow')} from {these}, folded under {them}"
    return paragraph(f"{amount(len(roots), 'difference')} to look at{behind if follow else ''}.".capitalize())


def by_fault(differences: pd.DataFrame) -> Shown:
    """Root differences in a section for each who is wrong; frame ``differences``."""
    if differences.empty:
        return paragraph("No difference was found between the witnesses that were seen.")
    roots = readable(_roots(differences))
    known = [who for who in _WHO if (roots["wrong"] == who).any()]
    return joined([_section(who, roots[roots["wrong"] == who]) for who in known])


def following(differences: pd.DataFrame) -> Shown:
    """How many differences of which kind follow from each root, in one line a root; frame ``differences``."""
    rows = differences[differences["root"].fillna("") != ""]
    if rows.empty:
        return NOTHING
    kinds = rows["change"].fillna("") + " " + rows["object_kind"]
    counts = pd.DataFrame({"root": rows["root"], "kind": kinds}).value_counts(sort=False).reset_index()
    told = [counted(count, kind) for kind, count in zip(counts["kind"], counts["count"], strict=True)]
    lines = counts.assign(told=told).groupby("root", sort=True)["told"].agg(", ".join).reset_index()
    columns = (Col("root", "Follows from", "code"), Col("told", "What follows"))
    return folded(following_from_others(len(rows)), show(lines, "What follows", columns=columns))


def readable(differences: pd.DataFrame) -> pd.DataFrame:
    """Frame ``differences`` with object, attribute and places in words."""
    rows = records(differences)
    attribute = differences["attribute"].fillna("").str.replace("_", " ")
    return differences.assign(
        object=[object_name(row) for row in rows],
        what=attribute.where(attribute != "", differences["change"]),
        model_place=[place(row["file"], row["line"]) for row in rows],
        revision_place=[place(row["revision_file"], row["revision_line"]) for row in rows],
        wrong=differences["wrong"].fillna("undecided"),
        **{name: _value(differences, name) for name in ("live", "models", "chain")},
    )


def _value(differences: pd.DataFrame, name: str) -> pd.Series:
    """The value, or for a whole object whether it is there; unknown where the witness cannot say."""
    flags = differences[f"in_{name}"]
    there = flags.astype("object").map({True: "there", False: "absent"}).fillna("unknown")
    whole = differences["attribute"].fillna("") == ""
    said = differences[name].where(flags.ne(False).fillna(True), "absent")
    return said.where(~whole, there)


def _section(who: str, rows: pd.DataFrame) -> Shown:
    return heading(_WHO[who]) + show(rows, "What each witness says", columns=_COLUMNS, limit=500)


def _roots(differences: pd.DataFrame) -> pd.DataFrame:
    return differences[differences["root"].fillna("") == ""]
