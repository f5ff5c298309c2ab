"""The forms in which `auditlib check` answers. Each is a module ``as_<form>`` whose ``document`` gives the whole text.

All take the audited snapshot and the least severity that fails a run; none is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from auditlib.snapshot import Snapshot

FORMS = ("text", "json", "sarif", "csv", "junit", "github")


def document(audited: Snapshot, form: str, fail_on: str) -> str:
    """The answer of an audit in one of ``FORMS``, safe on a terminal, without a secret."""
    if form not in FORMS:
        raise ValueError(f"{form!r} is none of {', '.join(FORMS)}")
    return str(import_module(f"{__name__}.as_{form}").document(audited, fail_on))
