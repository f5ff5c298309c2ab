"""Who is wrong: two witnesses against one, with the reason in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from auditlib.reconcile.heard import CHAIN, MODELS, Heard
from auditlib.reconcile.references import ATTRIBUTE, matches
from auditlib.reconcile.sentences import said

Row = dict[str, Any]
Attribute = tuple[str, str, str, str, str]
_IN_TABLES = ("column", "constraint", "index", "comment", "trigger")


@dataclass(frozen=True)
class _Views:
    """What each witness says of one object or attribute, by side; a witness that cannot say is absent."""

    by: dict[str, Any]
    presence: bool
    in_table: bool
    by_hand: bool
    coming: bool
    undated: bool
    library: bool

    def because(self, agreeing: str, meaning: str) -> str:
        """Why; of an object that is there or not the sentence has told already who agrees."""
        said_before = [] if self.presence else [agreeing]
        return ": ".join([*said_before, *filter(None, [meaning])])

    def agree(self, one: str, other: str) -> bool:
        return one in self.by and other in self.by and self.by[one] == self.by[other]

    def differ(self, one: str, other: str) -> bool:
        return one in self.by and other in self.by and self.by[one] != self.by[other]


def judged(found: list[Row], witnesses: Heard) -> list[Row]:
    """``found`` with ``wrong`` and ``reason`` on each row."""
    others = _other_declarers(found)
    return [_naming_the_pending(row, *_verdict(row, witnesses, others)) for row in found]


def _naming_the_pending(row: Row, wrong: str, reason: str) -> Row:
    """Where a pending revision settles it, that revision is the one to name."""
    told = {**row, "wrong": wrong, "reason": reason}
    if wrong != "pending" or row["_next_revision"] is None:
        return told
    place = {"revision": row["_next_revision"], "revision_file": row["_next_file"], "revision_line": row["_next_line"]}
    return {**told, **place}


def _verdict(row: Row, witnesses: Heard, others: Counter[Attribute]) -> tuple[str, str]:
    if row["attribute"] == ATTRIBUTE:
        wrong, why = _mismatched_key(row)
        return wrong, said(row, wrong, why)
    views = _views(row, witnesses)
    wrong, why = _decided(views)
    if wrong == "undecided" and _declared_as_live(row, others):
        wrong, why = "model", "another MetaData that declares it agrees with live"
    return wrong, said(row, wrong, why)


def _decided(views: _Views) -> tuple[str, str]:
    if views.library:
        return "undecided", "the model belongs to a library, which is shown and not blamed"
    if views.differ("models", "live") and views.agree("models", "chain_head"):
        return _settled(views)
    if views.differ("live", "chain"):
        return _live_against_chain(views)
    if views.coming and views.presence and views.by.get("models") and not views.by["live"]:
        return "pending", "a pending revision's text makes it"
    if views.differ("models", "live"):
        return _models_against_live(views)
    return "undecided", "no second witness"


def _settled(views: _Views) -> tuple[str, str]:
    if views.agree("models", "chain"):
        return "live", views.because("models and chain agree", "live was changed outside the chain")
    if views.undated:
        return "undecided", "which revisions this database has run is unknown"
    return "pending", "a pending revision settles it"


def _live_against_chain(views: _Views) -> tuple[str, str]:
    if views.agree("models", "live") and views.presence and not views.by["live"]:
        return "chain", "models and live agree, and no revision takes it away"
    if views.agree("models", "live"):
        return "chain", views.because("models and live agree", "`create_all` or a hand made it")
    if "models" in views.by and views.differ("models", "chain"):
        return "undecided", "the three witnesses give three answers"
    if views.agree("live", "chain_head"):
        return "live", "made outside the chain, before the pending revision that does the same"
    if "models" in views.by:
        return "live", views.because("models and chain agree", "live was changed outside the chain")
    return "live", "live was changed outside the chain"


def _models_against_live(views: _Views) -> tuple[str, str]:
    if "chain" in views.by:
        if views.presence and not views.by["models"] and not views.in_table:
            return "undecided", "it lives outside the models, or a model is missing"
        return "model", views.because("live and chain agree", "")
    if not views.by_hand:
        return "undecided", "the chain is no witness here"
    if views.by["models"]:
        return "model", "no revision's text makes it"
    if views.in_table:
        return "live", "no revision's text makes it: `create_all` of older models or a hand did"
    return "undecided", "no revision's text makes it"


def _mismatched_key(row: Row) -> tuple[str, str]:
    """The witness whose two types differ where another's are one."""
    model, live, chain = (_key_matches(row, side) for side in ("models", "live", "chain"))
    target = row["_target"]
    if model is False and live is not False and chain is not False:
        return "model", ""
    if live is False and chain is True:
        return "live", f"it is of another type than {target} only there"
    if chain is False and model is not False and True in (model, live):
        return "chain", f"it makes another type than that of {target}"
    if live is False and chain is None and model is True:
        return "live", f"it is of another type than {target}, and the model is not"
    return "undecided", f"every witness that knows it has another type there than in {target}"


def _key_matches(row: Row, side: str) -> bool | None:
    """Whether a side's two types are one; where they differ and it has no key there, it claims nothing."""
    same = matches(row[f"_pair_{side}"])
    return None if same is False and row.get(f"_keyed_{side}") is False else same


def _views(row: Row, witnesses: Heard) -> _Views:
    presence = row["attribute"] == ""
    sides = ("live", "models", "chain", "chain_head")
    known = [side for side in sides if row[f"in_{side}"] is not None and (presence or row[f"in_{side}"])]
    values = {side: bool(row[f"in_{side}"]) if presence else row[side] for side in known}
    return _Views(
        by=values,
        presence=presence,
        in_table=row["object_kind"] in _IN_TABLES,
        coming=row["_next_revision"] is not None and "chain_head" not in values,
        undated=row["_next_revision"] is None and CHAIN not in witnesses.sources,
        by_hand=presence and row.get("_lent") is True and row["revision"] is None,
        library=row["declarer"].removeprefix(MODELS) in witnesses.libraries,
    )


def _other_declarers(found: list[Row]) -> Counter[Attribute]:
    """How many declarers of each object and attribute disagree with live."""
    return Counter(_attribute(row) for row in found if row["declarer"])


def _attribute(row: Row) -> Attribute:
    return row["object_kind"], row["schema"], row["table"], row["name"], row["attribute"]


def _declared_as_live(row: Row, others: Counter[Attribute]) -> bool:
    declarers = row["_declarers"] or 0
    return row["attribute"] != "" and declarers > others[_attribute(row)]
