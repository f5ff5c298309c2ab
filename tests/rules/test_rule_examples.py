"""Every rule that does not read version files is run on the examples of its own page, on real PostgreSQL."""

from __future__ import annotations

import re

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


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.name}")
def test_a_rule_fires_on_its_example_and_not_on_the_other(rule: registry.Rule, server: Server) -> None:
    """A rule finds what its page shows, with cost and remedy, and nothing in what the page shows instead."""
    bad = registry.findings(witnessed.frames_of(server, blocks(rule, "Example")))
    good = registry.findings(witnessed.frames_of(server, blocks(rule, "Instead")))

    hits = bad.loc[bad["rule"].eq(rule.code)]
    assert len(hits) and hits["root"].eq("").sum() <= 1, bad[["rule", "message"]].to_string()
    assert hits[["message", "cost", "remedy", "wrong"]].ne("").all(axis=None)
    assert good.loc[good["rule"].eq(rule.code)].empty, good[["rule", "message"]].to_string()
