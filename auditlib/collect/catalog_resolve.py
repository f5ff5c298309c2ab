"""Rows of the catalog's queries into the columns of the frames: what needs more than one query is put together here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from auditlib.collect.catalog_definitions import index_parts
from auditlib.collect.catalog_keys import (
    CLASS,
    NAMED,
    OF_INDEX,
    Pairs,
    classes,
    keys,
    name_lists,
    objects,
    places,
    positions,
    spellings,
    words,
)
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import TEXT, Frame

DEPENDENCY_WORDS = {"n": "normal", "a": "automatic", "i": "internal", "P": "partition"}


def resolve(
    raw: Mapping[str, pd.DataFrame], needs: tuple[Pairs, str], *, beside: tuple[str, ...] = ()
) -> dict[str, pd.DataFrame]:
    """Every object frame but for its ``source``, from the rows of the queries by name.

    ``needs`` are the pairs of pg_depend and a letter for the kind of each. ``beside`` are columns to
    keep.
    """
    members = _members(raw["raw/members"])
    raw = _without_members(raw, members)
    rows = dict(raw)
    rows["columns"] = raw["columns"].assign(position=positions(raw["columns"]))
    rows["constraints"] = _constraints(raw)
    rows["indexes"] = _indexes(raw["indexes"], rows["constraints"])
    named = words(raw)
    rows |= {
        name: _about(named, raw[name], frame)
        for name, frame in OBJECT_FRAMES.items()
        if frame.about_objects and name in raw
    }
    rows["dependencies"] = _dependencies(named, members, needs)
    rows["sequences"] = raw["sequences"].assign(owned_by=_owners(raw, needs[0]))
    return {name: _of_frame(rows[name], frame, beside) for name, frame in OBJECT_FRAMES.items() if name in rows}


def _of_frame(rows: pd.DataFrame, frame: Frame, beside: tuple[str, ...]) -> pd.DataFrame:
    """The columns of the frame, its source apart; most kinds have no row, and that is as good."""
    kept = [column for column in frame.column_names if column != "source"]
    kept += [column for column in beside if column in rows.columns and column not in kept]
    return rows[kept] if len(rows) else rows


def _constraints(raw: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    constraints, columns, outside = raw["constraints"], raw["columns"], raw["raw/outside_columns"]
    own = spellings(columns, "column")
    others = outside["quoted"].set_axis(keys(CLASS, outside))
    quoted = pd.concat([own, others[~others.index.duplicated()]]) if len(others) else own
    behind = raw["indexes"].dropna(subset="constraint_oid").set_index("constraint_oid")[list(OF_INDEX)]
    return constraints.assign(
        **behind.reindex(constraints["oid"]).set_axis(constraints.index),
        columns=name_lists(constraints["relation"], constraints["numbers"], quoted),
        referenced_columns=name_lists(constraints["referenced_relation"], constraints["referenced_numbers"], quoted),
    )


def _indexes(indexes: pd.DataFrame, constraints: pd.DataFrame) -> pd.DataFrame:
    lists = index_parts(indexes["definition"])
    of_keys = constraints.set_index("oid")["columns"].reindex(indexes["constraint_oid"]).set_axis(indexes.index)
    return indexes.assign(
        columns=lists["columns"].fillna(of_keys), included=lists["included"], predicate=lists["predicate"]
    )


def _members(rows: pd.DataFrame) -> pd.Series:
    members = rows["extension"].set_axis(rows["key"].to_numpy("int64"))
    return members[~members.index.duplicated()]


def _without_members(raw: Mapping[str, pd.DataFrame], members: pd.Series) -> dict[str, pd.DataFrame]:
    """The rows without members of extensions; relations that are some were left out by the queries."""
    numbers, rows = classes(raw), dict(raw)
    for name, frame in NAMED.items():
        if len(members) and len(raw[name]) and numbers[frame.catalog] != CLASS:
            own = places(members.index, keys(numbers[frame.catalog], raw[name])) < 0
            rows[name] = raw[name].loc[own].reset_index(drop=True)
    return rows


def _about(named: pd.DataFrame, rows: pd.DataFrame, frame: Frame) -> pd.DataFrame:
    """Rows about objects by their keys, with the words for these; what is about an object of no frame is left out."""
    if rows.empty:
        return rows
    place = places(named.index, rows["key"].to_numpy("int64"))
    known = place >= 0
    found = _taken(named, place[known], frame.key[1:5])
    return pd.concat([found, rows.loc[known].reset_index(drop=True)], axis="columns")


def _dependencies(named: pd.DataFrame, members: pd.Series, needs: tuple[Pairs, str]) -> pd.DataFrame:
    """What needs a member of an extension needs the extension."""
    pairs, letters = needs
    needing, needed = places(named.index, pairs.keys), places(named.index, pairs.referenced)
    member = places(members.index, objects(pairs.referenced))
    seen = (needing >= 0) & ((needed >= 0) | (member >= 0)) & (pairs.keys != pairs.referenced)
    extensions = pd.DataFrame({"name": members.unique()}, dtype=TEXT).assign(kind="extension", schema="", table="")
    codes = pd.Index(extensions["name"]).get_indexer(pd.Index(members))
    everything = pd.concat([named, extensions[named.columns]], ignore_index=True)
    place = needed[seen]
    place[member[seen] >= 0] = len(named) + codes[member[seen][member[seen] >= 0]]
    left = _taken(named, needing[seen], _words_of("dependencies", 0))
    right = _taken(everything, place, _words_of("dependencies", 4))
    kinds = np.frombuffer(letters.encode(), dtype="S1").astype(str)[seen]
    # Between two objects the strongest word counts: n before i before a, which is before P in none of our cases.
    found = pd.concat([left, right, pd.Series(kinds, name="dependency", dtype="str")], axis="columns")
    once = found.sort_values("dependency", ascending=False, kind="stable").drop_duplicates([*left, *right])
    return once.assign(dependency=once["dependency"].map(DEPENDENCY_WORDS))


def _owners(raw: Mapping[str, pd.DataFrame], pairs: Pairs) -> pd.Series:
    """``table.column`` that owns each sequence; with its schema where that is another."""
    sequences, columns, tables = raw["sequences"], spellings(raw["columns"], "column"), raw["tables"]
    place = places(pd.Index(keys(CLASS, sequences)), pairs.keys)
    column = places(columns.index, pairs.referenced)
    table = places(pd.Index(keys(CLASS, tables)), objects(pairs.referenced))
    owned = (place >= 0) & (column >= 0) & (table >= 0)
    table = table[owned]
    schemas = raw["schemas"].drop_duplicates("schema").set_index("schema")["quoted"]
    schema = tables["schema"].iloc[table]
    prefix = (schema.map(schemas).fillna(schema) + ".").where(
        schema.to_numpy() != sequences["schema"].iloc[place[owned]].to_numpy(), ""
    )
    names = spellings(tables, "table").iloc[table]
    owners = pd.Series(
        prefix.to_numpy() + names.to_numpy() + "." + columns.iloc[column[owned]].to_numpy(),
        index=place[owned],
        dtype=TEXT,
    )
    return owners[~owners.index.duplicated()].reindex(range(len(sequences))).set_axis(sequences.index)


def _taken(named: pd.DataFrame, place: np.ndarray, as_: list[str]) -> pd.DataFrame:
    return named.iloc[place].reset_index(drop=True).set_axis(as_, axis="columns")


def _words_of(name: str, first: int) -> list[str]:
    frame: Frame = OBJECT_FRAMES[name]
    return [column for column in frame.key if column != "source"][first : first + 4]
