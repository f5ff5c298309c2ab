"""Findings: each with an anchor of its own, what it costs, what to do, and the values of every witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from auditlib.report.markup import html_prose, html_text, markdown_code, markdown_prose, markdown_text, one_line, slug
from auditlib.report.show import (
    NOTHING,
    Col,
    Shown,
    badge_class,
    joined,
    paragraph,
    place,
    records,
    show,
)
from auditlib.report.verdict import roots
from auditlib.report.views.dependents import dependents, named
from auditlib.report.views.evidence import evidence
from auditlib.wording import agreed, amount, counted, plural

if TYPE_CHECKING:
    from auditlib.report.figure import Picture

PAGE = "90_findings"
_SEVERITIES = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
_FACTS = (("cost", "What it costs"), ("remedy", "What to do"), ("wrong", "Who is wrong"), ("revision", "Revision"))
_STOPS = {"deploy": "stops the next deploy", "model": "stops a model in use"}


def sections(findings: pd.DataFrame, severity: str, *, limit: int = 150) -> Shown:
    """Every root finding of a severity, its dependents folded under it; frame ``findings``.

    Past ``limit`` the rest stands in a table, so that a page stays one that opens.
    """
    found = roots(findings)
    chosen = found[found["severity"] == severity]
    if chosen.empty:
        return paragraph(f"No {severity}.")
    under = _by_root(findings)
    parts = [_section(row, under.get(row["fingerprint"], [])) for row in records(chosen.head(limit))]
    rest = chosen.iloc[limit:]
    more = table(rest, f"{len(rest)} more {agreed(len(rest), severity, plural(severity))}", anchored=True)
    return joined([*parts, more] if len(rest) else parts)


def matters(findings: pd.DataFrame, *, count: int = 3) -> Shown:
    """The root findings that matter most, each with a link to its section; frame ``findings``."""
    chosen = records(roots(findings).head(count))
    if not chosen:
        return paragraph("Nothing was found.")
    return Shown(
        '<ol class="matters">' + "".join(_matter_html(row) for row in chosen) + "</ol>",
        "\n".join(_matter_markdown(number, row) for number, row in enumerate(chosen, 1)),
    )


def table(findings: pd.DataFrame, caption: str = "Findings", *, limit: int = 1000, anchored: bool = False) -> Shown:
    """Findings as one table, to sort and filter; frame ``findings``.

    Each leads to its section, a dependent to that of its root; ``anchored``: the rows are the sections.
    """
    rows = records(findings)
    ready = findings.assign(
        where=[place(row["file"], row["line"]) for row in rows],
        object=[named(row) for row in rows],
        leads=[f"{PAGE}.html#finding-{row['root'] or row['fingerprint']}" for row in rows],
        anchor=[anchor(row) for row in rows],
    )
    columns = (
        Col("rank", "#", "number", "" if anchored else "leads", "anchor" if anchored else ""),
        Col("severity", "Severity", "status"),
        Col("rule", "Rule", "code"),
        Col("object", "Object", "code"),
        Col("message", "What is so", "prose"),
        Col("where", "Where", "place"),
    )
    return show(ready, caption, columns=columns, limit=limit, empty="nothing was found.")


def in_all(findings: pd.DataFrame) -> Shown:
    """Every root finding in one table, and how many more follow from these; frame ``findings``."""
    found = roots(findings)
    follow = len(findings) - len(found)
    under = counted(follow, "finding more stands under these", "findings more stand under these")
    more = paragraph(f"{under} and {agreed(follow, 'follows', 'follow')} from them.")
    return table(found, "Findings to look at") + (more if follow else NOTHING)


def by_rule(findings: pd.DataFrame) -> Picture | Shown:
    """How often each rule hit, as a picture; frame ``findings``."""
    # The page to open first needs this module and no chart: matplotlib takes a second to import.
    from auditlib.charts.findings_by_rule import findings_by_rule
    from auditlib.report.figure import picture

    found = roots(findings)
    if found.empty:
        return paragraph("Nothing was found.")
    counts = found["rule"].value_counts().sort_index()
    said = ", ".join(f"{rule} {count}" for rule, count in counts.items()) or "none"
    return picture(findings_by_rule(findings), f"{amount(len(found), 'finding')} by rule: {said}.")


def about(findings: pd.DataFrame, rules: str, caption: str) -> Shown:
    """Root findings of rules whose code begins so (``HIS``, ``HIS016``; several separated by a space) as a table."""
    found = roots(findings)
    return table(found[found["rule"].str.startswith(tuple(rules.split()))], caption, limit=500)


def anchor(row: Mapping[str, Any]) -> str:
    """The anchor of a finding in HTML: stable from run to run."""
    return f"finding-{row['fingerprint']}"


def title(row: Mapping[str, Any]) -> str:
    """The heading of a finding in Markdown; its rank keeps it unique on the page."""
    return f"{row['rank']}. {row['rule']} {row['name']}"


def _by_root(findings: pd.DataFrame) -> dict[str, list[Mapping[str, Any]]]:
    under: dict[str, list[Mapping[str, Any]]] = {}
    for row in records(findings[findings["root"].fillna("") != ""]):
        under.setdefault(row["root"], []).append(row)
    return under


def _section(row: Mapping[str, Any], under: list[Mapping[str, Any]]) -> Shown:
    said, follow = evidence(row["evidence"]), dependents(under)
    return Shown(_html(row, said.html + follow.html), _markdown(row, said, follow))


def _html(row: Mapping[str, Any], more: str) -> str:
    severity = badge_class(row["severity"])
    facts = "".join(f"<dt>{name}</dt><dd>{html_prose(row[key])}</dd>" for key, name in _FACTS if row[key])
    where = place(row["file"], row["line"])
    spot = f"<dt>Where</dt><dd><code>{html_text(where)}</code></dd>" if where else ""
    stops = _STOPS.get(row["stops"] or "", "")
    effect = f' <span class="count">{html_text(stops)}</span>' if stops else ""
    return (
        f'<article class="finding {severity}" id="{html_text(anchor(row))}">'
        f'<h4><span class="badge {severity}">{html_text(row["severity"])}</span> '
        f'<a class="rule" href="#{html_text(anchor(row))}">{html_text(row["rule"])}</a> '
        f"{html_text(row['name'])}{effect}</h4>"
        f'<p class="message">{html_prose(row["message"])}</p><dl>{spot}{facts}</dl>{more}</article>'
    )


def _markdown(row: Mapping[str, Any], said: Shown, under: Shown) -> str:
    where = place(row["file"], row["line"])
    lines = [f"- Where: {markdown_code(where)}"] if where else []
    lines += [f"- {name}: {markdown_prose(row[key])}" for key, name in _FACTS if row[key]]
    lines += [f"- Severity: {row['severity']}; fingerprint: {markdown_code(row['fingerprint'])}"]
    parts = [f"### {markdown_text(title(row))}", markdown_prose(row["message"]), "\n".join(lines)]
    return "\n\n".join(part for part in (*parts, said.markdown, under.markdown) if part)


def _matter_html(row: Mapping[str, Any]) -> str:
    where, remedy = place(row["file"], row["line"]), row["remedy"]
    spot = f" <code>{html_text(where)}</code>" if where else ""
    advice = f'<br><span class="remedy">{html_prose(remedy)}</span>' if remedy else ""
    return (
        f'<li><span class="badge {badge_class(row["severity"])}">{html_text(row["severity"])}</span> '
        f'<a href="{PAGE}.html#{html_text(anchor(row))}">{html_prose(row["message"])}</a>{spot}{advice}</li>'
    )


def _matter_markdown(number: int, row: Mapping[str, Any]) -> str:
    link = f"[{row['rule']}]({PAGE}.md#{slug(one_line(title(row)))})"
    where = place(row["file"], row["line"])
    said = f"{number}. **{markdown_text(row['severity'])}** {link}: {markdown_prose(row['message'])}"
    return f"{said} {markdown_code(where)} {markdown_prose(row['remedy'] or '')}".rstrip()
