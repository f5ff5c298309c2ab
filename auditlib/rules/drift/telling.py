"""Turns rows of ``differences`` into hits: one message form, one place for severity, weight and folding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import identity
from auditlib.frames.unimported import SEEN
from auditlib.rules.coverage.unimported import MEND_FIRST
from auditlib.rules.dependents import dependents
from auditlib.rules.hit import Hit
from auditlib.rules.naming import DEFAULT_SCHEMA, capital, object_name

MODELS = "models:"
IN_ANOTHER_ORDER = "The same rows are refused; searches by the first column of one order are not served by the other."
_WORDS = {
    "generated": "generation expression",
    "row_security": "row level security",
    "validated": "validation",
    "valid": "validity",
    "nullable": "nullability",
    "included": "included columns",
    "unique": "uniqueness",
    "nulls_not_distinct": "treatment of nulls",
    "populated": "content",
    "is_default": "rank as default",
    "deterministic": "determinism",
    "grantable": "grant option",
}
_PARTS = ("constraint", "index", "comment")
_PLURAL = (
    *("columns", "included", "labels", "storage_options", "options", "foreign_options", "toast_options", "roles"),
    *("tables", "schemas", "operations", "operators", "functions", "mappings", "publications", "tags", "rules"),
)
# Attributes of constraints of every kind, each told by a rule of its own.
_APART = (
    *("name", "validated", "enforced", "deferrable", "initially_deferred"),
    *("inheritance", "clustered", "replica_identity"),
)
_SETTLED = {
    "chain": "Write a revision that makes {object} where it is not there, as models and live have it.",
    "pending": "Run the pending revisions: {by}{revision} makes it so.",
    "undecided": "Decide which is meant, then bring the others in line by a revision or in the model.",
}
_CHANGED = {"chain": "Write a revision that alters {object} where it differs, as models and live have it."}
_OPEN = {
    "model": "Declare {object} in the model{at} as live and chain have it, or write a revision that changes it.",
    "live": "Write a revision that makes {object} what it is meant to be ({meant}), or adopt the live one elsewhere.",
}
_PRESENT = {
    "missing": {
        "model": "Write a revision that makes {object}, or take it out of the model{at}.",
        "live": "Make {object} again as the chain does, or write a revision that drops it for good.",
        "chain": "Write a revision that drops {object}: neither models nor live have it.",
    },
    "extra": {
        "model": "Declare {object} in the model{at}, or write a revision that drops it.",
        "live": "Adopt {object} by a revision that makes it where it is not there, or drop it.",
    },
}


def of_kind(differences: pd.DataFrame, kind: str, *attributes: str, change: str = "") -> pd.DataFrame:
    """Rows about one kind of object: those of ``attributes``, else presence of ``change``."""
    wanted = differences["object_kind"].eq(kind) & differences["attribute"].isin(attributes or ("",))
    return differences.loc[wanted & differences["change"].eq(change) if change else wanted]


def of_kinds(differences: pd.DataFrame, *kinds: str) -> pd.DataFrame:
    """All rows about these kinds of object but for their owners, whom a rule of its own tells."""
    return differences.loc[differences["object_kind"].isin(kinds) & differences["attribute"].ne("owner")]


def of_constraints(differences: pd.DataFrame, constraints: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Rows about constraints of one kind, name and validity apart; where kinds differ the live one counts."""
    key = ["schema", "table", "constraint"]
    live_first = constraints.loc[constraints["source"].ne("live").sort_values(kind="stable").index]
    known = live_first.drop_duplicates(key)
    of_this = pd.MultiIndex.from_frame(known.loc[known["constraint_kind"].eq(kind), key])
    rows = differences.loc[differences["object_kind"].eq("constraint")]
    mine = pd.MultiIndex.from_frame(rows[["schema", "table", "name"]]).isin(of_this)
    apart = rows["attribute"].isin(_APART)
    return rows.loc[mine & ~apart].assign(noun=kind)


def in_another_order(rows: pd.DataFrame, attribute: str = "columns") -> pd.Series:
    """Which rows are about an object whose witnesses list the same in ``attribute``, only in another order."""
    listed = rows.loc[rows["attribute"].eq(attribute)]
    said = listed[["live", "models", "chain"]].map(lambda text: tuple(sorted(text.split(", "))), na_action="ignore")
    same = listed.loc[said.nunique(axis=1).eq(1)]
    key = ["schema", "table", "name", "declarer"]
    return pd.Series(pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(same[key])), index=rows.index)


def under_their_own(rows: pd.DataFrame, differences: pd.DataFrame) -> pd.DataFrame:
    """Rows made to fold under what another rule says of the very same object, where one does.

    They tell what folds under them in ``differences``.
    """
    own = [identity(*names) for names in rows[["object_kind", "schema", "table", "name"]].itertuples(index=False)]
    below = dependents(differences)
    fallen = pd.Series([below.get(name) for name in own], index=rows.index, dtype="str")
    return rows.assign(under=pd.Series(own, index=rows.index, dtype="str"), below=fallen)


def told(
    rows: pd.DataFrame,
    coverage: pd.DataFrame,
    *,
    cost: str,
    remedies: Mapping[str, str] | None = None,
    note: frozenset[str] = frozenset({"pending"}),
) -> Iterator[Hit]:
    """A hit an object and attribute of the root ``rows``, weighed by what ``coverage`` knows of its table.

    What folds under another object is that object's to tell: ``differences`` keeps it. ``cost`` may say `{lacking}`,
    which becomes who goes without an extra object; ``remedies`` are sentences by who is wrong, with the names of the
    row in braces; ``note`` are the verdicts that are only worth a note.
    """
    roots = rows.loc[rows["root"].fillna("").eq("")] if len(rows) else rows
    if roots.empty:
        return
    weights = _weights(coverage)
    for row in _one_each(records(roots)):
        yield Hit(
            message=_message(row),
            cost=_cost(row, cost),
            remedy=row.get("remedy") or _remedy(row, remedies or {}),
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
            root=row.get("under") or "",
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


def _lacking(row: Mapping[str, Any]) -> str:
    """Who goes without an object that is live, and what becomes of it."""
    if row["in_models"] is not False:
        return "A database that is built by the chain lacks it"
    who = "create_all does not make it" if row["in_chain"] is True else "A new environment lacks it"
    if row.get("noun") in ("check", "exclusion"):
        return who
    data = " with its data" if row["object_kind"] in ("table", "column") else ""
    return f"{who}, and autogenerate proposes to drop it{data}"


def _cost(row: Mapping[str, Any], cost: str) -> str:
    """The rule's own sentence, or who goes without an extra part of a table."""
    if row["change"] == "extra" and row["object_kind"] in _PARTS:
        return f"{_lacking(row)}."
    return cost.format(lacking=_lacking(row))


def _message(row: Mapping[str, Any]) -> str:
    """The difference as a sentence about the object by its name."""
    named = object_name(row)
    if row["attribute"] == "":
        the = "The " if row["object_kind"] == "comment" else ""
        own = f"{the}{named}" if the else capital(named)
        below = f" With it {row['below']}." if row.get("below") else ""
        return f"{own} {row['reason'].removeprefix('It ')}{below}"
    if row["attribute"] == "references":
        return f"{capital(named)} has another type than the column that its foreign key names: {row['reason']}"
    word = _WORDS.get(row["attribute"], row["attribute"].replace("_", " "))
    what = named if row["attribute"] == row["object_kind"] else f"{word} of {named}"
    return f"The {what} {'differ' if row['attribute'] in _PLURAL else 'differs'}: {row['reason']}"


def _remedy(row: Mapping[str, Any], remedies: Mapping[str, str]) -> str:
    if row["in_live"] and SEEN in row["reason"]:
        return MEND_FIRST
    wrong = row["wrong"]
    present = _PRESENT.get(row["change"], {})
    present = present or (_CHANGED if row["attribute"] else {})
    template = remedies.get(wrong) or present.get(wrong) or _SETTLED.get(wrong) or _OPEN[wrong]
    at = f" at {row['file']}:{row['line']}" if row["file"] and row["line"] else ""
    table = ".".join(_quoted(part) for part in (row["schema"], row["table"]) if part and part != DEFAULT_SCHEMA)
    names = {name: "nothing" if row[name] is None else row[name] for name in ("live", "models", "chain", "chain_head")}
    meant = next((row[side] for side in ("chain", "models") if row[side] is not None), "nothing")
    revision = row["revision"] or "one of them"
    wanted = (row["models"] or row["live"] or "").partition(" → ")[2]
    by = "by its text, " if row["in_chain_head"] is None else ""
    more = {
        "table": table,
        "by": by,
        "name": _quoted(row["name"]),
        "object": f"the {object_name(row)}",
        "wanted": wanted,
    }
    return template.format(**names, **more, meant=meant, at=at, revision=revision)


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
