"""Can this history be trusted? The answer, from findings and from what the witnesses saw."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from auditlib.wording import agreed, amount

WITNESSES = ("live", "models", "scripts", "replay")
REHEARSAL = "rehearsal"  # a part of the replay, told where there was anything to rehearse
BROKEN, ATTENTION, CLEAN, UNKNOWN = "broken", "attention", "clean", "unknown"
SEEN, PARTLY, NOT_SEEN = "seen", "partly", "not seen"

_TITLES = {
    BROKEN: "No",
    ATTENTION: "Yes, with reservations",
    CLEAN: "Yes",
    UNKNOWN: "It cannot be told",
}


@dataclass(frozen=True)
class Witness:
    """What one witness saw in all: ``seen``, ``partly`` or ``not seen``, and how many lines say so."""

    name: str
    status: str
    lines: int


@dataclass(frozen=True)
class Verdict:
    """The answer in a word (``broken``, ``attention``, ``clean``, ``unknown``), a title and a sentence.

    The counts are of root findings.
    """

    word: str
    title: str
    sentence: str
    errors: int
    warnings: int
    notes: int
    stops_deploy: int


def verdict(findings: pd.DataFrame, witnesses: pd.DataFrame) -> Verdict:
    """The verdict over frames ``findings`` and ``witnesses``. What was not seen is never called sound."""
    found = roots(findings)
    counts = {severity: int((found["severity"] == severity).sum()) for severity in ("error", "warning", "note")}
    stops = int(((found["severity"] == "error") & (found["stops"].fillna("") == "deploy")).sum())
    unseen = [witness for witness in seen(witnesses) if witness.status != SEEN]
    word = _word(counts, unseen)
    said = _sentence(word, counts, stops)
    return Verdict(
        word, _TITLES[word], f"{said}{_caveat(unseen)}", counts["error"], counts["warning"], counts["note"], stops
    )


def roots(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings that fold under no other, in their order."""
    return findings[findings["root"].fillna("") == ""]


def seen(witnesses: pd.DataFrame) -> list[Witness]:
    """What each witness saw in all; a witness without a line was not seen.

    The rehearsal has lines only where the replay was read.
    """
    rehearsed = [REHEARSAL] if witnesses["witness"].eq(REHEARSAL).any() else []
    return [_witness(name, witnesses.loc[witnesses["witness"] == name, "status"]) for name in (*WITNESSES, *rehearsed)]


def _witness(name: str, statuses: pd.Series) -> Witness:
    said = set(statuses.dropna())
    if not said or said == {NOT_SEEN}:
        return Witness(name, NOT_SEEN, len(statuses))
    return Witness(name, SEEN if said == {SEEN} and statuses.notna().all() else PARTLY, len(statuses))


def _word(counts: dict[str, int], unseen: list[Witness]) -> str:
    if counts["error"]:
        return BROKEN
    if any(witness.status == NOT_SEEN and witness.name in ("live", "scripts") for witness in unseen):
        return UNKNOWN
    return ATTENTION if counts["warning"] or unseen else CLEAN


def _sentence(word: str, counts: dict[str, int], stops: int) -> str:
    errors, warnings = amount(counts["error"], "error"), amount(counts["warning"], "warning")
    if word == BROKEN:
        which = "which" if stops == counts["error"] else f"{stops} of which"
        blocked = f"{errors}, {which} {agreed(stops, 'stops', 'stop')} the next deploy"
        return f"{blocked if stops else errors}; {warnings} beside."
    if word == ATTENTION and counts["warning"]:
        return f"No error; {warnings}."
    if word == UNKNOWN:
        return f"Too little was seen to answer; {warnings} so far."
    return "No error and no warning."


def _caveat(unseen: list[Witness]) -> str:
    if not unseen:
        return ""
    parts = {status: [each.name for each in unseen if each.status == status] for status in (NOT_SEEN, PARTLY)}
    said = [f"{status}: {', '.join(names)}" for status, names in parts.items() if names]
    return f" {'; '.join(said).capitalize()}."
