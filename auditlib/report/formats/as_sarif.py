"""Root findings as SARIF 2.1.0, for code scanning: rules with their pages, places relative to the project."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

import pandas as pd

from auditlib.config.secrets import redact
from auditlib.frames.records import records
from auditlib.report.formats.as_json import dumped
from auditlib.report.formats.told import told
from auditlib.report.markup import visible
from auditlib.report.verdict import SEEN, roots
from auditlib.rules import registry
from auditlib.snapshot import Snapshot

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"  # the base that code scanning takes for the checkout
_MOST_RELATED = 100
_LINK = re.compile(r"\](?=\()")


def document(audited: Snapshot, fail_on: str) -> str:
    """One run: its tool and rules, what was not seen as notifications, and a result a root finding."""
    found = records(roots(audited["findings"]))
    rules = sorted({row["rule"] for row in found})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(audited, rules)},
                "automationDetails": {"id": f"auditlib/{visible(audited.manifest['target'])}/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {ROOT: {"description": {"text": "The folder of the audited project."}}},
                "invocations": [_invocation(audited)],
                "results": _results(audited, found, rules),
            }
        ],
    }
    return dumped(log)


def _driver(audited: Snapshot, codes: Sequence[str]) -> dict[str, Any]:
    version = audited.manifest["auditlib"]
    return {
        "name": "auditlib",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(code) for code in codes],
    }


def _rule(code: str) -> dict[str, Any]:
    try:
        rule = registry.rule(code)
    except KeyError:  # a snapshot may hold findings of a rule that is no longer in the book
        return {"id": code}
    text = _plain(rule.page)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _plain(rule.title)},
        "fullDescription": {"text": _plain(rule.title)},
        "help": {"text": text, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.severity},
        "properties": {"tags": [rule.family]},
    }


def _invocation(audited: Snapshot) -> dict[str, Any]:
    unseen = [row for row in records(audited["witnesses"]) if row["status"] != SEEN]
    return {
        "executionSuccessful": True,
        "endTimeUtc": str(audited.manifest["moment"]).replace("+00:00", "Z"),
        "toolExecutionNotifications": [_notification(row) for row in unseen],
    }


def _notification(row: Mapping[str, Any]) -> dict[str, Any]:
    said = f"{row['witness']}, {row['subject']}: {row['status']}. {row['detail'] or ''} {row['next_step'] or ''}"
    return {"level": "warning", "message": {"text": _plain(said.strip())}}


def _results(audited: Snapshot, found: Sequence[Mapping[str, Any]], rules: Sequence[str]) -> list[dict[str, Any]]:
    elsewhere = _where_told(audited["settings"])
    under = _by_root(audited["findings"])
    return [_result(row, rules, elsewhere, under.get(row["fingerprint"], [])) for row in found]


def _result(
    row: Mapping[str, Any],
    rules: Sequence[str],
    elsewhere: Mapping[str, Any] | None,
    under: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    related = [_related(number, each) for number, each in enumerate(under[:_MOST_RELATED], 1)]
    return {
        "ruleId": row["rule"],
        "ruleIndex": rules.index(row["rule"]),
        "level": row["severity"],
        "message": {"text": _plain(told(row))},
        "locations": _locations(row, elsewhere),
        **({"relatedLocations": related} if related else {}),
        "fingerprints": {"auditlib/v1": row["fingerprint"]},
        "partialFingerprints": {"primaryLocationLineHash": f"{row['fingerprint']}:1"},
        "properties": {
            name: visible(redact(str(row[name]))) for name in ("object_kind", "wrong", "stops", "revision") if row[name]
        },
    }


def _locations(row: Mapping[str, Any], elsewhere: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The place of a finding; one about the database alone stands where the chain is told of: viewers want a file."""
    logical = _logical(row)
    spot = _physical(row["file"], row["line"]) if row["file"] else elsewhere
    place = {**(dict(spot) if spot else {}), **({"logicalLocations": [logical]} if logical else {})}
    return [place] if place else []


def _logical(row: Mapping[str, Any]) -> dict[str, str]:
    parts = dict.fromkeys(str(row[name]) for name in ("schema", "table", "object") if row[name])
    kind = {"kind": visible(row["object_kind"])} if row["object_kind"] else {}
    name = visible(redact(".".join(parts)))
    return {"fullyQualifiedName": name, **kind} if name else {}


def _physical(file: str, line: int | None) -> dict[str, Any]:
    region = {"region": {"startLine": line}} if line else {}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(file), "uriBaseId": ROOT}, **region}}


def _related(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    spot = _physical(row["file"], row["line"]) if row["file"] else {}
    return {"id": number, "message": {"text": _plain(f"{row['rule']}: {row['message']}")}, **spot}


def _where_told(settings: pd.DataFrame) -> dict[str, Any] | None:
    told_at = settings[(settings["setting"] == "script_location") & (settings["file"].fillna("") != "")]
    rows = records(told_at.head(1))
    return _physical(rows[0]["file"], rows[0]["line"]) if rows else None


def _by_root(findings: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    under: dict[str, list[dict[str, Any]]] = {}
    for row in records(findings[findings["root"].fillna("") != ""]):
        under.setdefault(row["root"], []).append(row)
    return under


def _plain(text: str) -> str:
    """Plain text of a message: a brace is written twice, and nothing becomes a link (SARIF 3.11.5, 3.11.6)."""
    shown = visible(redact(text)).replace("{", "{{").replace("}", "}}")
    return _LINK.sub("] ", shown)
