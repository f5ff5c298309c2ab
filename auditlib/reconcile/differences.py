"""Where live, models and chain disagree: every object kind by its own description, no code a kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from auditlib.frames.normalise import across
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.records import records
from auditlib.frames.results import DIFFERENCES
from auditlib.frames.spec import MODELS as BY_MODELS
from auditlib.frames.spec import Frame
from auditlib.reconcile.column_order import column_order
from auditlib.reconcile.comparison import Comparison, Row
from auditlib.reconcile.folding import folded
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Heard, among, heard
from auditlib.reconcile.lineage_text import placed
from auditlib.reconcile.migrating_role import with_one_migrating_role
from auditlib.reconcile.pairing import paired
from auditlib.reconcile.references import mismatched_references
from auditlib.reconcile.verdict import judged


def differences(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frame ``differences`` from the object frames and what tells about their sources.

    Presence is judged against the union of the MetaData, attributes against each declarer. Reads also ``models``,
    ``model_columns``, ``model_problems``, ``metadata``, ``operations``, ``revisions``, ``steps``, ``assumed``,
    ``state``, ``hidden`` and ``version_tables`` where ``frames`` has them. Sources of two majors are compared in one
    spelling. Empty where no live database was read.
    """
    witnesses = heard(frames)
    frames = with_one_migrating_role(frames)
    if LIVE not in witnesses.sources:
        return DIFFERENCES.empty()
    found = list(_found(across(frames).frames, witnesses))
    if not found:
        return DIFFERENCES.empty()
    rows = folded(judged(placed(found, frames), witnesses), frames)
    told = pd.DataFrame({name: [row[name] for row in rows] for name in DIFFERENCES.column_names}, dtype=object)
    return DIFFERENCES.conform(told.drop_duplicates(DIFFERENCES.key))


def _found(frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> Iterator[Row]:
    for spec in OBJECT_FRAMES.values():
        able = witnesses.of(spec.name)
        if LIVE in able.sources and spec.object_kind and spec.name in frames and len(frames[spec.name]):
            every = frames[spec.name]
            rows = records(_in_question(spec, every.loc[every["source"].isin(able.sources)], able))
            yield from Comparison(spec, able).differences(paired(spec, rows, named=able.named))
    if LIVE in witnesses.of("columns", "constraints").sources:
        yield from records(column_order(frames, witnesses.of("columns")))
        yield from mismatched_references(frames, witnesses)


def _in_question(spec: Frame, rows: pd.DataFrame, witnesses: Heard) -> pd.DataFrame:
    """The rows to compare: not Alembic's own tables, not the index that a constraint stands for, not what all agree on.

    The last is what keeps a schema of many tables quick: only where sources disagree is gone through row by row.
    """
    kept = rows
    if spec.object_kind == "index":
        kept = kept.loc[kept["constraint"].isna()]
    if "table" in spec.column_names:
        kept = kept.loc[~among(kept, ["schema", "table"], witnesses.bookkeeping)]
    if spec.pairings or kept.empty:
        return kept
    alike = [*spec.key[1:], *(column.name for column in spec.compared)]
    same = kept.groupby(alike, sort=False, dropna=False)
    heard_here = kept["source"].mask(kept["source"].str.startswith(MODELS), MODELS)
    heard_here = heard_here.where(heard_here.isin(_everyone(spec, witnesses)))
    all_have_it = heard_here.groupby(same.ngroup(), sort=False).transform("nunique").eq(len(_everyone(spec, witnesses)))
    objects = kept.groupby(spec.key[1:], sort=False, dropna=False)["source"].transform("size")
    return kept.loc[~(all_have_it & same["source"].transform("size").eq(objects))]


def _everyone(spec: Frame, witnesses: Heard) -> set[str]:
    """The sources that can have such an object; all MetaData count as one."""
    by_models = witnesses.models and any(BY_MODELS in column.sources for column in spec.compared)
    return {LIVE, *(witnesses.sources & {CHAIN, HEAD}), *({MODELS} if by_models else ())}
