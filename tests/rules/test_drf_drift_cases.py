"""Drift rules where the same words weigh less, on small hand-made frames."""

from __future__ import annotations

import pytest

from auditlib.frames.all import FRAMES
from auditlib.rules import registry


@pytest.mark.parametrize(
    ("models", "severity", "cost"),
    [("'b', 'a'", "warning", "no value is refused"), ("'a', 'c'", "error", "Inserts of a missing label fail")],
)
def test_labels_in_another_order_are_a_warning(models: str, severity: str, cost: str) -> None:
    """Nothing is refused for the order of labels; a label more or less is an error."""
    row = {"object_kind": "type", "schema": "public", "table": "", "name": "mood", "attribute": "labels"}
    sides = {"live": "'a', 'b'", "models": models, "chain": "'a', 'b'", "in_live": True, "in_models": True}
    row |= {**sides, "in_chain": True, "change": "changed", "wrong": "model", "declarer": "models:m", "reason": ""}
    given = {"differences": [row]}
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}

    said = registry.findings(frames, ignore=[rule.code for rule in registry.rules() if rule.code != "DRF027"])

    assert said["severity"].tolist() == [severity]
    assert cost in said["cost"].iloc[0]


def test_a_key_that_the_chain_made_wrong_is_mended_live_too() -> None:
    """The chain is wrong where its key and the live one have two types and the model's have one: live is no example."""
    sides = {"live": "bigint → integer", "models": "integer → integer", "chain": "bigint → integer", "in_live": True}
    row = {"object_kind": "column", "schema": "public", "table": "tag", "name": "user_id", "attribute": "references"}
    row |= {**sides, "in_models": True, "in_chain": True, "change": "changed", "wrong": "chain", "reason": ""}
    given = {"differences": [{**row, "declarer": "models:m"}]}
    frames = {name: frame.conform(given.get(name, [])) for name, frame in FRAMES.items()}

    said = registry.findings(frames, ignore=[rule.code for rule in registry.rules() if rule.code != "DRF036"])

    remedy = "Write a revision that alters tag.user_id to integer, as the column is that it names."
    assert said["remedy"].tolist() == [remedy]
