"""Columns in another order: who is wrong is what two of the three witnesses say."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.frames.all import FRAMES
from auditlib.reconcile.differences import differences

AGREED, OTHER, THIRD = ("id", "a, b", "c"), ("id", "c", "a, b"), ("a, b", "id", "c")


def found(**orders: tuple[str, ...]) -> pd.DataFrame:
    """The differences of one table whose columns stand so in each source."""
    table = {"schema": "public", "table": "t"}
    rows = [
        {"source": _SOURCES[source], **table, "column": name, "position": place, "type": "integer", "nullable": True}
        for source, columns in orders.items()
        for place, name in enumerate(columns, 1)
    ]
    tables = [{"source": _SOURCES[source], **table, "table_kind": "table"} for source in orders]
    given = {"columns": FRAMES["columns"].conform(rows), "tables": FRAMES["tables"].conform(tables)}
    rows = differences({name: given.get(name, frame.empty()) for name, frame in FRAMES.items()})
    return rows.loc[rows["attribute"].eq("column_order")]


_SOURCES = {"live": "live", "chain": "replay", "one": "models:app.one", "two": "models:app.two"}


@pytest.mark.parametrize(
    ("models", "wrong", "says"),
    [
        (AGREED, "live", "models and chain agree"),
        (OTHER, "chain", "models and live agree"),
        (THIRD, "undecided", "three answers"),
    ],
)
def test_the_third_witness_says_who_is_wrong(models: tuple[str, ...], wrong: str, says: str) -> None:
    """Live and chain differ: the models' order decides, and the sentence tells all three."""
    [row] = found(live=OTHER, chain=AGREED, one=models).to_dict("records")
    assert row["wrong"] == wrong
    assert says in row["reason"]
    assert f"models say {', '.join(models)}" in row["reason"]
    assert row["declarer"] == "models:app.one"


def test_a_model_that_lacks_a_column_is_no_witness() -> None:
    """Without all the columns that live and chain share, a model has no word on their order."""
    [row] = found(live=OTHER, chain=AGREED, one=("a, b", "id")).to_dict("records")
    assert (row["declarer"], row["wrong"]) == ("", "live")
    assert "models" not in row["reason"]


def test_each_metadata_is_a_witness_of_its_own() -> None:
    """Two MetaData that declare the table in two orders give two rows."""
    rows = found(live=OTHER, chain=AGREED, one=OTHER, two=AGREED)
    assert dict(zip(rows["declarer"], rows["wrong"], strict=True)) == {
        "models:app.one": "chain",
        "models:app.two": "live",
    }


def test_models_alone_contradict_nobody() -> None:
    """Where live and chain agree, the models may order their columns as they please."""
    assert found(live=AGREED, chain=AGREED, one=OTHER).empty
