"""An audit opened from its snapshot: every frame an attribute, for notebooks and for analysts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.errors import SnapshotError
from auditlib.frames.all import FRAMES
from auditlib.frames.history import OBJECT_CHANGES
from auditlib.reconcile.blame import Log, UnknownObjectError, blame
from auditlib.report.markup import one_line
from auditlib.report.show import Shown, deduced, joined, show
from auditlib.report.verdict import Verdict, verdict
from auditlib.report.views import lineage
from auditlib.report.views.findings import table as findings_table
from auditlib.report.views.lineage import statuses
from auditlib.snapshot import Snapshot, open_lazily
from auditlib.two_sides import At, Diff, about, at_revision, compared, side_of
from auditlib.wording import counted


@dataclass(frozen=True, repr=False)
class Blame:
    """The logs of the objects of a name, newest change first."""

    logs: list[Log]
    statuses: Mapping[str, str]

    @property
    def changes(self) -> pd.DataFrame:
        """The rows of ``object_changes`` about them, oldest first."""
        return OBJECT_CHANGES.conform([row for log in self.logs for row in log.rows])

    @property
    def text(self) -> str:
        """As `auditlib blame` prints it."""
        return "\n\n".join("\n".join(map(one_line, lineage.text(log, self.statuses))) for log in self.logs)

    @property
    def json(self) -> str:
        """As `auditlib blame --format json` prints it."""
        return lineage.document(self.logs, self.statuses)

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True, repr=False)
class Audit:
    """The frames of one audit as attributes: ``audit.revisions``, ``audit.findings`` …

    A frame that the snapshot does not hold is empty. ``audit.frames`` lists names and rows.
    """

    snapshot: Snapshot

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in FRAMES:
            raise AttributeError(f"an audit has no frame {name!r}; it has {', '.join(sorted(FRAMES))}")
        return self.snapshot.frames[name] if name in self.snapshot.frames else FRAMES[name].empty()

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *FRAMES]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """When and how the snapshot was made: versions, target, moment."""
        return self.snapshot.manifest

    @property
    def frames(self) -> pd.DataFrame:
        """Every frame: its name, rows, and what it holds."""
        rows = [(name, len(getattr(self, name)), frame.meaning) for name, frame in FRAMES.items()]
        return pd.DataFrame(rows, columns=["frame", "rows", "meaning"])

    @property
    def verdict(self) -> Verdict:
        """Can the history be trusted: a word, a sentence and the counts behind it."""
        return verdict(self.findings, self.witnesses)

    def finding(self, fingerprint: str) -> dict[str, Any]:
        """The finding of that fingerprint, or of its first characters. Raises ``KeyError``."""
        return _only(self.findings, self.findings["fingerprint"].str.startswith(fingerprint), fingerprint)

    def table(self, name: str) -> Shown:
        """Everything known about one table, ``schema.table`` or ``table``: who knows it, what differs, findings.

        Raises ``KeyError`` where nothing is known of one.
        """
        for dot in [-1, *(place for place, letter in enumerate(name) if letter == ".")]:  # a name may hold dots
            with suppress(KeyError):
                return self._everything("table", name[dot + 1 :], {"schema": name[:dot]} if dot > 0 else {})
        raise KeyError(name)

    def revision(self, revision: str) -> Shown:
        """Everything known about one revision: its file, what it does, its notes, state and findings."""
        return self._everything("revision", revision, {})

    def diff(self, a: str, b: str, other: Audit | None = None) -> Diff:
        """What two sources of this audit say differently, or one of this and one of another audit.

        ``audit.diff("live", "replay").roots`` has a row each difference that follows from no other;
        ``before.diff("live", "live", after)`` compares two moments. Sources: `live`, `replay`, `replay:head`,
        `models` (all MetaData as one) or `models:` and the import path of one; or revisions, as ``@REV`` or by their
        bare ids. Raises ``SnapshotError`` for another.
        """
        second = other or self
        one, two = side_of(self.snapshot, self._side(a)), side_of(second.snapshot, second._side(b))
        named = [f"{each.manifest.get('target') or 'audit'}:{of.source}" for each, of in ((self, one), (second, two))]
        return compared(one, two, about(named[0], one, self.manifest), about(named[1], two, second.manifest))

    def _side(self, name: str) -> str:
        """A revision may be named without its mark where no source is called so."""
        return f"@{name}" if name in set(self.steps["revision"]) else name

    def blame(self, name: str) -> Blame:
        """Which revisions made and changed an object: ``TABLE``, ``TABLE.COLUMN``, ``TABLE/INDEX`` …

        Raises ``SnapshotError`` where no source knows it, naming what looks alike.
        """
        try:
            return Blame(blame(self.snapshot.frames, name), statuses(self.state))
        except UnknownObjectError as unknown:
            near = f" Did you mean {', '.join(unknown.near)}?" if unknown.near else ""
            raise SnapshotError(
                f"Neither the live database nor the chain knows an object {name!r}.{near}",
                "Write TABLE, TABLE.COLUMN, TABLE/INDEX, or the name of a view, type, sequence or function.",
            ) from None

    def at(self, revision: str) -> At:
        """The objects that the chain alone had made when ``revision`` had run in the replay.

        Raises ``SnapshotError`` where the replay did not run it.
        """
        return at_revision(self.snapshot, revision)

    def _everything(self, column: str, value: str, more: Mapping[str, str]) -> Shown:
        parts = [
            show(rows, f"{name}: {frame.meaning}", columns=deduced(rows))
            for name, frame in FRAMES.items()
            if name != "findings"
            and column in frame.column_names
            and len(rows := _matching(getattr(self, name), {column: value, **more}))
        ]
        found = _matching(self.findings, {column: value, **more})
        if not parts and found.empty:
            raise KeyError(value)
        return findings_table(found, f"Findings about {value}") + joined(parts)

    def __repr__(self) -> str:
        found = self.verdict
        name = self.manifest.get("target") or self.manifest.get("project") or "audit"
        return (
            f"<Audit of {name}: {found.title}. {found.sentence} "
            f"{counted(len(self.revisions), 'revision')}, {counted(len(self.coverage), 'table')}, "
            f"{counted(len(self.findings), 'finding')}>"
        )


def open(folder: str | Path) -> Audit:
    """The audit in a snapshot's folder; a frame is read when it is first asked for.

    Raises ``SnapshotError`` where there is none or a newer auditlib wrote it, and later for a frame that is cut off.
    """
    return Audit(open_lazily(Path(folder)))


def _only(frame: pd.DataFrame, chosen: pd.Series, wanted: str) -> dict[str, Any]:
    rows = frame[chosen].to_dict(orient="records")
    if len(rows) != 1:
        raise KeyError(wanted)
    return {str(name): value for name, value in rows[0].items()}


def _matching(frame: pd.DataFrame, wanted: Mapping[str, str]) -> pd.DataFrame:
    kept = {name: value for name, value in wanted.items() if name in frame.columns}
    return frame[(frame[list(kept)] == pd.Series(kept)).all(axis=1)]
