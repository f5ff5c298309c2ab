"""Two sides and what they say differently: what `auditlib diff` answers, for notebooks and for analysts."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from auditlib import __version__
from auditlib.errors import SnapshotError
from auditlib.frames.history import WITNESSES
from auditlib.frames.masking import without_secrets
from auditlib.frames.spec import LIVE
from auditlib.reconcile.lineage import at
from auditlib.reconcile.moments import MARK, after, siblings, step_of
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import Side, side, sources
from auditlib.report.show import Shown
from auditlib.report.views import sides as views
from auditlib.snapshot import Snapshot
from auditlib.wording import amount


@dataclass(frozen=True, repr=False)
class Diff:
    """What two sides, A and B, say differently. Neither is wrong.

    ``differences`` has a row an object or attribute, ``witnesses`` what was not compared and why.
    """

    snapshot: Snapshot

    @property
    def differences(self) -> pd.DataFrame:
        """Frame ``side_differences``, most important first."""
        return self.snapshot["side_differences"]

    @property
    def witnesses(self) -> pd.DataFrame:
        """Frame ``witnesses``: what was seen of each side, and what was not compared."""
        return self.snapshot["witnesses"]

    @property
    def manifest(self) -> Mapping[str, Any]:
        """The two sides, and when they were compared."""
        return self.snapshot.manifest

    @property
    def roots(self) -> pd.DataFrame:
        """The differences that follow from no other."""
        return views.roots(self.differences)

    def without(self, kinds: Iterable[str]) -> Diff:
        """The same without kinds of objects or attributes: `comment`, `owner`, `column.default`; that is said."""
        wanted = tuple(kinds)
        kept, left_out = _without(self.differences, wanted)
        if not left_out:
            return self
        told = _noted(
            self.witnesses, "left out on request", f"{amount(left_out, 'difference')} of: {', '.join(wanted)}", None
        )
        return Diff(self.snapshot.with_frames({"side_differences": kept, "witnesses": told}))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        shown: Shown = views.whole(self.manifest, self.differences, self.witnesses)
        return shown._repr_mimebundle_()

    def __repr__(self) -> str:
        return f"<Diff: {views.answer(self.manifest, self.differences)}>"


@dataclass(frozen=True)
class At:
    """The objects after the step of a revision, by frame: what the chain alone had made by then.

    ``siblings`` are revisions of other branches that had run before: what they made is among the objects.
    """

    revision: str
    step: int
    siblings: list[str]
    frames: Mapping[str, pd.DataFrame]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in self.frames:
            raise AttributeError(f"there is no frame {name!r}; there are {', '.join(sorted(self.frames))}")
        return self.frames[name]


def at_revision(snapshot: Snapshot, revision: str) -> At:
    """The moment after a revision's step. Raises ``SnapshotError`` where the replay did not run it."""
    step = step_of(snapshot.frames, revision)
    if step is None:
        ran = list(snapshot["steps"].loc[snapshot["steps"]["status"].eq("done"), "revision"])
        near = difflib.get_close_matches(revision, ran, n=3)
        raise SnapshotError(
            f"The snapshot holds no replay of a revision {revision!r}.",
            f"Name one that ran: {', '.join(near or ran[-3:])}." if ran else "Audit the project again, with its chain.",
        )
    whole = str(snapshot["steps"].set_index("step").loc[step, "revision"])
    return At(whole, step, siblings(snapshot.frames, whole, step), at(snapshot.frames, step))


def side_of(snapshot: Snapshot, source: str = "", where: str = "the snapshot") -> Side:
    """The side that a source of a snapshot is; without a source the live database, or the only source there is.

    Raises ``SnapshotError`` where the snapshot has no such source, naming those it has.
    """
    if source.startswith(MARK):
        moment = at_revision(snapshot, source.removeprefix(MARK))
        return side(after(snapshot.frames, moment.step, source), source)
    known = sources(snapshot.frames)
    chosen = source or _usual(known)
    if chosen not in known:
        listed = ", ".join(known) or "none"
        said = f"has no source {source!r}" if source else "has several sources and no live database"
        if not known:
            said = "holds no objects of any source"
        raise SnapshotError(f"{where} {said}.", f"Its sources are: {listed}. Name one as FOLDER:SOURCE.")
    return side(snapshot.frames, chosen)


def compared(a: Side, b: Side, about_a: Mapping[str, Any], about_b: Mapping[str, Any]) -> Diff:
    """What two sides say differently; ``about_a`` and ``about_b`` go into the manifest as they are."""
    manifest = {
        "auditlib": __version__,
        "target": f"{about_a['label']} against {about_b['label']}",
        "moment": datetime.now(UTC).isoformat(timespec="seconds"),
        "a": dict(about_a),
        "b": dict(about_b),
    }
    # A secret met on either side is masked on both, so that the mask is no difference.
    one, other = (replace(each, frames=without_secrets(each.frames)) for each in (a, b))
    return Diff(Snapshot(manifest, between(one, other)))


def about(label: str, of: Side, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest says of a side: its label, source, server, moment, and the revisions that it stands at."""
    applied = of.every.get("applied_revisions")
    stands = of.speaker == LIVE and applied is not None
    return {
        "label": label,
        "source": of.source,
        "server": of.server,
        "moment": manifest.get("moment", ""),
        "position": sorted(applied["version_num"]) if stands and applied is not None else [],
    }


def _usual(known: list[str]) -> str:
    if LIVE in known:
        return LIVE
    single = [each for each in known if each != "models"]
    return single[0] if len(single) == 1 else ""


def _without(rows: pd.DataFrame, kinds: tuple[str, ...]) -> tuple[pd.DataFrame, int]:
    kind, attribute = rows["object_kind"], rows["attribute"].fillna("")
    named = kind.isin(kinds) | attribute.isin(kinds) | (kind + "." + attribute).isin(kinds)
    kept = rows.loc[~named].reset_index(drop=True)
    return kept, int(named.sum())


def _noted(witnesses: pd.DataFrame, subject: str, detail: str, step: str | None) -> pd.DataFrame:
    row = {"witness": "both", "subject": subject, "status": "partly", "detail": detail, "next_step": step}
    return WITNESSES.conform(pd.concat([witnesses, WITNESSES.conform([row])], ignore_index=True))
