"""The order of columns: one row a table, and only the columns both sides have count."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.reconcile.heard import CHAIN, LIVE, MODELS, Heard, Names, among

_TABLE = ["schema", "table"]
_KEY = [*_TABLE, "column"]
_COMMA = ", "
_SIDES = ("live", "models", "chain", "chain_head")


def column_order(frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> pd.DataFrame:
    """Rows of ``differences`` for tables whose common columns stand in another order live than in the chain.

    Models order their columns as they please: where live and chain differ they are asked who is wrong; alone they are
    asked only where no chain was replayed.
    """
    columns = frames["columns"]
    columns = columns.loc[~among(columns, ["schema", "table"], witnesses.assumed_tables | witnesses.bookkeeping)]
    orders = {source: columns.loc[columns["source"].eq(source), [*_KEY, "position"]] for source in witnesses.sources}
    declarers = sorted(source for source in orders if source.startswith(MODELS))
    live = orders[LIVE]
    if CHAIN in orders:
        rows = _between(live, orders[CHAIN], "chain")
        common = live[_KEY].merge(orders[CHAIN][_KEY], on=_KEY)
        return _with_declarers(rows, common, {name: orders[name] for name in declarers})
    parts = [_between(live, orders[name], "models").assign(declarer=name) for name in declarers]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _between(live: pd.DataFrame, other: pd.DataFrame, side: str) -> pd.DataFrame:
    common = live.merge(other, on=_KEY, suffixes=("_live", f"_{side}"))
    tables = common.groupby(_TABLE, sort=False)
    ranks = {where: tables[f"position_{where}"].rank() for where in ("live", side)}
    moved = common.loc[ranks["live"].ne(ranks[side]), _TABLE].drop_duplicates()
    if moved.empty:
        return pd.DataFrame()
    affected = common.merge(moved, on=_TABLE)
    said = {where: _listed(affected, f"position_{where}") for where in ("live", side)}
    rows = pd.DataFrame({name: said.get(name) for name in _SIDES}, index=said["live"].index).reset_index()
    return rows.assign(
        object_kind="table",
        name=rows["table"],
        attribute="column_order",
        declarer="",
        change="changed",
        **{f"in_{witness}": True if witness in ("live", side) else None for witness in _SIDES},
    ).astype({f"in_{witness}": "boolean" for witness in _SIDES})


def _with_declarers(rows: pd.DataFrame, common: pd.DataFrame, orders: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Each row once for every MetaData that has all of its columns, with the order there; as it is where none has."""
    if rows.empty or not orders:
        return rows
    named = common.merge(rows[_TABLE], on=_TABLE)
    told = [_declared(rows, named.merge(order, on=_KEY, how="left"), name) for name, order in orders.items()]
    known = _tables(pd.concat(told))
    return pd.concat([*told, rows.loc[~among(rows, _TABLE, known)]], ignore_index=True)


def _declared(rows: pd.DataFrame, placed: pd.DataFrame, declarer: str) -> pd.DataFrame:
    """The rows on tables of which the declarer has every column; ``placed`` are the columns with their place there."""
    own = placed.loc[~among(placed, _TABLE, _tables(placed.loc[placed["position"].isna()]))]
    said = _listed(own, "position").rename("models").reset_index()
    told = rows.drop(columns="models").merge(said, on=_TABLE)
    return told.assign(declarer=declarer, in_models=pd.Series(True, index=told.index, dtype="boolean"))


def _tables(rows: pd.DataFrame) -> Names:
    return frozenset(rows[_TABLE].itertuples(index=False, name=None))


def _listed(rows: pd.DataFrame, position: str) -> pd.Series:
    return rows.sort_values(position, kind="stable").groupby(_TABLE)["column"].agg(_COMMA.join)
