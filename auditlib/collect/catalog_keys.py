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

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import TEXT, Frame

# The oids of two catalogs, the same in every version; of the others the server is asked.
CLASS, NAMESPACE = 1259, 2615

# Frames whose rows have names that others refer to, by query: columns of views are in no frame of their own.
NAMED: dict[str, Frame] = {name: frame for name, frame in OBJECT_FRAMES.items() if frame.catalog}
WORDS = ("kind", "schema", "table", "name")
NAMED |= {"raw/view_columns": OBJECT_FRAMES["columns"]}
# What a constraint takes over from the index behind it.
OF_INDEX = ("storage_options", "tablespace", "clustered", "replica_identity")


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


def classes(raw: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """The number of each catalog by its name."""
    catalogs = raw["raw/catalogs"]
    return dict(zip(catalogs["catalog"], catalogs["class"].astype(int), strict=True))


def words(raw: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The words for every key that the queries' rows name: kind, schema, table and name."""
    numbers = classes(raw)
    parts = [_named(raw[query], numbers[frame.catalog], frame) for query, frame in NAMED.items() if len(raw[query])]
    return pd.concat(parts or [pd.DataFrame({word: pd.Series([], dtype=TEXT) for word in WORDS})])


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


def _named(rows: pd.DataFrame, class_: int, frame: Frame) -> pd.DataFrame:
    blank = pd.Series("", index=rows.index, dtype=TEXT)
    found = {
        "kind": pd.Series(frame.object_kind, index=rows.index, dtype=TEXT),
        "schema": rows["schema"] if "schema" in frame.key else blank,
        "table": rows.get("table", blank),
        "name": _names(rows, frame),
    }
    return pd.DataFrame(found).set_axis(keys(class_, rows), axis="index")


def _names(rows: pd.DataFrame, frame: Frame) -> pd.Series:
    if len(frame.own_names) == 1:
        return rows[frame.own_names[0]]
    parts = rows[frame.own_names].to_dict("records")
    return pd.Series(
        [frame.name_of({str(name): part for name, part in row.items()}) for row in parts], rows.index, TEXT
    )


def _replaced(of: np.ndarray, aliases: Pairs) -> np.ndarray:
    place = places(pd.Index(aliases.keys), of)
    if not len(aliases.keys):
        return of
    return np.where(place >= 0, aliases.referenced[place], of)


def _integers(column: pd.Series) -> np.ndarray:
    return column.to_numpy("int64")
