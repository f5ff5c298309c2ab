"""What a stage gave, kept in the user's cache folder until something that it depends on changes (ADR 0018).

An entry is a snapshot in a folder named after everything that the stage could depend on (``cache_key``). One that
cannot be read, or is not what was written, is as good as none.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import psycopg

from auditlib.collect.cache_key import fingerprint
from auditlib.errors import OutputError, SnapshotError
from auditlib.frames.history import WITNESSES
from auditlib.frames.masking import without_secrets
from auditlib.snapshot import MANIFEST, Snapshot, load, save

OFF = "off"
VARIABLE = "AUDITLIB_CACHE"
MOST_BYTES = 256 << 20
MOST_ENTRIES = 64
_LEFT_BEHIND_S = 86_400
_ANEW = "To run it anew: --no-cache"
# Server shut down, out of resources, its disk, its faults, lost connections: chance, not the chain.
_CHANCE = ("08", "53", "57", "58", "XX")

Frames = Mapping[str, pd.DataFrame]


def folder(told: str = "") -> Path | None:
    """The folder of the cache: the one told, that of ``AUDITLIB_CACHE``, the user's; none where it is off."""
    named = told or os.environ.get(VARIABLE, "")
    if named:
        return None if named == OFF else Path(named).expanduser().absolute()
    with suppress(RuntimeError):  # a user without a home
        home = Path.home()
        users = home / "Library" / "Caches" if sys.platform == "darwin" else home / ".cache"
        return Path(os.environ.get("XDG_CACHE_HOME") or users) / "auditlib"
    return None


@dataclass(frozen=True)
class Kept:
    """The frames of a stage; ``moment`` is when they were made, where that was an earlier run."""

    frames: dict[str, pd.DataFrame]
    moment: str = ""


def kept(cache: Path | None, stage: str, key: Callable[[], str], make: Callable[[], Frames]) -> Kept:
    """What ``make`` gave in an earlier run with the same ``key``, else what it gives now, which is kept."""
    entry = cache and _entry(cache / stage, key)
    found = _found(entry, stage) if entry else None
    if found:
        return found
    made = dict(make())
    if cache and entry and _certain(made):
        _keep(entry, made)
        _bound(cache)
    return Kept(made)


def _entry(stage: Path, key: Callable[[], str]) -> Path | None:
    """The place of what has this key; none where it cannot be told, as when a file goes away meanwhile."""
    try:
        return stage / key()
    except (OSError, ValueError, psycopg.Error):
        return None


def _found(entry: Path, stage: str) -> Kept | None:
    try:
        snapshot = load(entry)
        frames, moment = dict(snapshot.frames), str(snapshot.manifest["moment"])
        if snapshot.manifest["fingerprint"] != fingerprint(frames):
            return None
        os.utime(entry / MANIFEST)  # the oldest go first
    except (SnapshotError, KeyError, OSError):
        return None
    said = f"Taken from the cache, as it ran at {moment}: nothing that it depends on has changed since."
    row = {"witness": stage, "subject": "cache", "status": "seen", "detail": said, "next_step": _ANEW}
    frames["witnesses"] = WITNESSES.conform(pd.concat([frames["witnesses"], WITNESSES.conform([row])]))
    return Kept(frames, moment)


def _certain(frames: Frames) -> bool:
    """Another run would give the same: nothing ended for want of time or room, and the server stood."""
    lines = frames["witnesses"]
    if lines["status"].eq("not seen").any() and "steps" not in frames and "rehearsal" not in frames:
        return False
    for name in ("steps", "rehearsal"):
        rows = frames.get(name)
        if rows is None or rows.empty:
            continue
        states = rows["sqlstate"][rows["status"].eq("failed")]
        if states.isna().any() or states.str.startswith(_CHANCE).any():
            return False
    return True


def _keep(entry: Path, frames: Frames) -> None:
    """Write an entry, as a whole or not at all; a run is none the worse for a cache that takes nothing."""
    masked = without_secrets(frames)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with suppress(OutputError, OSError):
        entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        save(Snapshot({"moment": now, "fingerprint": fingerprint(masked)}, masked), entry)
        entry.chmod(0o700)


def _bound(cache: Path) -> None:
    """Remove what was not used for longest, beyond what the cache may hold, and what killed runs left."""
    with suppress(OSError):
        entries = sorted(cache.glob("*/*"), key=_used, reverse=True)
        total = 0
        for number, entry in enumerate(entries):
            total += sum(file.stat().st_size for file in entry.glob("*"))
            left_behind = entry.name.startswith(".") and time.time() - entry.stat().st_mtime > _LEFT_BEHIND_S
            if left_behind or (not entry.name.startswith(".") and (total > MOST_BYTES or number >= MOST_ENTRIES)):
                shutil.rmtree(entry, ignore_errors=True)


def _used(entry: Path) -> float:
    try:
        return (entry / MANIFEST).stat().st_mtime
    except OSError:
        return 0.0
