"""Finds the rules, feeds each the frames its parameters name, and makes the frame of findings.

A rule is a module `rules/<family>/<code>_<slug>.py` with

- a docstring whose first line is its title and whose headings are *What it finds*, *Why it matters*,
  *How to fix it*, *Example*, *Instead*: its page in the rule book;
- ``SEVERITY``: `error`, `warning` or `note`;
- ``check(...)``: takes frames by parameter name, yields a ``Hit`` an object;
- optionally ``POPULATION``: the name of a frame. Where the rule hits more than four in five of its rows,
  one finding with the list stands for them all. Hits that name their ``cause`` are folded by it, however many they are.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd

from auditlib.errors import ProjectError
from auditlib.frames.results import FINDINGS, identity
from auditlib.rules.explained import explained
from auditlib.rules.hit import Hit

FAMILIES = ("history", "coverage", "drift", "config")
SEVERITIES = ("error", "warning", "note")
_OWN = ("identity", "about", "places", "explains")  # of a row, on its way to the frame
_STOPS = ("deploy", "model", "")
_NAMES = {"reversibility": "applied revisions"}
_MANY = 5  # fewer hits than this are always shown one by one


@dataclass(frozen=True)
class Rule:
    """A rule of the book: code, name, family, title, page, severity, and the function that checks."""

    code: str
    name: str
    family: str
    title: str
    page: str
    severity: str
    check: Callable[..., Iterable[Hit]]
    population: str = ""

    @property
    def frames(self) -> tuple[str, ...]:
        """Names of the frames that the rule reads."""
        return tuple(inspect.signature(self.check).parameters)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    found = [rule for family in FAMILIES for rule in _family(family)]
    return tuple(sorted(found, key=lambda rule: rule.code))


def refuse_unknown(names: Iterable[str]) -> None:
    """Raises ``ProjectError`` where a name is neither the code nor the name of a rule in the book."""
    known = {name.casefold() for each in rules() for name in (each.code, each.name)}
    unknown = [name for name in names if name.casefold() not in known]
    if unknown:
        raise ProjectError(
            f"The settings name rules that are not in the book: {', '.join(unknown)}.",
            "docs/rules/README.md lists them all; `auditlib explain` shows one.",
        )


def rule(code_or_name: str) -> Rule:
    """The rule of that code or name; raises ``KeyError``."""
    wanted = code_or_name.casefold()
    for each in rules():
        if wanted in (each.code.casefold(), each.name):
            return each
    raise KeyError(code_or_name)


def findings(
    frames: Mapping[str, pd.DataFrame],
    *,
    severities: Mapping[str, str] | None = None,
    ignore: Sequence[str] = (),
) -> pd.DataFrame:
    """Frame ``findings``: every rule over ``frames``, ranked, dependents pointing at their root.

    ``severities`` overrides by code or name; ``ignore`` leaves out rules by code or name.
    """
    left_out = {name.casefold() for name in ignore}
    overrides = {name.casefold(): severity for name, severity in (severities or {}).items()}
    rows = [
        _row(each, hit, overrides)
        | {"about": [_identity(one) for one in stood_for]}
        | {"places": [(_identity(one), one.subject, one.wrong) for one in stood_for]}
        | {"explains": [place for one in stood_for for place in one.explains]}
        for each in rules()
        if not left_out & {each.code.casefold(), each.name}
        for hit, stood_for in _hits(each, frames)
    ]
    return FINDINGS.conform(_ranked(_folded(explained(rows))))


def _identity(hit: Hit) -> str:
    return identity(hit.object_kind, hit.schema, hit.table, hit.object)


def _family(family: str) -> Iterator[Rule]:
    package = import_module(f"auditlib.rules.{family}")
    for module in pkgutil.iter_modules(package.__path__):
        code, _, slug = module.name.partition("_")
        if slug and code[-3:].isdigit():
            yield _rule(
                family,
                code.upper(),
                slug.replace("_", "-"),
                import_module(f"{package.__name__}.{module.name}"),
            )


def _rule(family: str, code: str, name: str, module: ModuleType) -> Rule:
    page = inspect.cleandoc(module.__doc__ or "")
    title = page.partition("\n")[0].rstrip(".")
    return Rule(code, name, family, title, page, module.SEVERITY, module.check, getattr(module, "POPULATION", ""))


def _hits(each: Rule, frames: Mapping[str, pd.DataFrame]) -> list[tuple[Hit, list[Hit]]]:
    """The hits of a rule, each with those that it stands for."""
    hits = list(each.check(**{name: frames[name] for name in each.frames}))
    population = len(frames[each.population]) if each.population else 0
    by_cause = [group for group in _by_cause(hits) if len(group) >= _MANY]
    alone = [hit for hit in hits if not any(hit is one for group in by_cause for one in group)]
    folded = [(_one_for_cause(each, group, population), group) for group in by_cause]
    if len(alone) >= _MANY and len(alone) > 0.8 * population > 0:
        return [*folded, (_one_for_all(each, alone, population), alone)]
    return [*folded, *((hit, [hit]) for hit in alone)]


def _by_cause(hits: list[Hit]) -> list[list[Hit]]:
    """The hits that name a cause, those of one cause and severity together."""
    groups: dict[tuple[str, str | None], list[Hit]] = {}
    for hit in hits:
        if hit.cause:
            groups.setdefault((hit.cause, hit.severity), []).append(hit)
    return list(groups.values())


def _one_for_cause(each: Rule, hits: list[Hit], population: int) -> Hit:
    """One for many of one cause; the cause and not the count is its name, which must not change from run to run."""
    said = f"{each.title}: {len(hits)} of {population} {_rows(each)}; {hits[0].cause}."
    return replace(_one_for_all(each, hits, population), message=said, object=hits[0].cause, subject="cause")


def _rows(each: Rule) -> str:
    """What the rows of the population are, in the plural."""
    return _NAMES.get(each.population, each.population.replace("_", " "))


def _one_for_all(each: Rule, hits: list[Hit], population: int) -> Hit:
    names = [hit.object or hit.revision or hit.table or hit.file for hit in hits]
    return replace(
        hits[0],
        message=f"{each.title}: {len(hits)} of {population} {_rows(each)}.",
        object=f"{len(hits)} {_rows(each)}",
        table="",
        schema="",
        revision="",
        file="",
        line=None,
        subject="all",
        root=_unanimous(hit.root for hit in hits),
        wrong=_unanimous(hit.wrong for hit in hits),
        stops=_unanimous(hit.stops for hit in hits),
        weight=sum(hit.weight for hit in hits),
        evidence={"all": names, "messages": [hit.message for hit in hits]},
    )


def _unanimous(values: Iterable[str]) -> str:
    """What all hits say; nothing where they differ, whichever comes first by name."""
    said = set(values)
    return said.pop() if len(said) == 1 else ""


def _row(each: Rule, hit: Hit, overrides: Mapping[str, str]) -> dict[str, Any]:
    own = hit.severity or each.severity
    severity = overrides.get(each.code.casefold(), overrides.get(each.name, own))
    return {
        "fingerprint": _fingerprint(each.code, hit),
        "rule": each.code,
        "name": each.name,
        "family": each.family,
        "severity": severity,
        **{name: getattr(hit, name) for name in _COPIED},
        "evidence": json.dumps(hit.evidence, default=str, ensure_ascii=False, sort_keys=True),
        "identity": _identity(hit),
    }


_COPIED = [
    "object_kind",
    "schema",
    "table",
    "object",
    "message",
    "cost",
    "remedy",
    "wrong",
    "stops",
    "weight",
    "revision",
    "file",
    "line",
    "root",
]


def _fingerprint(code: str, hit: Hit) -> str:
    said = "\0".join((code, hit.object_kind, hit.schema, hit.table, hit.object, hit.subject))
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def _folded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows whose ``root`` names an object that has a finding point at that finding; roots of roots are followed.

    Of several findings about the object the first by code leads, unless it folds under that object itself.
    """
    leaders: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: row["root"] in row["about"]):
        for about in row["about"]:
            leaders.setdefault(about, row)
    return [{**row, "root": _top(row, leaders)} for row in rows]


def _top(row: dict[str, Any], leaders: Mapping[str, dict[str, Any]]) -> str:
    """Fingerprint of the finding at the end of the chain of roots; empty where the row leads itself."""
    seen, top = {row["fingerprint"]}, row
    while top["root"] in leaders and leaders[top["root"]]["fingerprint"] not in seen:
        top = leaders[top["root"]]
        seen.add(top["fingerprint"])
    return "" if top is row else str(top["fingerprint"])


def _ranked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    def place(row: dict[str, Any]) -> tuple[object, ...]:
        return (
            bool(row["root"]),
            SEVERITIES.index(row["severity"]),
            _STOPS.index(row["stops"]),
            -row["weight"],
            row["rule"],
            row["identity"],
            row["fingerprint"],
        )

    ordered = sorted(rows, key=place)
    return [
        {"rank": rank, **{name: value for name, value in row.items() if name not in _OWN}}
        for rank, row in enumerate(ordered, 1)
    ]
