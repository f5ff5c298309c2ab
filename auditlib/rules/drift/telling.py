"""Turns rows of ``differences`` into hits: one message form, one place for severity, weight and folding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.rules.hit import Hit

MODELS = "models:"
IN_ANOTHER_ORDER = "The same rows are refused; searches by the first column of one order are not served by the other."
_PRESENCE = {"missing": "is missing", "extra": "is extra"}
_WORDS = {"generated": "generation expression", "row_security": "row level security", "validated": "validation"}
_SETTLED = {
    "chain": "Write a revision that makes what models and live already have, guarded so that it passes where it is.",
    "pending": "Run the pending revisions; {revision} settles it.",
    "undecided": "Decide which is meant, then bring the others in line by a revision or in the model.",
}
_OPEN = {
    "model": "Bring the model in line with what live and chain have{at}.",
    "live": "Write a revision that makes what is meant, or undo the change by hand.",
}


def of_kind(differences: pd.DataFrame, kind: str, *attributes: str, change: str = "") -> pd.DataFrame:
    """Rows about one kind of object: those of ``attributes``, else presence of ``change``."""
    rows = differences.loc[differences["object_kind"].eq(kind)]
    if attributes:
        return rows.loc[rows["attribute"].isin(attributes)]
    presence = rows.loc[rows["attribute"].eq("")]
    return presence.loc[presence["change"].eq(change)] if change else presence


def of_constraints(differences: pd.DataFrame, constraints: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows about constraints of one kind, name and validity apart."""
    names = constraints.loc[constraints["constraint_kind"].eq(kind), ["schema", "table", "constraint"]]
    of_this = pd.MultiIndex.from_frame(names)
    rows = differences.loc[differences["object_kind"].eq("constraint")]
    mine = pd.MultiIndex.from_frame(rows[["schema", "table", "name"]]).isin(of_this)
    return rows.loc[mine & ~rows["attribute"].isin(["name", "validated", "deferrable", "initially_deferred"])]


def in_another_order(rows: pd.DataFrame) -> pd.Series:
    """Which rows are about a constraint whose witnesses name the same columns, only in another order."""
    listed = rows.loc[rows["attribute"].eq("columns")]
    said = listed[["live", "models", "chain"]].map(lambda text: tuple(sorted(text.split(", "))), na_action="ignore")
    same = listed.loc[said.nunique(axis=1).eq(1)]
    key = ["schema", "table", "name", "declarer"]
    return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(same[key])), index=rows.index)


def under_their_own(rows: pd.DataFrame) -> pd.DataFrame:
    """Root rows made to fold under what another rule says of the very same object, where one does."""
    own = [identity(*names) for names in rows[["object_kind", "schema", "table", "name"]].itertuples(index=False)]
    return rows.assign(root=rows["root"].where(rows["root"].fillna("").ne(""), pd.Series(own, index=rows.index)))


def told(
    rows: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    cost: str,
    remedies: Mapping[str, str] | None = None,
    note: frozenset[str] = frozenset({"pending"}),
) -> Iterator[Hit]:
    """A hit an object and attribute of ``rows``, weighed by what ``coverage`` knows of its table.

    ``remedies`` are sentences by who is wrong, with the names of the row in braces; ``note`` are the verdicts that
    are only worth a note.
    """
    weights = _weights(coverage)
    for row in _one_each(records(rows)):
        yield Hit(
            message=f"{_subject(row)}: {row['reason']}",
            cost=cost,
            remedy=_remedy(row, remedies or {}),
            object_kind=row["object_kind"],
            schema=row["schema"],
            table=row["table"],
            object=row["name"],
            subject=":".join(part for part in (row["attribute"], row["declarer"]) if part),
            severity="note" if row["wrong"] in note or "belongs to a library" in row["reason"] else None,
            wrong=row["wrong"],
            stops="model" if row["wrong"] in ("model", "live") and row["in_models"] and not row["in_live"] else "",
            weight=weights.get((row["schema"], row["table"]), 0),
            revision=row["revision"] or "",
            file=row["file"] or row["revision_file"] or "",
            line=row["line"] if row["file"] else row["revision_line"],
            evidence=_evidence(row),
            root=row["root"] or "",
        )


def _one_each(rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every attribute row; of the presence of one object only the first declarer's."""
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        place = (row["object_kind"], row["schema"], row["table"], row["name"])
        if row["attribute"] or place not in seen:
            yield row
        if not row["attribute"]:
            seen.add(place)


def full_name(row: Mapping[str, Any]) -> str:
    """The object as a person writes it: its kind, and its name with schema and table."""
    return identity(row["object_kind"], row["schema"], row["table"], row["name"])


def _subject(row: Mapping[str, Any]) -> str:
    named = full_name(row)
    if row["object_kind"] == "comment":
        named = f"comment on {row['name']} in {row['table'] or row['schema']}"
    if not row["attribute"]:
        return f"{named[0].upper()}{named[1:]} {_PRESENCE[row['change']]}"
    if row["attribute"] == "references":
        return f"{named[0].upper()}{named[1:]} has another type than the column it refers to"
    return f"The {_WORDS.get(row['attribute'], row['attribute'].replace('_', ' '))} of {named} differs"


def _remedy(row: Mapping[str, Any], remedies: Mapping[str, str]) -> str:
    wrong = row["wrong"]
    template = _SETTLED.get(wrong) or remedies.get(wrong) or _OPEN[wrong]
    at = f" at {row['file']}:{row['line']}" if row["file"] and row["line"] else ""
    table = ".".join(_quoted(part) for part in (row["schema"], row["table"]) if part)
    names = {name: "nothing" if row[name] is None else row[name] for name in ("live", "models", "chain", "chain_head")}
    meant = next((row[side] for side in ("chain", "models") if row[side] is not None), "nothing")
    revision = row["revision"] or "one of them"
    return template.format(**names, meant=meant, at=at, table=table, name=_quoted(row["name"]), revision=revision)


def _quoted(name: str) -> str:
    plain = name.isidentifier() and name == name.lower()
    return name if plain else '"' + name.replace('"', '""') + '"'


def _weights(coverage: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {
        (row["schema"], row["table"]): int(row["references"] or 0) + max(int(row["rows_estimate"] or 0), 0) // 1000
        for row in records(coverage)
    }


def _evidence(row: Mapping[str, Any]) -> dict[str, Any]:
    witnesses = {name: row[name] for name in ("live", "models", "chain", "chain_head") if row[name] is not None}
    present = {name: row[name] for name in ("in_live", "in_models", "in_chain", "in_chain_head")}
    places = {
        "model": f"{row['file']}:{row['line']}" if row["file"] else None,
        "revision": row["revision"],
        "revision_place": f"{row['revision_file']}:{row['revision_line']}" if row["revision_file"] else None,
    }
    more = {"declarer": row["declarer"].removeprefix(MODELS), "attribute": row["attribute"], "change": row["change"]}
    return {**witnesses, **present, **{name: place for name, place in places.items() if place}, **more}
