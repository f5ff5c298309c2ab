"""The modes of locks on relations, and which of them is the stronger."""

from __future__ import annotations

from collections.abc import Collection

# From the weakest to the strongest, as PostgreSQL lists them.
MODES = {
    "AccessShareLock": "ACCESS SHARE",
    "RowShareLock": "ROW SHARE",
    "RowExclusiveLock": "ROW EXCLUSIVE",
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}
STRENGTH = {word: number for number, word in enumerate(MODES.values())}


def is_weaker(modes: Collection[str], others: Collection[str]) -> bool:
    """The strongest of ``modes`` is weaker than the strongest of ``others``, where there are any."""
    return bool(others) and max(map(STRENGTH.__getitem__, modes)) < max(map(STRENGTH.__getitem__, others))
