"""The scratch server that is started ahead: handed out where it is what is wanted, else another."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.collect import scratch_ahead
from auditlib.collect.scratch_binaries import Binaries, candidates
from auditlib.errors import ScratchError


def test_what_is_wanted_mostly_is_there_already() -> None:
    """Where nothing else is wanted, the server started ahead is the one."""
    with scratch_ahead.started(None, None) as opens, opens(None, ()) as server:
        assert server.binaries == candidates()[0]
        assert server.create_database("used")


def test_where_other_binaries_are_better_these_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """What becomes known meanwhile decides; the guess is closed with the block."""
    wanted = Binaries(candidates()[0].folder, "the wanted ones")
    with scratch_ahead.started(None, None) as opens:
        with opens(None, ()) as guess:
            first = guess.system_identifier
        monkeypatch.setattr(scratch_ahead, "candidates", lambda *_: [wanted])
        with opens(None, ()) as server:
            assert server.system_identifier != first


def test_a_server_that_cannot_be_had_is_told_when_it_is_asked_for(tmp_path: Path) -> None:
    """Starting ahead raises nothing; asking for it says what is wrong with what the user named."""
    with scratch_ahead.started(tmp_path, None) as opens, pytest.raises(ScratchError, match="holds no PostgreSQL"):
        opens(None, ()).__enter__()
