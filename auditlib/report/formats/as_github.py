"""Root findings as workflow commands: GitHub shows each beside its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditlib.frames.records import records
from auditlib.report.formats.told import told
from auditlib.report.markup import unobeyed, visible
from auditlib.report.verdict import roots, verdict
from auditlib.snapshot import Snapshot

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({":": "%3A", ",": "%2C"})


def document(audited: Snapshot, fail_on: str) -> str:
    """One command a root finding, most important first (a step shows ten of a kind), then the verdict."""
    found = verdict(audited["findings"], audited["witnesses"])
    lines = [_command(row) for row in records(roots(audited["findings"]))]
    answer = f"Can the history of {audited.manifest['target']} be trusted? {found.title}. {found.sentence}"
    return "\n".join([*lines, f"::notice title=auditlib::{_data(answer)}"])


def _command(row: Mapping[str, Any]) -> str:
    properties = {
        "file": row["file"] or "",
        "line": row["line"] if row["file"] and row["line"] else "",
        "title": f"{row['rule']} {row['name']}",
    }
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[row['severity']]} {said}::{_data(told(row))}"


def _data(text: object) -> str:
    return unobeyed(visible(text)).translate(_DATA)


def _property(text: object) -> str:
    return _data(text).translate(_PROPERTY)
