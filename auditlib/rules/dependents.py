"""What falls with an object that is missing or extra, counted from ``differences``."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from auditlib.frames.results import identity
from auditlib.rules.naming import listed
from auditlib.wording import counted

_ORDER = ("table", "column", "constraint", "index", "sequence", "type", "trigger", "comment")
_OBJECT = ["object_kind", "schema", "table", "name"]


def dependents(differences: pd.DataFrame) -> dict[str, str]:
    """By the identity of a root, the objects that fold under it, each once: `12 columns and 2 indexes`."""
    folded = differences.loc[differences["root"].fillna("").ne(""), ["root", *_OBJECT]].drop_duplicates()
    below: dict[str, Counter[str]] = {}
    for root, kind, *names in folded.itertuples(index=False, name=None):
        if identity(kind, *names) != root:
            below.setdefault(root, Counter())[kind] += 1
    return {root: listed(_counted(kinds)) for root, kinds in below.items()}


def _counted(kinds: Counter[str]) -> list[str]:
    ordered = sorted(kinds, key=lambda kind: (_ORDER.index(kind) if kind in _ORDER else len(_ORDER), kind))
    return [counted(kinds[kind], kind) for kind in ordered]
