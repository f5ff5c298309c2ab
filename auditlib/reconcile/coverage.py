"""Every table that any witness knows, and who knows it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from auditlib.frames.results import COVERAGE
from auditlib.frames.unimported import undeclared, unfinished
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, heard
from auditlib.reconcile.hidden import hidden_tables
from auditlib.reconcile.lineage_text import upgrades

_KEY = ["schema", "table"]
_DEFAULT_SCHEMA = "public"


def coverage(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Frame ``coverage``: the union of the tables of live, models and chain, Alembic's own tables among them.

    Reads ``tables``, ``sizes``, ``models``, ``model_problems``, ``metadata``, ``operations``, ``revisions``,
    ``assumed``, ``steps``, ``state``, ``settings``, ``environments``, ``hidden`` and ``lineage`` where
    ``frames`` has them.
    """
    tables, models = frames["tables"], frames["models"]
    made = _made(frames)
    parts = [tables[_KEY], models[_KEY], made.loc[made["exists"], _KEY], frames["assumed"][_KEY]]
    rows = pd.concat(parts, ignore_index=True).drop_duplicates(_KEY).reset_index(drop=True)
    if rows.empty:
        return COVERAGE.empty()
    known = rows.merge(_declared(models, frames["metadata"]), on=_KEY, how="left").merge(made, on=_KEY, how="left")
    sized = known.merge(_live_facts(frames), on=_KEY, how="left")
    lent = frames["assumed"]
    assumed = _among(rows, lent.loc[lent["failed_maker"].fillna("").eq("")])
    full = sized.assign(
        in_live=_in_live(rows, tables, LIVE in heard(frames).of("tables").sources),
        in_models=_in_models(sized, tables, frames["model_problems"]),
        in_chain=_in_chain(sized, frames).mask(assumed, False),
        assumed=assumed.astype("boolean"),
        hidden=hidden_tables(rows, frames),
    )
    return COVERAGE.conform(full.reindex(columns=COVERAGE.column_names))


def _in_live(rows: pd.DataFrame, tables: pd.DataFrame, heard_live: bool) -> pd.Series:
    found = _among(rows, tables.loc[tables["source"].eq(LIVE)]).astype("boolean")
    return found if heard_live else found.mask(~found, pd.NA)


def _in_models(rows: pd.DataFrame, tables: pd.DataFrame, model_problems: pd.DataFrame) -> pd.Series:
    """True where a model declares it; null where one that was not read may."""
    built = tables.loc[tables["source"].str.startswith(MODELS)]
    known = rows["metadata"].notna() | _among(rows, built)
    unread = rows["table"].isin(undeclared(model_problems)) | unfinished(model_problems)
    return known.astype("boolean").mask(~known & unread, pd.NA)


def _in_chain(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """True where replay or text makes it; false where a whole chain does not; null where it cannot be said."""
    tables, witnesses = frames["tables"], heard(frames).of("tables")
    replayed = _among(rows, tables.loc[tables["source"].isin([CHAIN, HEAD])])
    by_text = rows["exists"].eq(True).fillna(False).astype(bool)
    if CHAIN in witnesses.sources and witnesses.head_whole:
        return replayed.astype("boolean")
    known = replayed | by_text
    every_text_read = not frames["operations"]["action"].eq("unknown").any() and len(frames["revisions"])
    return known.astype("boolean").mask(~known & (not every_text_read), pd.NA)


def _made(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the text makes of each table, with the revision that was seen to create it where one was."""
    by_text = _made_by_text(frames)
    seen = frames.get("lineage", pd.DataFrame(columns=["object_kind", *_KEY, "made_by"]))
    seen = seen.loc[seen["object_kind"].eq("table") & seen["made_by"].notna(), [*_KEY, "made_by"]]
    rows = by_text.merge(seen, on=_KEY, how="outer")
    return rows.assign(created_by=rows["made_by"].fillna(rows["created_by"])).drop(columns="made_by")


def _made_by_text(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """What the text of the upgrades makes of each table: the revision that creates it, and whether it lasts."""
    steps = upgrades(frames)
    whole = steps.loc[steps["object_kind"].eq("table") & steps["action"].isin(["create", "drop"])]
    if whole.empty:
        return pd.DataFrame({"schema": [], "table": [], "created_by": [], "exists": []}).astype(
            {"schema": "str", "table": "str", "created_by": "str", "exists": "boolean"}
        )
    named = whole.assign(table=whole["table"].fillna(whole["name"]), schema=_schemas(whole, frames))
    named = named.loc[named["table"].notna()]  # a name that text alone cannot tell
    last = named.drop_duplicates(_KEY, keep="last")
    created = named.loc[named["action"].eq("create")].drop_duplicates(_KEY, keep="last")
    revisions = created[[*_KEY, "revision"]].rename(columns={"revision": "created_by"})
    outcome = last[_KEY].assign(exists=last["action"].eq("create").astype("boolean"))
    return outcome.merge(revisions, on=_KEY, how="left")


def _schemas(rows: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """The schema as written; where none is, the only one that has such a table, else the default one."""
    tables = pd.concat([frames["tables"][_KEY], frames["models"][_KEY]]).drop_duplicates()
    only = tables.drop_duplicates("table", keep=False).set_index("table")["schema"]
    found = rows["table"].fillna(rows["name"]).map(only).astype("str")  # of no tables it is not yet text
    return rows["schema"].fillna(found).fillna(_DEFAULT_SCHEMA)


def _declared(models: pd.DataFrame, metadata: pd.DataFrame) -> pd.DataFrame:
    """One row a table: who declares it, where first, and whether env.py tracks one of them."""
    if models.empty:
        return pd.DataFrame(columns=[*_KEY, "metadata", "class", "file", "line", "references", "tracked"])
    known = models.merge(metadata[["metadata", "tracked"]], on="metadata", how="left")
    tables = known.groupby(_KEY, sort=False)
    rows = tables.agg(
        metadata=("metadata", ", ".join),
        file=("file", "first"),
        line=("line", "first"),
        references=("references", lambda counts: counts.sum(min_count=1)),
        tracked=("tracked", _any_tracked),
    )
    classes = known.loc[known["class"].fillna("").ne("")].groupby(_KEY, sort=False)["class"].agg(_joined)
    return rows.assign(**{"class": classes}).reset_index()


def _joined(names: pd.Series) -> str:
    return ", ".join(names.unique())


def _any_tracked(flags: pd.Series) -> object:
    if flags.eq(True).fillna(False).any():
        return True
    return pd.NA if flags.isna().any() else False


def _live_facts(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    tables, sizes = frames["tables"], frames["sizes"]
    bound = tables["partition_of"].where(tables["partition_bound"].notna())  # an heir is a table of its own
    live = tables.assign(partition_of=bound).loc[tables["source"].eq(LIVE), [*_KEY, "rows_estimate", "partition_of"]]
    whole = sizes["table_size_bytes"] + sizes["index_size_bytes"].fillna(0)
    own = sizes.loc[sizes["source"].eq(LIVE), _KEY].assign(size_bytes=whole)
    return live.merge(own, on=_KEY, how="left")


def _among(rows: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    if others.empty:
        return pd.Series(False, index=rows.index)
    found = pd.MultiIndex.from_frame(rows[_KEY]).isin(pd.MultiIndex.from_frame(others[_KEY]))
    return pd.Series(found, index=rows.index)
