"""Every rule that does not read version files is run on the examples of its own page, on real PostgreSQL."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from auditlib.collect.scratch import Server
from auditlib.rules import registry
from tests.rules import witnessed

_BLOCK = re.compile(r"^```\w+ ([^\n]+)\n(.*?)^```", re.S | re.M)
RULES = [rule for rule in registry.rules() if rule.family != "history" or "python versions/" not in rule.page]


def blocks(rule: registry.Rule, heading: str) -> dict[str, str]:
    """The titled blocks under a heading; what `Instead` does not repeat is as in `Example`."""
    section = rule.page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    own = dict(_BLOCK.findall(section))
    assert own, f"{rule.code} has no block under {heading}"
    return {**blocks(rule, "Example"), **own} if heading == "Instead" else own


def findings_of(rule: registry.Rule, server: Server, heading: str) -> pd.DataFrame:
    """What the rule alone says of the witnesses under a heading."""
    others = [each.code for each in registry.rules() if each.code != rule.code]
    frames = witnessed.frames_of(server, blocks(rule, heading), {*rule.frames, rule.population})
    return registry.findings(frames, ignore=others)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_a_rule_fires_once_on_its_example_and_not_on_the_other(rule: registry.Rule, server: Server) -> None:
    """A rule finds the one thing that its page shows, with cost and remedy, and nothing in what it shows instead."""
    hits = findings_of(rule, server, "Example")
    good = findings_of(rule, server, "Instead")

    assert len(hits) == 1, hits[["rule", "message"]].to_string()
    assert hits[["message", "cost", "remedy", "wrong"]].ne("").all(axis=None)
    assert good.empty, good[["rule", "message"]].to_string()
