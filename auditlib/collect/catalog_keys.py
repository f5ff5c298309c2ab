"""The server's own numbers: one key an object or column, and the words for each key.

A key is class, object and column number in 64 bits. It lives as long as one reading: no number of the server's stands
in any frame. Joins by key are made here, in linear time, whatever the server believes of its catalogs' sizes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.frames.spec import TEXT

# The oids of the catalogs themselves, the same in every version.
TYPE, PROC, CLASS, NAMESPACE, CONSTRAINT, TRIGGER = 1247, 1255, 1259, 2615, 2606, 2620

WORDS = ["kind", "schema", "table", "name"]
# Rows of a query: their class, their kind, the column that holds the table (if any) and the name.
NAMED = {
    "schemas": (NAMESPACE, "schema", "", "schema"),
    "tables": (CLASS, "table", "table", "table"),
    "columns": (CLASS, "column", "table", "column"),
    "raw/view_columns": (CLASS, "column", "table", "column"),
    "constraints": (CONSTRAINT, "constraint", "table", "constraint"),
    "indexes": (CLASS, "index", "table", "index"),
    "types": (TYPE, "type", "", "type"),
    "sequences": (CLASS, "sequence", "", "sequence"),
    "views": (CLASS, "view", "", "view"),
    "functions": (PROC, "function", "", "function"),
    "triggers": (TRIGGER, "trigger", "table", "trigger"),
}


@dataclass(frozen=True)
class Pairs:
    """Who refers to whom: two arrays of keys of equal length."""

    keys: np.ndarray
    referenced: np.ndarray

    def known_as(self, aliases: Pairs) -> Pairs:
        """The same, what stands for another replaced by it."""
        return Pairs(_replaced(self.keys, aliases), _replaced(self.referenced, aliases))


def array(sent: bytes | None) -> np.ndarray:
    """The numbers of a ``bigint[]`` without nulls, as ``array_send`` writes it."""
    if sent is None:
        return np.empty(0, dtype="int64")
    header = 20
    return np.frombuffer(sent, dtype=[("size", ">i4"), ("value", ">i8")], offset=header)["value"].astype("int64")


def keys(class_: int, rows: pd.DataFrame) -> np.ndarray:
    """The keys of rows with ``oid`` and, for columns, ``number``."""
    made = (class_ << 48) + (_integers(rows["oid"]) << 16)
    return made + _integers(rows["number"]) if "number" in rows else made


def objects(of: np.ndarray) -> np.ndarray:
    """The keys of the objects themselves, without the number of a column."""
    return of >> 16 << 16


def places(index: pd.Index, of: np.ndarray) -> np.ndarray:
    """Where each key stands in an index of keys; -1 where it does not."""
    return index.get_indexer(pd.Index(of))


def words(raw: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The words for every key that the queries' rows name."""
    parts = [_named(raw[query], *how) for query, how in NAMED.items()]
    return pd.concat([part for part in parts if len(part)] or parts[:1])


def spellings(rows: pd.DataFrame, name: str) -> pd.Series:
    """Names as SQL writes them, by the rows' keys; the rows are of schemas, tables or columns."""
    return rows["quoted"].fillna(rows[name]).set_axis(keys(NAMESPACE if name == "schema" else CLASS, rows))


def positions(columns: pd.DataFrame) -> np.ndarray:
    """The place of each column among those of its table, from 1, whatever order the rows come in."""
    made = keys(CLASS, columns)
    order = np.argsort(made, kind="stable")
    tables = objects(made[order])
    first = np.searchsorted(tables, tables, side="left")
    places = np.empty(len(made), dtype="int64")
    places[order] = np.arange(len(made)) - first + 1
    return places


def name_lists(relations: pd.Series, numbers: pd.Series, quoted: pd.Series) -> pd.Series:
    """Lists of columns by number, such as ``{2,5}``, as lists of names; ``quoted`` holds the names by key."""
    split = pc.split_pattern(pc.utf8_trim(pa.array(numbers, pa.large_string()), "{}"), ",")
    offsets = split.offsets.to_numpy()
    counts = np.diff(offsets)
    flat = split.values.slice(offsets[0], offsets[-1] - offsets[0]).cast(pa.int64()).to_numpy(zero_copy_only=False)
    of = np.repeat(relations.fillna(0).to_numpy("int64"), counts)
    # A number without a name is of a column that the server did not let us read.
    names = pa.array(quoted.reindex((CLASS << 48) + (of << 16) + flat), pa.string(), from_pandas=True)
    lists = pa.ListArray.from_arrays(pa.array(offsets - offsets[0], pa.int32()), names)
    joined = pc.if_else(pc.is_valid(split), pc.binary_join(lists, ", "), pa.scalar(None, pa.string()))
    return pd.Series(joined.to_pylist(), index=numbers.index, dtype=TEXT)


def _named(rows: pd.DataFrame, class_: int, kind: str, table: str, name: str) -> pd.DataFrame:
    blank = pd.Series("", index=rows.index, dtype=TEXT)
    names = rows[name] + "(" + rows["arguments"] + ")" if kind == "function" else rows[name]
    found = {
        "kind": pd.Series(kind, index=rows.index, dtype=TEXT),
        "schema": rows["schema"],
        "table": rows[table] if table else blank,
        "name": names,
    }
    return pd.DataFrame(found).set_axis(keys(class_, rows), axis="index")


def _replaced(of: np.ndarray, aliases: Pairs) -> np.ndarray:
    place = places(pd.Index(aliases.keys), of)
    if not len(aliases.keys):
        return of
    return np.where(place >= 0, aliases.referenced[place], of)


def _integers(column: pd.Series) -> np.ndarray:
    return column.to_numpy("int64")
