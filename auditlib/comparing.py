"""The use case of `auditlib diff`: two sides opened, compared, and written as a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditlib.collect import together
from auditlib.config.address import Address, address
from auditlib.config.database import Database
from auditlib.errors import SnapshotError
from auditlib.frames.spec import LIVE
from auditlib.reconcile.sides.side import Side, side
from auditlib.snapshot import open_lazily
from auditlib.stages import Progress, silent
from auditlib.two_sides import Diff, about, compared, side_of


@dataclass(frozen=True)
class _Opened:
    """A side, what the manifest says of it, and what tells whether two are one."""

    side: Side
    about: dict[str, Any]
    identity: tuple[str, str]


def diff(a: str | Path | Address, b: str | Path | Address, *, progress: Progress = silent) -> Diff:
    """What two sides say differently; each is a snapshot's folder, a source in one, or a database.

    ``auditlib.diff("reports/demo:live", ":replay").roots`` are the differences between two sources of one audit,
    ``auditlib.diff("env:STAGING", "env:PRODUCTION")`` those between two databases, whose URLs the variables hold.

    Raises ``SnapshotError`` and ``DatabaseError`` where a side cannot be read or both are the same.
    """
    one = a if isinstance(a, Address) else address(str(a))
    other = b if isinstance(b, Address) else address(str(b), beside=one)
    first, second = together.both(lambda: _opened(one, progress), lambda: _opened(other, progress))
    if "" not in first.identity and first.identity == second.identity:
        raise SnapshotError(f"A and B are the same: {first.about['label']}.", "Name two that are to be compared.")
    return compared(first.side, second.side, first.about, second.about)


def report(of: Diff, output: Path) -> Path:
    """Write the differences and their pages into ``output``, all of it or nothing; gives the page to open first."""
    from auditlib.report.run import write_diff

    return write_diff(of.snapshot, output)


def _opened(where: Address, progress: Progress) -> _Opened:
    if where.database is not None:
        return _read(where.database, progress)
    assert where.folder is not None
    snapshot = open_lazily(where.folder)
    own = side_of(snapshot, where.source, str(where.folder))
    told = about(f"{where.folder}:{own.source}", own, snapshot.manifest)
    return _Opened(own, told, (str(where.folder.resolve()), own.source))


def _read(database: Database, progress: Progress) -> _Opened:
    """A live database as a side, with the version tables that are found in its catalog."""
    from auditlib.collect import live

    progress(database.label, "starts")
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    server, frames = live.read(database, (), sizes=False)
    progress(database.label, "read")
    own = side(frames, LIVE)
    told = about(database.label, own, {"moment": moment})
    return _Opened(own, told, (server.system_identifier or "", server.database))
