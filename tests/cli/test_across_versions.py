"""The live database on an older PostgreSQL than the one that models and chain are built in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from auditlib.collect import scratch
from tests.cli.shop import make_live


def test_the_answer_is_the_same_and_the_coverage_says_versions(
    check: Callable, shop: Path, oldest_server: scratch.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two majors change no finding; the coverage line names both."""
    same = check(shop).document
    monkeypatch.setenv("SHOP_DATABASE", make_live(oldest_server, tmp_path / "made"))
    across = check(shop).document

    told = [[(each["rule"], each["message"]) for each in answer["findings"]] for answer in (same, across)]
    assert told[0] == told[1]
    assert f"PostgreSQL {oldest_server.major} and 18 were compared" in str(across["coverage"])
    assert "were compared" not in str(same["coverage"])
