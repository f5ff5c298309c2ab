"""Laws of the frames: what conforms, what is refused, and what a snapshot gives back."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditlib.frames import spec
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import FLAG, FLOAT, INTEGER, TEXT, TIME, Frame
from auditlib.snapshot import Snapshot, load, save

QUICK = settings(max_examples=40, deadline=None)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    TEXT: _TEXTS,
    INTEGER: st.integers(-(2**63), 2**63 - 1),
    FLAG: st.booleans(),
    FLOAT: st.floats(allow_nan=False, allow_infinity=False),
    TIME: st.datetimes(pd.Timestamp("1970-01-01").to_pydatetime(), pd.Timestamp("2200-01-01").to_pydatetime()).map(
        lambda moment: pd.Timestamp(moment, tz="UTC")
    ),
}


@st.composite
def rows_of(draw: st.DrawFn, frame: Frame) -> list[dict[str, Any]]:
    """Rows of a frame with keys that do not repeat, nulls wherever they may stand."""
    cells = {
        column.name: _VALUES[column.dtype] if not column.nullable else st.none() | _VALUES[column.dtype]
        for column in frame.columns
    }
    by_key = (lambda row: tuple(row[name] for name in frame.key)) if frame.key else None
    return draw(st.lists(st.fixed_dictionaries(cells), max_size=4, unique_by=by_key))


FRAME_AND_ROWS = st.sampled_from(sorted(FRAMES)).flatmap(
    lambda name: st.tuples(st.just(FRAMES[name]), rows_of(FRAMES[name]))
)


@QUICK
@given(FRAME_AND_ROWS)
def test_conform_is_idempotent_and_keeps_every_row(case: tuple[Frame, list[dict[str, Any]]]) -> None:
    """A frame that conforms stays as it is, has the described dtypes, and as many rows as were given."""
    frame, rows = case
    conformed = frame.conform(rows)

    pd.testing.assert_frame_equal(frame.conform(conformed), conformed)
    assert {name: str(dtype) for name, dtype in conformed.dtypes.items()} == frame.dtypes
    assert len(conformed) == len(rows)


@QUICK
@given(FRAME_AND_ROWS, st.randoms(use_true_random=False))
def test_conform_orders_rows_whatever_their_order(case: tuple[Frame, list[dict[str, Any]]], random: Any) -> None:
    """The order of rows is that of the keys, not of what came in."""
    frame, rows = case
    shuffled = random.sample(rows, len(rows))
    by_key = sorted(frame.key)

    one, other = (frame.conform(given_rows).sort_values(by_key, ignore_index=True) for given_rows in (rows, shuffled))
    if by_key:
        pd.testing.assert_frame_equal(one, other)


@QUICK
@given(FRAME_AND_ROWS)
def test_a_snapshot_gives_back_what_was_saved(case: tuple[Frame, list[dict[str, Any]]]) -> None:
    """Save then load is the same frame: dtypes, nulls, order and text included."""
    frame, rows = case
    saved = frame.conform(rows)
    with tempfile.TemporaryDirectory() as folder:
        save(Snapshot({"target": "law"}, {frame.name: saved}), Path(folder) / "snapshot")
        loaded = load(Path(folder) / "snapshot")

    pd.testing.assert_frame_equal(loaded[frame.name], saved)
    assert loaded.manifest["target"] == "law"


@pytest.mark.parametrize("name", sorted(FRAMES))
def test_an_empty_frame_stays_empty(name: str) -> None:
    """The empty frame conforms, and rows that are only absent columns do not make it grow."""
    frame = FRAMES[name]

    assert frame.conform([]).empty
    assert frame.conform(frame.empty()).columns.tolist() == frame.column_names
    frame.check(frame.empty())


@pytest.mark.parametrize("name", sorted(name for name, frame in FRAMES.items() if not frame.columns[-1].key))
def test_a_series_put_into_an_empty_frame_is_refused(name: str) -> None:
    """`empty.assign(column=series)` grows the empty frame to rows of nulls; conform refuses their null keys."""
    frame = FRAMES[name]
    column = frame.columns[-1]
    value = {TEXT: "x", INTEGER: 1, FLAG: True}[column.dtype]
    grown = frame.empty().assign(**{column.name: pd.Series([value, value], dtype=column.dtype)})

    assert len(grown) == 2
    with pytest.raises(ValueError, match=r"nulls|cannot convert"):
        frame.conform(grown)


@pytest.mark.parametrize("name", sorted(name for name, frame in FRAMES.items() if frame.key))
def test_a_repeated_key_and_an_unknown_column_are_refused(name: str) -> None:
    """Two rows of one key, and a column the frame does not have, are errors that name them."""
    frame = FRAMES[name]
    row = {column.name: {TEXT: "x", INTEGER: 1}[column.dtype] for column in frame.columns if not column.nullable}

    with pytest.raises(ValueError, match="two rows with the key"):
        frame.conform([row, row])
    with pytest.raises(ValueError, match="no such column: nonsense"):
        frame.conform([{**row, "nonsense": 1}])


_WORDS = st.none() | st.text(alphabet="ab\U0001f600éZ_ \u2028", max_size=3)
_MIXED = st.lists(st.tuples(_WORDS, st.none() | st.integers(-3, 3), st.none() | st.booleans()), min_size=0, max_size=30)


@given(_MIXED)
def test_rows_are_sorted_as_python_would(rows: list[tuple[str | None, int | None, bool | None]]) -> None:
    """By text, number and flag, nulls last, equal rows in the order given."""
    given_rows = pd.DataFrame(
        {
            "text": pd.Series([row[0] for row in rows], dtype=TEXT),
            "number": pd.Series([row[1] for row in rows], dtype=INTEGER),
            "flag": pd.Series([row[2] for row in rows], dtype=FLAG),
            "place": pd.Series(range(len(rows)), dtype=INTEGER),
        }
    )

    found = spec._sorted(given_rows, ["text", "number", "flag"])

    def rank(place: int) -> list[tuple[bool, object]]:
        return [(value is None, 0 if value is None else value) for value in rows[place]]

    assert found["place"].tolist() == sorted(range(len(rows)), key=rank)
    assert found.index.tolist() == list(range(len(rows)))


_PAIRS = st.tuples(st.none() | st.text(alphabet="abé\U0001f600", max_size=2), st.none() | st.integers(0, 3))


@given(st.lists(_PAIRS, max_size=12))
def test_rows_ascend_where_python_says_so(rows: list[tuple[str | None, int | None]]) -> None:
    """Each greater than the one before: none is there twice. A null is greater than nothing."""
    frame = pd.DataFrame(
        {
            "text": pd.Series([text for text, _ in rows], dtype=TEXT),
            "number": pd.Series([number for _, number in rows], dtype=INTEGER),
        }
    )

    told = spec._ascends(frame, ["text", "number"])

    if any(None in row for row in rows):
        assert not told or len(set(rows)) == len(rows)
    else:
        assert told == all(one < other for one, other in itertools.pairwise(rows))
