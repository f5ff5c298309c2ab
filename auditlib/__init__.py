"""auditlib: can I trust my database's history?

Public names are loaded when first used, so that ``import auditlib`` and ``auditlib --help`` stay quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOMES = {
    "Audit": "auditlib.audit",
    "Diff": "auditlib.two_sides",
    "diff": "auditlib.comparing",
    "open": "auditlib.audit",
    "run": "auditlib.pipeline",
    "collect": "auditlib.pipeline",
    "AuditError": "auditlib.errors",
}

__all__ = ["Audit", "AuditError", "Diff", "__version__", "collect", "diff", "open", "run"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'auditlib' has no attribute {name!r}")
