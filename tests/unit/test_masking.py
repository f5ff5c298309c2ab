"""A password that stands in the target's own texts: it leaves the server in no snapshot."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.config import secrets
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.masking import without_secrets

SECRET = "grass-hopper'7"


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process has met one secret, in this test only."""
    monkeypatch.setattr(secrets, "_remembered", set())
    secrets.remember(SECRET)


@pytest.mark.parametrize(
    ("frame", "column", "row"),
    [
        ("comments", "comment", {"object_kind": "table", "schema": "public", "table": "t", "name": "t"}),
        ("functions", "body", {"schema": "public", "function": "f", "arguments": ""}),
        ("views", "definition", {"schema": "public", "view": "v"}),
        ("columns", "default", {"schema": "public", "table": "t", "column": "c"}),
        ("constraints", "definition", {"schema": "public", "table": "t", "constraint": "c"}),
        ("types", "labels", {"schema": "public", "type": "t"}),
        ("settings", "value", {"script_location": "a", "setting": "s"}),
        ("revisions", "docstring", {"script_location": "a", "revision": "r"}),
        ("notes", "text", {"script_location": "a", "revision": "r", "file": "f", "line": 1}),
        ("operations", "sql", {"script_location": "a", "revision": "r", "direction": "upgrade", "step_order": 1}),
        ("model_problems", "message", {"problem": 1}),
    ],
)
def test_a_secret_is_masked_wherever_people_write(frame: str, column: str, row: dict[str, object]) -> None:
    """As it is, and as SQL and URLs spell it; the rest of the text, and every other column, stay."""
    quoted = "grass-hopper''7 and grass-hopper%277"
    described = COLLECTED_FRAMES[frame]
    source = {"source": "live"} if "source" in described.column_names else {}
    given = described.conform([{**source, **row, column: f"it is {SECRET} or {quoted}."}])
    masked = without_secrets({frame: given})[frame]
    assert masked[column].tolist() == ["it is *** or *** and ***."]
    pd.testing.assert_frame_equal(masked.drop(columns=column), given.drop(columns=column))
    assert SECRET in given[column].iloc[0]


def test_names_stay() -> None:
    """A table or file that happens to have the name of the password can be told of all the same."""
    given = COLLECTED_FRAMES["tables"].conform([{"source": "live", "schema": SECRET, "table": SECRET}])
    assert without_secrets({"tables": given})["tables"] is given
