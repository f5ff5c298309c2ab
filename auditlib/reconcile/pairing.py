"""Objects whose names were generated, paired by what they are."""

from __future__ import annotations

import pandas as pd

from auditlib.frames.records import records
from auditlib.frames.spec import Frame
from auditlib.reconcile.generated_names import is_generated
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS

OWN_NAME = "own_name"


def paired(spec: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with the name under which an equal object is known elsewhere, and the name each source gives it.

    The last key column becomes the common name: the live one, else that of the chain, else of the first MetaData.
    ``own_name`` keeps the source's own; it is null where a model left the name of a constraint to PostgreSQL.
    Kinds without ``pairings`` keep their names.
    """
    name = spec.key[-1]
    named = rows.assign(**{OWN_NAME: rows[name]})
    if not spec.pairings or named.empty:
        return named
    named = named.sort_values(spec.key, kind="stable", ignore_index=True)
    known = named.iloc[:0]
    for source in _ordered(named["source"].unique()):
        own = _renamed(spec, known, named.loc[named["source"].eq(source)])
        if source.startswith(MODELS) and "constraint_kind" in own.columns:
            own = _said_once(spec, known, own)
        known = pd.concat([known, own], ignore_index=True).drop_duplicates(spec.key[1:])
        named = pd.concat([named.loc[named["source"].ne(source)], own], ignore_index=True)
    return _left_open(named, spec.key[1:]) if "constraint_kind" in named.columns else named


def _said_once(spec: Frame, known: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """``own`` without what a model says again and leaves unnamed: a key of a column that a named one covers already."""
    same = list(spec.pairings[0])
    unpaired = _without(own, known, spec.key[1:])
    again = unpaired.loc[pd.MultiIndex.from_frame(unpaired[same]).isin(pd.MultiIndex.from_frame(known[same]))]
    unnamed = [is_generated(row, row[OWN_NAME]) for row in records(again)]
    return own.drop(index=again.index[unnamed]) if unnamed else own


def _left_open(named: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Constraints that a model does not name have no name of its own: it does not contradict the others."""
    several = named.groupby(key, sort=False)[OWN_NAME].transform("nunique").gt(1)
    differ = named["source"].str.startswith(MODELS) & several
    left_open = [is_generated(row, row[OWN_NAME]) for row in records(named.loc[differ])]
    open_ones = named.index[differ][left_open] if left_open else named.index[:0]
    return named.assign(**{OWN_NAME: named[OWN_NAME].mask(named.index.isin(open_ones))})


def _ordered(sources: object) -> list[str]:
    first = {LIVE: 0, CHAIN: 1, HEAD: 2}
    return sorted(map(str, sources), key=lambda source: (first.get(source, 3), source))  # type: ignore[call-overload]


def _renamed(spec: Frame, known: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """``own`` with the rows that ``known`` has under another name renamed."""
    key, name = spec.key[1:], spec.key[-1]
    free, left = _without(known, own, key), _without(own, known, key)
    names = own[name].copy()
    for level, columns in enumerate(spec.pairings):
        if free.empty or left.empty:
            break
        found = _matches(free, left, list(columns), unique=level > 0)
        names.loc[found.index] = free.loc[found, name].to_numpy()
        free, left = free.drop(index=found.to_list()), left.drop(index=found.index)
    return own.assign(**{name: names})


def _without(rows: pd.DataFrame, others: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    if rows.empty or others.empty:
        return rows
    return rows.loc[~pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(others[key]))]


def _matches(free: pd.DataFrame, left: pd.DataFrame, columns: list[str], *, unique: bool) -> pd.Series:
    """Index of ``left`` to index of ``free`` where ``columns`` are equal; the nth equal row pairs with the nth."""
    both = pd.concat([free[columns], left[columns]], keys=["free", "left"])
    code = both.groupby(columns, sort=False, dropna=False).ngroup()
    sides = {side: pd.DataFrame({"code": code.loc[side]}) for side in ("free", "left")}
    for side, rows in sides.items():
        twins = rows.groupby("code")["code"]
        sides[side] = rows.assign(nth=twins.cumcount(), many=twins.transform("size").gt(1))
    if unique:
        sides = {side: rows.loc[~rows["many"]] for side, rows in sides.items()}
    pairs = sides["left"].reset_index().merge(sides["free"].reset_index(), on=["code", "nth"], suffixes=("_l", "_f"))
    return pd.Series(pairs["index_f"].to_numpy(), index=pairs["index_l"].to_numpy(), dtype="int64")
