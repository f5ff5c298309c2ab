"""One side of a comparison: the object frames of one source, what it can say, and where it keeps silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import LIVE as BY_LIVE
from auditlib.frames.spec import MODELS as BY_MODELS
from auditlib.frames.spec import REPLAY as BY_REPLAY
from auditlib.frames.spec import Column, Frame
from auditlib.reconcile.heard import HEAD, LIVE, MODELS, Heard, among, heard
from auditlib.reconcile.migrating_role import with_one_migrating_role
from auditlib.reconcile.silence import lent

ALL_MODELS = "models"


@dataclass(frozen=True)
class Side:
    """The object frames of one source; ``speaker`` is what frame records call it: live, replay or models.

    ``frames`` holds every object frame, ``every`` all frames that came with them.
    """

    source: str
    frames: Mapping[str, pd.DataFrame]
    every: Mapping[str, pd.DataFrame]
    heard: Heard

    @property
    def speaker(self) -> str:
        """The source as frame records name it."""
        if self.source.startswith(ALL_MODELS):
            return BY_MODELS
        return BY_LIVE if self.source == LIVE else BY_REPLAY

    def is_silent(self, kind: str, view: Mapping[str, Any]) -> bool:
        """What it says of the object is not its own: it was lent it, or the step that touches it did not run."""
        if self.speaker != BY_REPLAY:
            return False
        unrun = self.heard.unrun_head if self.source == HEAD else self.heard.unrun
        return lent(view, kind, self.heard) or (view["table"] or view["name"],) in unrun

    def read(self, spec: Frame) -> bool:
        """Whether the server let us read this kind."""
        return (self.source, spec.name) not in self.heard.holed

    def is_locked(self, view: Mapping[str, Any]) -> bool:
        """Another session held the object, or its table, while it was read: a null there says nothing."""
        return (view["schema"], view["table"] or view["name"].partition("(")[0]) in self.heard.locked

    @property
    def server(self) -> str:
        """The version of the PostgreSQL that it was read from; empty where a snapshot does not say."""
        versions = self.frames["servers"]["version"]
        return str(versions.iloc[0]) if len(versions) else ""

    def can_deny(self, kind: str, view: Mapping[str, Any]) -> bool:
        """Whether the absence of the object says that it is not to be."""
        known = self.heard
        if self.speaker == BY_REPLAY:
            whole = known.head_whole if self.source == HEAD else known.chain_whole
            return whole and (view["schema"], view["table"]) not in known.assumed_tables
        if self.speaker == BY_MODELS:
            table, named = (view["schema"], view["table"]), (view["schema"], view["name"])
            refused = table in known.refused or (kind == "constraint" and table in known.refused_keys)
            return not (refused or named in known.refused_names)
        return True


def side(frames: Mapping[str, pd.DataFrame], source: str) -> Side:
    """The side that ``source`` of a snapshot's frames is; `models` is the union of its MetaData.

    What the chain made belongs to the role that migrates the snapshot's live database.
    """
    if source != LIVE and not source.startswith(ALL_MODELS):
        frames = with_one_migrating_role(frames)
    own = {name: _of(frames, spec, source) for name, spec in OBJECT_FRAMES.items()}
    return Side(source, own, frames, heard(frames))


def sources(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """The sources that frames hold, and `models` where some MetaData is among them."""
    found = heard(frames).sources
    return sorted({*found, *([ALL_MODELS] if any(each.startswith(MODELS) for each in found) else [])})


def without_bookkeeping(one: Side, other: Side) -> tuple[Side, Side]:
    """Both sides; without Alembic's own tables where one of them is not a database, which has none."""
    if one.speaker == other.speaker == BY_LIVE:
        return one, other
    names = one.heard.bookkeeping | other.heard.bookkeeping
    return _without(one, names), _without(other, names)


def attributes(spec: Frame, one: Side, other: Side) -> list[Column]:
    """The attributes of a kind that are compared between these two: those that both can express."""
    live = one.speaker == other.speaker == BY_LIVE
    compared = [column for column in spec.columns if (live if column.between_databases else column.compared)]
    return [column for column in compared if {one.speaker, other.speaker} <= column.sources]


def speaks_of(spec: Frame, each: Side) -> bool:
    """Whether a side can have such an object, so that its silence is a no."""
    if each.speaker == BY_MODELS:
        return any(BY_MODELS in column.sources for column in spec.compared)
    return each.speaker in spec.sources


def _of(frames: Mapping[str, pd.DataFrame], spec: Frame, source: str) -> pd.DataFrame:
    if spec.name not in frames or frames[spec.name].empty:
        return spec.empty()
    rows = frames[spec.name]
    if source != ALL_MODELS:
        return rows.loc[rows["source"].eq(source)].reset_index(drop=True)
    return rows.loc[rows["source"].str.startswith(MODELS)].drop_duplicates(spec.key[1:] or None).reset_index(drop=True)


def _without(each: Side, names: frozenset[tuple[str, ...]]) -> Side:
    kept = {
        name: rows.loc[~among(rows, ["schema", "table"], names)] if "table" in rows.columns else rows
        for name, rows in each.frames.items()
    }
    return Side(each.source, kept, each.every, each.heard)
