"""How a frame is described: its columns, its key, what is compared, and who can say it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT, INTEGER, FLAG, FLOAT, TIME = "str", "Int64", "boolean", "Float64", "datetime64[us, UTC]"

_ARROW = {
    TEXT: pa.large_string(),
    INTEGER: pa.int64(),
    FLAG: pa.bool_(),
    FLOAT: pa.float64(),
    TIME: pa.timestamp("us", tz="UTC"),
}

# `"{column}"` stands for a value that is quoted as a name is, `{column}` for one that is SQL already.
_IN_SQL = re.compile(r'(?P<quote>"?)\{(?P<name>\w+)\}(?P=quote)')

# A value that the server did not let us read: it differs from nothing.
UNSEEN = "(not readable)"

# The sources that can express an attribute. Models know no owner and no storage option.
LIVE, REPLAY, MODELS = "live", "replay", "models"
EVERY_SOURCE = frozenset({LIVE, REPLAY, MODELS})
DATABASES = frozenset({LIVE, REPLAY})
LIVE_ONLY = frozenset({LIVE})


@dataclass(frozen=True)
class Column:
    """A column of a frame: its name, pandas dtype, meaning, unit, and part in key and comparison.

    ``compared`` across sources; ``between_databases``: by `diff` only where both are live, as owners.
    ``leads`` are the attributes of an object that follow where this one differs; `*` stands for all. What
    ``makes`` is SQL that makes the object again.
    """

    name: str
    dtype: str
    meaning: str
    key: bool = False
    nullable: bool = True
    unit: str | None = None
    compared: bool = False
    sources: frozenset[str] = EVERY_SOURCE
    between_databases: bool = False
    leads: tuple[str, ...] = ()
    makes: bool = False


@dataclass(frozen=True)
class Frame:
    """A frame: its name, a line of meaning, and its columns. Key columns come first and are never null.

    ``family`` is ``object`` (one row an object of a database; ``source`` leads the key), ``history``
    (what files, models and runs say) or ``result`` (what auditlib concluded). Rows are sorted by ``order``,
    by the key where none is given. ``pairings`` are for kinds whose names PostgreSQL or SQLAlchemy may generate:
    columns by which rows of other names are one object, most telling list first.

    All that an object kind needs follows from its frame. ``catalog`` is the table of pg_catalog whose oid each row of
    the query gives, so that comments, privileges and dependencies find the object; ``rare`` kinds are read only where
    that catalog holds more than initdb made. ``naming`` makes the name of an object of several key columns, ``in_sql``
    what COMMENT and ALTER call it where that is not its kind and name: `"{column}"` is a name, `{column}` SQL. ``cost``
    says what a difference costs, for the rule that tells kinds without a rule of their own.
    """

    name: str
    meaning: str
    family: str
    columns: tuple[Column, ...]
    object_kind: str = ""
    sources: frozenset[str] = field(default=EVERY_SOURCE)
    order: tuple[str, ...] = ()
    pairings: tuple[tuple[str, ...], ...] = ()
    catalog: str = ""
    rare: bool = False
    naming: str = ""
    in_sql: str = ""
    cost: str = ""

    @cached_property
    def column_names(self) -> list[str]:
        """Names of all columns, in order."""
        return [column.name for column in self.columns]

    @cached_property
    def key(self) -> list[str]:
        """Names of the columns that identify a row."""
        return [column.name for column in self.columns if column.key]

    @cached_property
    def compared(self) -> tuple[Column, ...]:
        """The columns whose values are compared across sources, each with those that can express it."""
        return tuple(
            replace(column, sources=column.sources & self.sources) for column in self.columns if column.compared
        )

    @cached_property
    def own_names(self) -> list[str]:
        """The columns of the key that name an object within its schema and table."""
        inside = [name for name in self.key[1:] if name not in ("schema", "table")]
        return inside or self.key[-1:]

    @property
    def about_objects(self) -> bool:
        """Each row is about an object of another frame, whose kind and name lead its key."""
        return self.key[1:5] == ["object_kind", "schema", "table", "name"]

    @property
    def in_schema(self) -> bool:
        """Its objects stand in a schema."""
        return "schema" in self.key and self.own_names != ["schema"]

    @cached_property
    def _template(self) -> str:
        return self.naming or " ".join(f"{{{name}}}" for name in self.own_names)

    def name_of(self, row: Mapping[str, Any]) -> str:
        """The name of the object in a row of this frame."""
        return self._template.format_map(row)

    @cached_property
    def _sql_template(self) -> str:
        name = ".".join(f'"{{{part}}}"' for part in [*(["schema"] if self.in_schema else []), *self.own_names])
        if "table" in self.key and self.own_names != ["table"]:
            name = f'"{{{self.own_names[0]}}}" on "{{schema}}"."{{table}}"'
        return self.in_sql or f"{self.object_kind} {name}"

    def sql_of(self, row: Mapping[str, Any]) -> str:
        """The object in a row of this frame as COMMENT and ALTER name it."""

        def filled(found: re.Match[str]) -> str:
            value = str(row[found["name"]])
            return '"' + value.replace('"', '""') + '"' if found["quote"] else value

        return _IN_SQL.sub(filled, self._sql_template)

    @cached_property
    def dtypes(self) -> dict[str, str]:
        """Column name to pandas dtype."""
        return {column.name: column.dtype for column in self.columns}

    def arrow_schema(self) -> pa.Schema:
        """The Parquet schema of the frame."""
        return pa.schema([(column.name, _ARROW[column.dtype]) for column in self.columns])

    def empty(self) -> pd.DataFrame:
        """The frame without rows, with its columns and dtypes."""
        return self._without_rows.copy(deep=False)  # pandas copies what is written to

    @cached_property
    def _without_rows(self) -> pd.DataFrame:
        return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in self.dtypes.items()})

    def conform(self, rows: pd.DataFrame | Iterable[Mapping[str, Any]]) -> pd.DataFrame:
        """Rows as this frame: its columns in order, its dtypes, sorted; absent columns are null.

        Raises ``ValueError`` for a column that the frame does not have, a null or a repeated key.
        """
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows), dtype=object)
        unknown = [name for name in frame.columns if name not in self.dtypes]
        if unknown:
            raise ValueError(f"{self.name}: no such column: {', '.join(map(str, unknown))}")
        if frame.empty:
            return self.empty()
        cast = frame if self._misfit(frame) is None else self._cast(frame)
        return self.check(_sorted(cast, list(self.order) or self.key))

    def _cast(self, frame: pd.DataFrame) -> pd.DataFrame:
        try:
            return self._of_columns(frame)
        except UnicodeEncodeError:
            return self._of_columns(frame.map(_whole))

    def _of_columns(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Each column as it is, cast, or null. Of frames of a few rows, `astype` by name took five times as long."""
        given: dict[Any, pd.Series] = dict(frame.items())
        cast = {name: _column(given.get(name), dtype, len(frame)) for name, dtype in self.dtypes.items()}
        return pd.DataFrame(cast)

    def check(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame itself if it is as described; raises ``ValueError`` naming the first thing that is not."""
        wrong = self._misfit(frame)
        if wrong:
            raise ValueError(wrong)
        for column in self.columns:
            if not column.nullable and frame[column.name].hasnans:
                raise ValueError(f"{self.name}.{column.name} has nulls")
        if not _ascends(frame, self.key) and len(set(_rows(frame, self.key))) < len(frame):
            row = frame.loc[frame.duplicated(self.key), self.key].iloc[0].to_dict()
            raise ValueError(f"{self.name}: two rows with the key {row}")
        return frame

    def _misfit(self, frame: pd.DataFrame) -> str | None:
        """In which way columns or dtypes are not those of this frame; none where they are."""
        if list(frame.columns) != self.column_names:
            return f"{self.name}: columns are {list(frame.columns)}, not {self.column_names}"
        for (name, dtype), found in zip(self.dtypes.items(), frame.dtypes, strict=True):
            if str(found) != dtype:
                return f"{self.name}.{name} is {found}, not {dtype}"
        return None


def _rows(frame: pd.DataFrame, names: list[str]) -> list[tuple[Any, ...]]:
    """The values of these columns, a tuple a row."""
    return list(zip(*(frame[name].tolist() for name in names), strict=True))


def _sorted(frame: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """The rows in the order of these columns, nulls last, numbered from 0.

    By Arrow: pandas makes a categorical of every column first, which of our many small frames took most of the time.
    """
    if len(frame) > 1 and names:
        table = pa.table({name: pa.array(frame[name]) for name in names})
        places = pc.sort_indices(table, [(name, "ascending") for name in names]).to_numpy()
        if (places[1:] < places[:-1]).any():
            frame = frame.iloc[places]
    return frame if frame.index.equals(pd.RangeIndex(len(frame))) else frame.reset_index(drop=True)


def _ascends(frame: pd.DataFrame, names: list[str]) -> bool:
    """Each row is greater than the one before in these columns, so no two are equal; false where there are nulls."""
    size = len(frame)
    same, greater = pa.scalar(True), pa.scalar(False)
    for name in names if size > 1 else ():
        values = pa.array(frame[name])
        later, earlier = values.slice(1), values.slice(0, size - 1)
        greater = pc.or_(greater, pc.and_(same, pc.greater(later, earlier)))
        same = pc.and_(same, pc.equal(later, earlier))
    return size < 2 or bool(pc.all(greater, skip_nulls=False).as_py())


def _column(values: Any, dtype: str, rows: int) -> Any:
    """The values as this dtype, which most are already; nulls where there are none."""
    if values is None:
        return pd.Series([None] * rows, dtype=dtype).array
    return values.array if str(values.dtype) == dtype else values.astype(dtype).array


def _whole(value: Any) -> Any:
    """Text with halves of surrogate pairs, which no file can hold, spelt out."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def key(name: str, meaning: str, dtype: str = TEXT) -> Column:
    """A column of the key."""
    return Column(name, dtype, meaning, key=True, nullable=False)


def text(name: str, meaning: str, **more: Any) -> Column:
    """A column of text."""
    return Column(name, TEXT, meaning, **more)


def integer(name: str, meaning: str, **more: Any) -> Column:
    """A column of whole numbers."""
    return Column(name, INTEGER, meaning, **more)


def flag(name: str, meaning: str, **more: Any) -> Column:
    """A column of true, false or unknown."""
    return Column(name, FLAG, meaning, **more)


def time(name: str, meaning: str, **more: Any) -> Column:
    """A column of moments, in UTC."""
    return Column(name, TIME, meaning, **more)


def combine(parts: Iterable[Mapping[str, pd.DataFrame]], frames: Mapping[str, Frame]) -> dict[str, pd.DataFrame]:
    """Frames of several collectors as one set: rows of equal frames appended, every frame present."""
    gathered: dict[str, list[pd.DataFrame]] = {name: [] for name in frames}
    for part in parts:
        for name, frame in part.items():
            gathered[name].append(frame)
    return {name: _append(frames[name], pieces) for name, pieces in gathered.items()}


def _append(frame: Frame, pieces: list[pd.DataFrame]) -> pd.DataFrame:
    rows = [piece for piece in pieces if not piece.empty]
    if not rows:
        return frame.empty()
    return frame.conform(rows[0] if len(rows) == 1 else pd.concat(rows, ignore_index=True))
