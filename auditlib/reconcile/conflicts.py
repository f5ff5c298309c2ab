"""Tables that several MetaData declare in different ways: only the one nearest to live is judged by live."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.reconcile.heard import LIVE, MODELS

_KEY = ["schema", "table"]


def rivals(frames: Mapping[str, pd.DataFrame]) -> frozenset[tuple[str, str, str]]:
    """(declarer, schema, table) of the declarations that lose to another one which is nearer to the live table.

    Equal declarations are no rivals. Nearer is: more live columns declared, of the live type; then fewer others.
    """
    columns = frames["columns"]
    declared = columns.loc[columns["source"].str.startswith(MODELS), ["source", *_KEY, "column", "type"]]
    several = declared.groupby(_KEY)["source"].transform("nunique").gt(1)
    shared = declared.loc[several]
    if shared.empty:
        return frozenset()
    live = columns.loc[columns["source"].eq(LIVE), [*_KEY, "column", "type"]]
    losers: set[tuple[str, str, str]] = set()
    for names, rows in shared.groupby(_KEY, sort=True):
        schema, table = map(str, names)
        own = live.loc[live["schema"].eq(schema) & live["table"].eq(table)]
        losers |= {(source, schema, table) for source in _losing(rows, _pairs(own))}
    return frozenset(losers)


def _losing(rows: pd.DataFrame, live: frozenset[tuple[str, str]]) -> list[str]:
    sides = {str(source): _pairs(own) for source, own in rows.groupby("source", sort=True)}
    if len(set(sides.values())) == 1 or not live:
        return []
    best = max(sides.values(), key=lambda pairs: (len(pairs & live), -len(pairs - live)))
    return [source for source, pairs in sides.items() if pairs != best]


def _pairs(rows: pd.DataFrame) -> frozenset[tuple[str, str]]:
    return frozenset(rows[["column", "type"]].itertuples(index=False, name=None))
