"""Where live, models and chain disagree: every object kind by its own description, no code a kind."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.results import DIFFERENCES
from auditlib.frames.spec import MODELS as BY_MODELS
from auditlib.frames.spec import Frame
from auditlib.reconcile.column_order import column_order
from auditlib.reconcile.folding import folded
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Heard, among, heard
from auditlib.reconcile.lineage_text import placed
from auditlib.reconcile.pairing import OWN_NAME, paired
from auditlib.reconcile.references import mismatched_references
from auditlib.reconcile.same_default import comparable
from auditlib.reconcile.verdict import judged

SIDES = ("live", "models", "chain", "chain_head")
CONTEXT = (
    "type",
    "columns",
    "referenced_schema",
    "referenced_table",
    "owned_by",
    "function",
    "partition_of",
    "included",
    "predicate",
    "unique",
    "constraint_kind",
)
_SUMMARY = ("definition", "labels", "type", "table_kind", "comment", "columns")


def differences(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frame ``differences`` from the object frames and what tells about their sources.

    Presence is judged against the union of the MetaData, attributes against each declarer. Reads also ``models``,
    ``model_columns``, ``model_problems``, ``metadata``, ``operations``, ``revisions``, ``steps``, ``assumed``,
    ``state`` and ``version_tables`` where ``frames`` has them. Empty where no live database was read.
    """
    witnesses = heard(frames)
    if LIVE not in witnesses.sources:
        return DIFFERENCES.empty()
    parts = [
        found
        for spec in OBJECT_FRAMES.values()
        if spec.object_kind and spec.name in frames and len(frames[spec.name])
        for found in _of_kind(spec, frames[spec.name], witnesses)
    ]
    parts += [column_order(frames, witnesses), mismatched_references(frames, witnesses)]
    some = [part for part in parts if not part.empty]
    if not some:
        return DIFFERENCES.empty()
    found = pd.concat(some, ignore_index=True)
    rows = folded(judged(placed(found, frames), witnesses), frames)
    return DIFFERENCES.conform(rows.reindex(columns=DIFFERENCES.column_names).drop_duplicates(DIFFERENCES.key))


def _of_kind(spec: Frame, rows: pd.DataFrame, witnesses: Heard) -> list[pd.DataFrame]:
    wide = _wide(spec, _compared_objects(spec, rows, witnesses), witnesses)
    if wide.empty:
        return []
    attributes = [(column.name, BY_MODELS in column.sources) for column in spec.compared]
    names = [(OWN_NAME, True)] if spec.pairings else []
    return [_presence(wide), *(_changed(wide, name, by_models) for name, by_models in attributes + names)]


def _compared_objects(spec: Frame, rows: pd.DataFrame, witnesses: Heard) -> pd.DataFrame:
    """The rows to compare: not Alembic's own tables, not the index that a constraint stands for."""
    kept = rows
    if spec.object_kind == "index":
        kept = kept.loc[kept["constraint"].isna()]
    if "table" in spec.column_names:
        kept = kept.loc[~among(kept, ["schema", "table"], witnesses.bookkeeping)]
    return paired(spec, kept.reset_index(drop=True))


def _wide(spec: Frame, rows: pd.DataFrame, witnesses: Heard) -> pd.DataFrame:
    """One row an object and declarer: names, ``in_<side>``, and ``<attribute>.<side>`` for every side."""
    if rows.empty:
        return rows
    key = spec.key[1:]
    coded = rows.assign(code=rows.groupby(key, sort=False, dropna=False).ngroup())
    by_models = coded["source"].str.startswith(MODELS)
    declared = coded.loc[by_models]
    rest = coded.loc[~by_models & ~coded["code"].isin(declared["code"])].drop_duplicates("code")
    base = pd.concat([declared, rest], ignore_index=True)
    is_declared = pd.Series([True] * len(declared) + [False] * len(rest), dtype="boolean")
    values = [column.name for column in spec.compared] + [OWN_NAME]
    wide = _names(spec, base).assign(declarer=base["source"].where(is_declared.astype(bool), ""))
    wide = wide.assign(in_models=_in_models(spec, wide, is_declared, witnesses))
    sides = {"live": LIVE, "chain": CHAIN, "chain_head": HEAD}
    columns = {f"{value}.models": base[value].where(is_declared.astype(bool)) for value in values}
    for side, source in sides.items():
        own = coded.loc[coded["source"].eq(source)].set_index("code")
        wide[f"in_{side}"] = _present(wide, base["code"].isin(own.index), side, witnesses)
        found = own[values].reindex(base["code"]).reset_index(drop=True)
        columns |= {f"{value}.{side}": found[value] for value in values}
    context = {f"_{name}": base[name] for name in CONTEXT if name in base.columns}
    wide = pd.concat([wide, pd.DataFrame(columns), pd.DataFrame(context)], axis=1)
    return _unlent(spec, wide, witnesses)


def _names(spec: Frame, base: pd.DataFrame) -> pd.DataFrame:
    own = [name for name in spec.key[1:] if name not in ("schema", "table")]
    return pd.DataFrame(
        {
            "object_kind": spec.object_kind,
            "schema": base["schema"].fillna("") if "schema" in spec.key and spec.key != ["source", "schema"] else "",
            "table": base["table"].fillna("") if "table" in spec.column_names else "",
            "name": _name(base, own) if own else base[spec.key[-1]],
        },
        index=base.index,
    ).astype("str")


def _name(base: pd.DataFrame, own: list[str]) -> pd.Series:
    if own == ["function", "arguments"]:
        return base["function"] + "(" + base["arguments"] + ")"
    joined = base[own[0]]
    for part in own[1:]:
        joined = joined + " " + base[part]
    return joined


def _in_models(spec: Frame, wide: pd.DataFrame, declared: pd.Series, witnesses: Heard) -> pd.Series:
    """True where the declarer builds it; false where every MetaData could and none does; null else."""
    can_deny = witnesses.models and any(BY_MODELS in column.sources for column in spec.compared)
    if not can_deny:
        return declared.where(declared, pd.NA)
    silent = among(wide, ["schema", "table"], witnesses.refused)
    if spec.object_kind == "constraint":
        silent |= among(wide, ["schema", "table"], witnesses.refused_keys)
    silent |= wide["name"].ne("") & among(wide, ["schema", "name"], witnesses.refused_names)
    return declared.mask(silent & ~declared, pd.NA)


def _present(wide: pd.DataFrame, found: pd.Series, side: str, witnesses: Heard) -> pd.Series:
    """Whether the side has each object; null where the side was not heard or cannot deny it."""
    present = found.astype("boolean")
    if side == "live":
        return present
    source, whole = (CHAIN, witnesses.chain_whole) if side == "chain" else (HEAD, witnesses.head_whole)
    if source not in witnesses.sources:
        return pd.Series(pd.NA, index=wide.index, dtype="boolean")
    lent = among(wide, ["schema", "table"], witnesses.assumed_tables)
    return present.mask(~found & (lent | (not whole)), pd.NA)


def _unlent(spec: Frame, wide: pd.DataFrame, witnesses: Heard) -> pd.DataFrame:
    """The chain is no witness for what replay lent it: what it says there are the live values, given back.

    Nor is it for what a step would have changed that did not run.
    """
    lent = _lent(spec, wide, witnesses)
    named = wide.assign(of=wide["table"].where(wide["table"].ne(""), wide["name"]))
    silent = lent | among(named, ["of"], witnesses.unrun)
    chain = [name for name in wide.columns if name.endswith((".chain", ".chain_head"))]
    silenced = {name: wide[name].mask(silent) for name in (*chain, "in_chain", "in_chain_head")}
    return wide.assign(**silenced, _lent=lent, _stale=among(named, ["of"], witnesses.unrun_head))


def _lent(spec: Frame, wide: pd.DataFrame, witnesses: Heard) -> pd.Series:
    on_lent = among(wide, ["schema", "table"], witnesses.assumed_tables)
    if spec.object_kind == "table":
        return on_lent
    if spec.object_kind == "column":
        return among(wide, ["schema", "table", "name"], witnesses.assumed_columns)
    if spec.object_kind == "sequence":
        owners = wide["_owned_by"].str.rpartition(".")[0]
        return among(wide.assign(table=owners), ["schema", "table"], witnesses.assumed_tables)
    bare = wide["name"].str.partition(" ")[2] if spec.object_kind == "comment" else wide["name"]
    return on_lent & ~among(wide.assign(bare=bare), ["table", "bare"], witnesses.by_text)


def _presence(wide: pd.DataFrame) -> pd.DataFrame:
    live, models, chain = (wide[f"in_{side}"] for side in ("live", "models", "chain"))
    missing = ~live & (_is(models, True) | _is(chain, True))
    extra = live & (_is(models, False) | _is(chain, False))
    if not (missing | extra).any():
        return pd.DataFrame()
    rows = wide.loc[(missing | extra).astype(bool)]
    change = pd.Series("missing", index=rows.index).where(missing.loc[rows.index], "extra")
    return _rows(rows.assign(attribute="", change=change), _summary(wide))


def _changed(wide: pd.DataFrame, value: str, by_models: bool) -> pd.DataFrame:
    live, models, chain = (_compared(wide[f"{value}.{side}"], value) for side in ("live", "models", "chain"))
    by_name = value != OWN_NAME or models.notna()
    both = wide["in_live"] & _is(wide["in_models"], True) & by_models & by_name
    differ = both & ~_equal(live, models)
    heard_chain = wide["in_live"] & _is(wide["in_chain"], True)
    differ |= heard_chain & ~_equal(live, chain)
    if not differ.any():
        return pd.DataFrame()
    rows = wide.loc[differ.astype(bool)]
    attribute = "name" if value == OWN_NAME else value
    heard_models = rows["in_models"].mask(~(both.loc[rows.index] | ~_is(rows["in_models"], True)), pd.NA)
    heard_models = heard_models if by_models else heard_models.mask(rows["in_live"], pd.NA)
    flags = {"in_models": heard_models, "in_chain_head": rows["in_chain_head"].mask(rows["_stale"], pd.NA)}
    return _rows(rows.assign(attribute=attribute, change="changed", **flags), value)


def _compared(values: pd.Series, value: str) -> pd.Series:
    return comparable(values) if value == "default" and values.notna().any() else values


def _rows(rows: pd.DataFrame, value: str | None) -> pd.DataFrame:
    """The rows with what each side says of ``value`` as text, and the context that folding needs."""
    sides = {side: _said(rows[f"{value}.{side}"]) if value else None for side in SIDES}
    named = ["object_kind", "schema", "table", "name", "attribute", "declarer", "change"]
    flags = [f"in_{side}" for side in SIDES]
    context = [name for name in rows.columns if name.startswith("_")]
    return rows[named + flags + context].assign(**sides)


def _summary(wide: pd.DataFrame) -> str | None:
    return next((name for name in _SUMMARY if f"{name}.live" in wide.columns), None)


def _said(values: pd.Series) -> pd.Series:
    if values.dtype == "boolean":
        return values.map({True: "true", False: "false"}).astype("str")
    return values.astype("str")


def _is(flags: pd.Series, wanted: bool) -> pd.Series:
    return flags.eq(wanted).fillna(False)


def _equal(left: pd.Series, right: pd.Series) -> pd.Series:
    """Equal values, nulls being equal to nulls."""
    both_null = left.isna() & right.isna()
    return left.eq(right).fillna(False).astype(bool) | both_null
