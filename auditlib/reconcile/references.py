"""Foreign keys whose columns are of another type than the columns they name, in any witness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.quoted import listed, parts
from auditlib.frames.records import records
from auditlib.reconcile.heard import CHAIN, HEAD, LIVE, MODELS, Heard
from auditlib.reconcile.sentences import ARROW

ATTRIBUTE = "references"
_DATABASES = {LIVE: "live", CHAIN: "chain", HEAD: "chain_head"}
_COLUMN = ["schema", "table", "column"]
_TARGET = ["referenced_schema", "referenced_table", "referenced_column"]
_TARGET_TYPE = dict(zip(_TARGET, _COLUMN, strict=True))
_SPELLINGS = {
    "varchar": "character varying",
    "string": "character varying",
    "autostring": "character varying",
    "text": "character varying",  # PostgreSQL compares both by the operators of text, without a cast
    "char": "character",
    "int": "integer",
    "biginteger": "bigint",
    "smallinteger": "smallint",
    "decimal": "numeric",
    "timestamp": "timestamp without time zone",
}


Place = tuple[str, str, str]
Types = dict[str, dict[Place, str]]


def mismatched_references(frames: Mapping[str, pd.DataFrame], witnesses: Heard) -> Iterator[dict[str, Any]]:
    """Rows of ``differences`` with the attribute `references`: a column whose key names one of another type.

    The values are `type → type of the target` in each witness that has the key, and the bare type in one that has
    the column without it.
    """
    keys = pd.concat([_built_keys(frames), _declared_keys(frames)], ignore_index=True)
    if keys.empty:
        return
    typed = _typed(keys.drop_duplicates(["source", *_COLUMN, *_TARGET]), frames["columns"])
    wrong = typed.loc[_mismatched(typed["type"], typed["target_type"]), [*_COLUMN, *_TARGET]].drop_duplicates()
    if wrong.empty:
        return
    sources = _sources(typed, wrong)
    types = _types_of(frames["columns"], wrong)
    for key in records(wrong):
        yield from _rows(key, sources[tuple(key.values())], types, witnesses)


def _sources(typed: pd.DataFrame, wrong: pd.DataFrame) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """Every source that has one of the keys, by the key."""
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(typed.merge(wrong, on=[*_COLUMN, *_TARGET])):
        found.setdefault(tuple(row[name] for name in (*_COLUMN, *_TARGET)), []).append(row)
    return found


def _types_of(columns: pd.DataFrame, wrong: pd.DataFrame) -> Types:
    """By source, the type of each column of the tables that the keys are in or name."""
    near = columns.loc[columns["table"].isin([*wrong["table"], *wrong["referenced_table"]])]
    types: Types = {source: {} for source in _DATABASES}
    for source, *place, kind in near[["source", *_COLUMN, "type"]].itertuples(index=False, name=None):
        types.setdefault(source, {})[place[0], place[1], place[2]] = kind
    return types


def matches(pair: Any) -> bool | None:
    """Whether the two types of a value `type → type` are one; null where the witness does not know them."""
    if pd.isna(pair):
        return None
    own, arrow, target = str(pair).partition(ARROW)
    return None if not arrow else _plain_type(own) == _plain_type(target)


def _built_keys(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a column of each foreign key that a source holds."""
    keys = frames["constraints"].loc[lambda rows: rows["constraint_kind"].eq("foreign key")]
    if keys.empty:
        return pd.DataFrame(columns=["source", "target_source", *_COLUMN, *_TARGET, "declared_type"])
    split = keys.assign(
        column=keys["columns"].fillna("").map(_bare),
        referenced_column=keys["referenced_columns"].fillna("").map(_bare),
        target_source=keys["source"],
        referenced_schema=keys["referenced_schema"].fillna(keys["schema"]),
    )
    even = split["column"].str.len().eq(split["referenced_column"].str.len())
    long = split.loc[even].explode(["column", "referenced_column"])
    return long.assign(declared_type=None)[["source", "target_source", *_COLUMN, *_TARGET, "declared_type"]]


def _bare(names: str) -> list[str]:
    return [name for each in listed(names) for name in parts(each)]


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
    key: dict[str, str], having: list[dict[str, Any]], types: Types, witnesses: Heard
) -> Iterator[dict[str, Any]]:
    """One row a MetaData that declares the key; one without where none does."""
    declared = [row for row in having if row["source"].startswith(MODELS) and row["type"] and row["target_type"]]
    keyed = {row["source"] for row in having}
    pairs = {side: _pair(key, types, source) for source, side in _DATABASES.items()}
    shown = {
        side: pair if pair is None or source in keyed else pair.partition(ARROW)[0]
        for (source, side), pair in zip(_DATABASES.items(), pairs.values(), strict=True)
    }
    target = ".".join(key[name] for name in _TARGET)
    common = {
        "object_kind": "column",
        "schema": key["schema"],
        "table": key["table"],
        "name": key["column"],
        **shown,
        **{f"_pair_{side}": pair for side, pair in pairs.items()},
        **{f"_keyed_{side}": source in keyed for source, side in _DATABASES.items()},
        **{f"in_{side}": pair is not None for side, pair in pairs.items()},
        "attribute": ATTRIBUTE,
        "change": "changed",
        "_target": target.removeprefix(f"{key['schema']}."),
        "_table_live": any(place[:2] == (key["schema"], key["table"]) for place in types[LIVE]),
    }
    if CHAIN not in witnesses.sources:
        common["in_chain"] = None
    for row in declared:
        pair = f"{row['type']}{ARROW}{row['target_type']}"
        yield {**common, "declarer": row["source"], "models": pair, "_pair_models": pair, "in_models": True}
    if not declared:
        denied = False if witnesses.models else None
        yield {**common, "declarer": "", "models": None, "_pair_models": None, "in_models": denied}


def _pair(key: dict[str, str], types: Types, source: str) -> str | None:
    """`type → type of the target`; a chain that was lent the target's table has its live type."""
    place = (key["referenced_schema"], key["referenced_table"], key["referenced_column"])
    own = types[source].get((key["schema"], key["table"], key["column"]))
    target = types[source].get(place) or types[LIVE].get(place)
    return f"{own}{ARROW}{target}" if own and target else None
