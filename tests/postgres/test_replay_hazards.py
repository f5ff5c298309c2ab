"""Every statement of `hazards.toml` as a revision of one operation: what is recorded of its locks is as measured."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect.scratch import Server

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("hazards", Path(__file__).with_name("hazards.py"))
hazards = importlib.util.module_from_spec(_spec)
sys.modules["hazards"] = hazards
_spec.loader.exec_module(hazards)

ALL = hazards.all_of_them()


@pytest.fixture(scope="module")
def frames(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """One chain for all of them, replayed once a server."""
    return hazards.replayed(server, tmp_path_factory.mktemp("hazards") / "project", ALL)


@pytest.mark.parametrize("hazard", ALL, ids=[each["number"] for each in ALL])
def test_locks_rewrites_scans_and_collateral_tables(
    server: Server, frames: dict[str, pd.DataFrame], hazard: hazards.Hazard
) -> None:
    """The modes on the table itself and on every other relation, what is written anew and what is read whole."""
    step = frames["steps"].set_index("revision").loc[hazard["number"]]
    if "error" in hazard:
        assert (step["status"], step["sqlstate"]) == ("failed", hazard["error"])
        return
    expected = hazard["before_18"] if server.major < 18 and "before_18" in hazard else hazard["locks"]
    assert step["status"] == "done", step["message"]
    assert hazards.seen(frames, hazard["number"]) == expected


def test_the_list_is_whole() -> None:
    """Each of the 79 rows of the list of hazards has its statements here, or is said to be none; numbers are unique."""
    numbers = [hazard["number"] for hazard in ALL]
    with_statements = {number.rstrip("abcdefghijklmnopqrstuvwxyz") for number in numbers}
    assert len(set(numbers)) == len(numbers) > 130
    assert with_statements | hazards.NO_STATEMENT.keys() == {str(row) for row in range(1, 80)}
    assert not with_statements & hazards.NO_STATEMENT.keys()
