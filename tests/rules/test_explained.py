"""Findings whose cause another rule's finding tells: what stands for many folds only where all of it is explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd
import pytest

from auditlib.frames.all import FRAMES
from auditlib.rules import registry
from auditlib.rules.hit import Hit
from auditlib.rules.registry import Rule

NAMES = [f"t{number}" for number in range(6)]


@pytest.fixture
def roots(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[bool]]:
    """Which findings fold under a revision that explains these tables, where drift of six is one finding."""

    def found(explained: list[str], pending: str = "") -> list[bool]:
        def drift(tables: pd.DataFrame) -> Iterator[Hit]:
            for name in NAMES:
                wrong = "pending" if name == pending else "live"
                yield Hit(message=name, object_kind="table", schema="public", object=name, cause="gone", wrong=wrong)

        def history(tables: pd.DataFrame) -> Iterator[Hit]:
            places = tuple((f"table public.{name}", "") for name in explained)
            yield Hit(message="not run", object_kind="revision", object="a", explains=places)

        book = [
            Rule("DRF900", "drift", "drift", "Drift", "", "warning", drift, "tables"),
            Rule("HIS900", "history", "history", "History", "", "error", history),
        ]
        monkeypatch.setattr(registry, "rules", lambda: tuple(book))
        rows = registry.findings({name: frame.conform([]) for name, frame in FRAMES.items()})
        return rows.loc[rows["rule"].eq("DRF900"), "root"].ne("").tolist()

    return found


def test_one_finding_for_many_folds_where_all_are_explained(roots: Callable[..., list[bool]]) -> None:
    """Each object that it stands for is explained; one that is not, or is pending, keeps the whole in sight."""
    assert roots(NAMES) == [True]
    assert roots(NAMES[:1]) == [False]
    assert roots(NAMES[:-1]) == [False]
    assert roots(NAMES, pending="t3") == [False]
