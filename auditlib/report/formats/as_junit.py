"""The audit as JUnit XML: what was to be seen is a test, and so is each root finding.

A finding at or over the bar fails, one below it passes. What was not seen is skipped: it neither passed nor failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from auditlib.config.secrets import redact
from auditlib.config.settings import SEVERITIES
from auditlib.frames.records import records
from auditlib.report.formats.told import told, worst
from auditlib.report.markup import one_line, visible
from auditlib.report.show import place
from auditlib.report.verdict import SEEN, roots
from auditlib.snapshot import Snapshot


def document(audited: Snapshot, fail_on: str) -> str:
    """Suites `coverage` and one a family of rules; a finding at or over ``fail_on`` is a failure."""
    findings = audited["findings"]
    failing = SEVERITIES[: SEVERITIES.index(fail_on) + 1] if fail_on in SEVERITIES else ()
    worst_of = worst(findings)
    suites = Element("testsuites", _attributes({"name": f"auditlib {audited.manifest['target']}"}))
    _coverage(_suite(suites, audited, "coverage of the audit"), records(audited["witnesses"]))
    for family, rows in roots(findings).groupby("family"):
        suite = _suite(suites, audited, str(family))
        for row in records(rows):
            _case(suite, row, fails=worst_of[row["fingerprint"]] in failing)
    for suite in suites:
        suite.attrib.update(_counts([suite]))
    suites.attrib.update(_counts(suites))
    ElementTree.indent(suites)
    said = ElementTree.tostring(suites, encoding="unicode")
    # A CI's log takes `##[` for a command wherever it stands; read back, the reference is the sign.
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + said.replace("##", "#&#35;")


def _suite(suites: Element, audited: Snapshot, name: str) -> Element:
    moment = str(audited.manifest["moment"]).partition("+")[0]
    return SubElement(suites, "testsuite", _attributes({"name": name, "timestamp": moment}))


def _coverage(suite: Element, witnesses: Sequence[Mapping[str, Any]]) -> None:
    for row in witnesses:
        named = {"classname": f"coverage.{row['witness']}", "name": row["subject"] or row["witness"]}
        case = SubElement(suite, "testcase", _attributes(named))
        if row["status"] != SEEN:
            said = " ".join(str(row[name]) for name in ("status", "detail", "next_step") if row[name])
            SubElement(case, "skipped", _attributes({"message": said}))


def _case(suite: Element, row: Mapping[str, Any], *, fails: bool) -> None:
    where = place(row["file"], row["line"])
    named = {
        "classname": f"{row['family']}.{row['rule']}",
        # The fingerprint keeps it the same test from run to run, and apart from every other.
        "name": " ".join(str(part) for part in (row["name"], row["object"], row["fingerprint"]) if part),
        "file": row["file"],
        "line": row["line"] if row["file"] else None,
    }
    case = SubElement(suite, "testcase", _attributes(named))
    said = f"{row['severity']} {row['rule']}: {told(row)}" + (f" ({where})" if where else "")
    if fails:
        attributes = _attributes({"type": row["severity"], "message": row["message"]})
        SubElement(case, "failure", attributes).text = _line(said)
    else:
        SubElement(case, "system-out").text = _line(said)


def _counts(suites: Any) -> dict[str, str]:
    kinds: tuple[tuple[str, str], ...] = (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped"))
    counts = {name: str(sum(1 for suite in suites for _ in suite.iter(tag))) for name, tag in kinds}
    return {**counts, "errors": "0"}


def _attributes(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(value) for name, value in values.items() if value not in (None, "")}


def _line(value: object) -> str:
    """Text of an element, on the line of its tag: a line that begins with a name could be a command to a CI."""
    return one_line(redact(str(value)))


def _text(value: object) -> str:
    """Text that XML can hold: what it forbids is among the characters that are spelt out."""
    return visible(redact(str(value)))
