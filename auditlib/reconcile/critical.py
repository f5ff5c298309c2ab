"""The revisions that deserve a page of their own: those that make much, and those that other witnesses contradict."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.results import CRITICAL
from auditlib.wording import counted

# Columns and constraints come with their tables: counted, not weighed.
_MADE = {"table": 6, "function": 3, "type": 2, "view": 2, "trigger": 1, "index": 1, "column": 0, "constraint": 0}
_AGAINST = {"error": 25, "warning": 10, "note": 2}
_UNKNOWN = 3  # what text cannot tell deserves a look
_MOST = 5
_LEAST_SHARE = 0.2  # of the weight of the first


def critical(revisions: pd.DataFrame, operations: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Frame ``critical``: at most five revisions, weightiest first, each with its reasons.

    A revision weighs what its upgrade creates in ``operations`` and what ``findings`` say about it.
    """
    made = _made(operations)
    against = _against(findings)
    rows = [_row(row, made.get(_place(row), Counter()), against.get(row["revision"], [])) for row in records(revisions)]
    rows = sorted((row for row in rows if row["weight"]), key=lambda row: (-row["weight"], row["graph_order"]))
    chosen = [row for row in rows[:_MOST] if row["weight"] >= _LEAST_SHARE * rows[0]["weight"]]
    return CRITICAL.conform({**_shown(row), "rank": rank} for rank, row in enumerate(chosen, 1))


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return row["script_location"], row["revision"]


def _made(operations: pd.DataFrame) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in records(operations[operations["direction"] == "upgrade"]):
        counts = found.setdefault(_place(row), Counter())
        if row["action"] == "create":
            counts[row["object_kind"] or "object"] += 1
        elif row["action"] == "unknown":
            counts["unknown statement"] += 1
    return found


def _against(findings: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Findings that are about one revision; those folded under another cause are left to it."""
    found: dict[str, list[dict[str, Any]]] = {}
    roots = findings[findings["root"].fillna("") == ""]
    for row in records(roots):
        if row["revision"]:
            found.setdefault(row["revision"], []).append(row)
    return found


def _row(row: dict[str, Any], made: Counter[str], against: list[dict[str, Any]]) -> dict[str, Any]:
    weight = sum(_MADE.get(kind, 0) * count for kind, count in made.items()) + _UNKNOWN * made["unknown statement"]
    weight += sum(_AGAINST[found["severity"]] for found in against)
    return {**row, "weight": weight, "made": made, "against": against}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    made, against = row["made"], row["against"]
    things = ", ".join(counted(count, kind) for kind, count in made.most_common())
    rules = ", ".join(f"{code} {count} times" if count > 1 else code for code, count in _by_rule(against).items())
    reasons = [f"its upgrade makes {things}"] if things else []
    reasons += [f"contradicted or questioned by {rules}"] if rules else []
    return {
        "script_location": row["script_location"],
        "revision": row["revision"],
        "weight": row["weight"],
        "reasons": "; ".join(reasons),
        "objects_made": sum(count for kind, count in made.items() if kind in _MADE),
        "findings": len(against),
        "fingerprints": ", ".join(found["fingerprint"] for found in against) or None,
        "file": row["file"],
        "line": row["upgrade_line"] or row["line"],
    }


def _by_rule(against: list[dict[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(found["rule"] for found in against).items()))
