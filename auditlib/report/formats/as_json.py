"""The answer of an audit as one JSON document, every finding with its evidence (docs/check-json.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from auditlib.frames.records import records
from auditlib.reconcile.pending import answer
from auditlib.report.formats.standing import standing
from auditlib.report.verdict import verdict
from auditlib.snapshot import Snapshot

FORMAT = 1


def document(audited: Snapshot, fail_on: str) -> str:
    """Verdict, state, coverage and findings; what fails a run changes nothing of it."""
    manifest = audited.manifest
    return dumped(
        {
            "format": FORMAT,
            "auditlib": manifest["auditlib"],
            "target": manifest["target"],
            "database": manifest["database"],
            "moment": manifest["moment"],
            "verdict": vars(verdict(audited["findings"], audited["witnesses"])),
            "state": standing(audited["state"]),
            "pending": vars(answer(audited.frames)),
            "coverage": records(audited["witnesses"]),
            "findings": [_finding(row) for row in records(audited["findings"])],
        }
    )


def dumped(value: Any) -> str:
    """JSON in ASCII, for every terminal, and nothing in it goes unseen; read back it is what it was.

    Two number signs never stand together: a CI's log takes ``##[`` for a command wherever it stands.
    """
    return json.dumps(value, indent=2).replace("##", "#\\u0023")


def _finding(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "evidence": json.loads(row["evidence"] or "{}")}
