"""The order of columns: one row a table, and only the columns both sides have count."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.reconcile.heard import CHAIN, LIVE, MODELS, Heard, among

_KEY = ["schema", "table", "column"]
_SIDES = ("live", "models", "chain", "chain_head")


def column_order(frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> pd.DataFrame:
    """Rows of ``differences`` for tables whose common columns stand in another order live than in the chain.

    Models order their columns as they please; they are asked only where no chain was replayed.
    """
    columns = frames["columns"]
    columns = columns.loc[~among(columns, ["schema", "table"], witnesses.assumed_tables | witnesses.bookkeeping)]
    live = columns.loc[columns["source"].eq(LIVE), [*_KEY, "position"]]
    if CHAIN in witnesses.sources:
        return _between(live, columns.loc[columns["source"].eq(CHAIN)], "chain", "")
    declarers = sorted(source for source in witnesses.sources if source.startswith(MODELS))
    parts = [_between(live, columns.loc[columns["source"].eq(name)], "models", name) for name in declarers]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _between(live: pd.DataFrame, other: pd.DataFrame, side: str, declarer: str) -> pd.DataFrame:
    common = live.merge(other[[*_KEY, "position"]], on=_KEY, suffixes=("_live", f"_{side}"))
    tables = common.groupby(["schema", "table"], sort=False)
    ranks = {where: tables[f"position_{where}"].rank() for where in ("live", side)}
    moved = common.loc[ranks["live"].ne(ranks[side]), ["schema", "table"]].drop_duplicates()
    if moved.empty:
        return pd.DataFrame()
    affected = common.merge(moved, on=["schema", "table"])
    said = {where: _listed(affected, f"position_{where}") for where in ("live", side)}
    rows = pd.DataFrame({name: said.get(name) for name in _SIDES}, index=said["live"].index).reset_index()
    return rows.assign(
        object_kind="table",
        name=rows["table"],
        attribute="column_order",
        declarer=declarer,
        change="changed",
        **{f"in_{witness}": True if witness in ("live", side) else None for witness in _SIDES},
    ).astype({f"in_{witness}": "boolean" for witness in _SIDES})


def _listed(rows: pd.DataFrame, position: str) -> pd.Series:
    return rows.sort_values(position, kind="stable").groupby(["schema", "table"])["column"].agg(", ".join)
