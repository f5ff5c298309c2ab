"""When and with what an audit was made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.report.show import Col, Shown, show

_LABELS = {
    "target": "Project",
    "database": "Database",
    "server": "Server",
    "moment": "Read at (UTC)",
    "auditlib": "auditlib",
    "python": "Python",
}


def metadata(manifest: Mapping[str, Any]) -> Shown:
    """Versions, database, moment and durations of the audit, from a snapshot's manifest."""
    facts = [(label, str(manifest[name])) for name, label in _LABELS.items() if manifest.get(name)]
    facts += [(name, str(version)) for name, version in sorted(dict(manifest.get("packages") or {}).items())]
    facts += [
        (f"Time for {name}", f"{milliseconds / 1000:.1f} s")
        for name, milliseconds in dict(manifest.get("durations_ms") or {}).items()
    ]
    rows = pd.DataFrame(facts, columns=["fact", "value"], dtype="str")
    return show(
        rows,
        "Versions, database and time",
        columns=(Col("fact", "What"), Col("value", "Value", "code")),
        empty="nothing is recorded.",
    )
