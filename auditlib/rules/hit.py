"""What a rule says about one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One finding before the registry gives it code, severity, fingerprint and rank.

    ``subject`` completes the identity where one object may be hit twice by one rule; with the rule, kind,
    schema, table and object it makes the fingerprint, so it must not change from run to run. ``root`` is the
    identity (``kind schema.table.name``) of the object whose finding this one folds under. ``severity``
    overrides the rule's own. ``cause`` is a phrase: where many hits of a rule have the same one, and severity, a single
    finding stands for them. ``explains`` are objects, by identity, with an attribute or none for the whole: what other
    rules say of them folds under this one.
    """

    message: str
    cost: str = ""
    remedy: str = ""
    object_kind: str = ""
    schema: str = ""
    table: str = ""
    object: str = ""
    subject: str = ""
    severity: str | None = None
    wrong: str = ""
    stops: str = ""
    weight: int = 0
    revision: str = ""
    file: str = ""
    line: int | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)
    root: str = ""
    cause: str = ""
    explains: tuple[tuple[str, str], ...] = ()
