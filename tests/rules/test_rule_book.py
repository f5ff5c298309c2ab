"""The rule book itself: every rule has its page, and the examples on it are run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import auditlib.rules
from auditlib.rules import registry

HEADINGS = ("What it finds", "Why it matters", "How to fix it", "Example", "Instead")
_BLOCK = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```", re.S | re.M)
RULES = registry.rules()
RUN_HERE = [rule for rule in RULES if rule.family == "history" and "python versions/" in rule.page]
ROWS = "version rows"


def section(page: str, heading: str) -> str:
    """The text under a heading of a rule's page."""
    return page.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def blocks(page: str, heading: str) -> dict[str, str]:
    """Titled code blocks under a heading, by title."""
    return {title: body for _, title, body in _BLOCK.findall(section(page, heading)) if title}


def run(findings_of: Callable[..., pd.DataFrame], rule: registry.Rule, heading: str) -> pd.DataFrame:
    """The findings of ``rule`` on its own case under ``heading``."""
    case = blocks(rule.page, heading)
    assert case, f"{rule.code} has no case under {heading}"
    rows = case.pop(ROWS).split() if ROWS in case else None
    return findings_of(rule.code, case, rows)


def test_codes_and_names_are_unique() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES) > 0


def test_every_rule_file_is_found() -> None:
    """A file in a family's folder that is named like a rule is a rule of the book."""
    folder = Path(auditlib.rules.__file__).parent
    files = [path.stem for path in folder.glob("*/*.py") if path.stem != "__init__" and path.stem[3:6].isdigit()]
    found = [f"{rule.code.lower()}_{rule.name.replace('-', '_')}" for rule in RULES]
    assert sorted(files) == sorted(found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_rule_has_its_page(rule: registry.Rule) -> None:
    """A rule's page has a title, all headings in order, and a severity of the book."""
    places = [rule.page.find(f"## {heading}\n") for heading in HEADINGS]
    assert rule.title and -1 not in places and places == sorted(places)
    assert rule.severity in registry.SEVERITIES


@pytest.mark.parametrize("rule", RUN_HERE, ids=lambda rule: rule.code)
def test_the_example_fires(rule: registry.Rule, findings_of: Callable[..., pd.DataFrame]) -> None:
    """The example on a rule's page makes that rule fire, at its own severity."""
    found = run(findings_of, rule, "Example")
    assert set(found["rule"]) == {rule.code}
    assert rule.severity in set(found["severity"])


@pytest.mark.parametrize("rule", RUN_HERE, ids=lambda rule: rule.code)
def test_the_better_way_is_silent(rule: registry.Rule, findings_of: Callable[..., pd.DataFrame]) -> None:
    """What the page advises instead does not make the rule fire."""
    assert run(findings_of, rule, "Instead").empty


@pytest.mark.parametrize("rule", RUN_HERE, ids=lambda rule: rule.code)
def test_findings_say_what_is_so_and_what_to_do(rule: registry.Rule, findings_of: Callable[..., pd.DataFrame]) -> None:
    """Every finding has message, cost and remedy, and none has an exclamation mark."""
    found = run(findings_of, rule, "Example")
    said = found[["message", "cost", "remedy"]]
    assert not (said.isna() | (said == "")).any(axis=None)
    assert not said.apply(lambda texts: texts.str.contains("!", regex=False)).any(axis=None)
