"""Foreign keys whose columns are of another type than the columns they name, in any witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Heard

ATTRIBUTE = "references"
_DATABASES = {LIVE: "live", CHAIN: "chain", HEAD: "chain_head"}
_COLUMN = ["schema", "table", "column"]
_TARGET = ["referenced_schema", "referenced_table", "referenced_column"]
_TARGET_TYPE = dict(zip(_TARGET, _COLUMN, strict=True))
_SPELLINGS = {
    "varchar": "character varying",
    "string": "character varying",
    "autostring": "character varying",
    "char": "character",
    "int": "integer",
    "biginteger": "bigint",
    "smallinteger": "smallint",
    "decimal": "numeric",
    "timestamp": "timestamp without time zone",
}


def mismatched_references(frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> pd.DataFrame:
    """Rows of ``differences`` with the attribute `references`: a column whose key names one of another type.

    The values are `type → type of the target`, in each witness that knows both columns.
    """
    keys = pd.concat([_built_keys(frames), _declared_keys(frames)], ignore_index=True)
    if keys.empty:
        return pd.DataFrame()
    typed = _typed(keys.drop_duplicates(["source", *_COLUMN, *_TARGET]), frames["columns"])
    wanted = typed.loc[_mismatched(typed["type"], typed["target_type"]), [*_COLUMN, *_TARGET]].drop_duplicates()
    tables = pd.concat([wanted["table"], wanted["referenced_table"]])
    near = frames["columns"].loc[frames["columns"]["table"].isin(tables)]
    rows = [row for key in records(wanted) for row in _rows(key, typed, near, witnesses)]
    flags = {"in_live": "boolean", "in_models": "boolean", "in_chain": "boolean", "in_chain_head": "boolean"}
    return pd.DataFrame(rows).astype(flags) if rows else pd.DataFrame()


def matches(pair: Any) -> bool | None:
    """Whether the two types of a value `type → type` are one; null where the witness does not know them."""
    if pd.isna(pair):
        return None
    own, _, target = str(pair).partition(" → ")
    return _plain_type(own) == _plain_type(target)


def _built_keys(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a column of each foreign key that a source holds."""
    keys = frames["constraints"].loc[lambda rows: rows["constraint_kind"].eq("foreign key")]
    if keys.empty:
        return pd.DataFrame(columns=["source", "target_source", *_COLUMN, *_TARGET, "declared_type"])
    split = keys.assign(
        column=keys["columns"].fillna("").str.split(", "),
        referenced_column=keys["referenced_columns"].fillna("").str.split(", "),
        target_source=keys["source"],
        referenced_schema=keys["referenced_schema"].fillna(keys["schema"]),
    )
    even = split["column"].str.len().eq(split["referenced_column"].str.len())
    long = split.loc[even].explode(["column", "referenced_column"])
    bare = {name: long[name].str.strip('"') for name in ("column", "referenced_column")}
    return long.assign(**bare, declared_type=None)[["source", "target_source", *_COLUMN, *_TARGET, "declared_type"]]


def _declared_keys(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The keys that models declare, those that PostgreSQL refused among them."""
    columns = frames.get("model_columns", pd.DataFrame(columns=["referenced_table"]))
    keys = columns.loc[columns["referenced_table"].notna()]
    if keys.empty:
        return pd.DataFrame()
    named = keys["referenced_table"].str.rpartition(".")
    return pd.DataFrame(
        {
            "source": MODELS + keys["metadata"],
            "target_source": MODELS + keys["referenced_metadata"].fillna(keys["metadata"]),
            **{name: keys[name] for name in _COLUMN},
            "referenced_schema": named[0].where(named[0].ne(""), keys["schema"]),
            "referenced_table": named[2],
            "referenced_column": keys["referenced_column"],
            "declared_type": keys["declared_type"],
        }
    )


def _typed(keys: pd.DataFrame, columns: pd.DataFrame) -> pd.DataFrame:
    """``keys`` with the types of column and target, as the source of each builds them, else as declared or live."""
    types = columns[["source", *_COLUMN, "type"]]
    own = keys.merge(types, on=["source", *_COLUMN], how="left")
    target = types.rename(columns={"source": "target_source", "type": "target_type"} | _reversed())
    both = own.merge(target, on=["target_source", *_TARGET], how="left")
    elsewhere = _anywhere(types).rename(columns={"type": "elsewhere"} | _reversed())
    full = both.merge(elsewhere, on=_TARGET, how="left")
    return full.assign(
        type=full["type"].fillna(full["declared_type"].astype("str")),
        target_type=full["target_type"].fillna(full["elsewhere"]),
    )


def _anywhere(types: pd.DataFrame) -> pd.DataFrame:
    """The type of each column in the first source that has it: live, then the chain, then a MetaData."""
    order = types["source"].map({LIVE: 0, CHAIN: 1, HEAD: 2}).fillna(3)
    ordered = types.assign(order=order).sort_values(["order", "source"], kind="stable")
    return ordered.drop_duplicates(_COLUMN)[[*_COLUMN, "type"]]


def _reversed() -> dict[str, str]:
    return {own: target for target, own in _TARGET_TYPE.items()}


def _mismatched(types: pd.Series, targets: pd.Series) -> pd.Series:
    return types.notna() & targets.notna() & types.map(_plain_type).ne(targets.map(_plain_type))


def _plain_type(name: Any) -> str:
    if pd.isna(name):
        return ""
    plain = str(name).casefold().partition("(")[0].strip()
    return _SPELLINGS.get(plain, plain)


def _rows(
    key: dict[str, str], typed: pd.DataFrame, columns: pd.DataFrame, witnesses: Heard
) -> Iterator[dict[str, Any]]:
    """One row a MetaData that declares the key; one without where none does."""
    same = typed[_COLUMN].eq([key[name] for name in _COLUMN]).all(axis=1)
    same &= typed[_TARGET].eq([key[name] for name in _TARGET]).all(axis=1)
    declared = typed.loc[same & typed["source"].str.startswith(MODELS)]
    pairs = {side: _pair(key, columns, source) for source, side in _DATABASES.items()}
    keyed = {f"_keyed_{side}": bool((same & typed["source"].eq(source)).any()) for source, side in _DATABASES.items()}
    own = {name: key[name] for name in ("schema", "table")} | {"name": key["column"], "object_kind": "column"}
    target = ".".join(key[name] for name in _TARGET)
    common = {
        **own,
        **pairs,
        **keyed,
        **{f"in_{side}": pair is not None for side, pair in pairs.items()},
        "attribute": ATTRIBUTE,
        "change": "changed",
        "_target": target.removeprefix(f"{key['schema']}."),
    }
    if CHAIN not in witnesses.sources:
        common["in_chain"] = None
    for row in declared.itertuples(index=False):
        yield {**common, "declarer": row.source, "models": f"{row.type} → {row.target_type}", "in_models": True}
    if declared.empty:
        yield {**common, "declarer": "", "models": None, "in_models": False if witnesses.models else None}


def _pair(key: dict[str, str], columns: pd.DataFrame, source: str) -> str | None:
    rows = columns.loc[columns["source"].eq(source) & columns["table"].isin([key["table"], key["referenced_table"]])]
    types = {tuple(place): kind for *place, kind in rows[[*_COLUMN, "type"]].itertuples(index=False, name=None)}
    own = types.get((key["schema"], key["table"], key["column"]))
    target = types.get((key["referenced_schema"], key["referenced_table"], key["referenced_column"]))
    target = target or (_pair_target(key, columns) if source != LIVE else None)
    return f"{own} → {target}" if own and target else None


def _pair_target(key: dict[str, str], columns: pd.DataFrame) -> str | None:
    """The live type of the target, for a chain that was lent its table."""
    live = columns["source"].eq(LIVE) & columns["table"].eq(key["referenced_table"])
    same = live & columns["schema"].eq(key["referenced_schema"]) & columns["column"].eq(key["referenced_column"])
    return next(iter(columns.loc[same, "type"]), None)
