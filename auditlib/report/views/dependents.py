"""Findings that follow from another one, folded under it: their objects by rule, each with its anchor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auditlib.report.markup import html_text, markdown_code, markdown_text
from auditlib.report.show import NOTHING, Shown
from auditlib.rules.naming import OF_OTHERS, object_name
from auditlib.wording import counted

_NAMED = 12  # objects of a rule named in Markdown


def dependents(under: Sequence[Mapping[str, Any]]) -> Shown:
    """Rows of frame ``findings`` that fold under one root; nothing where there is none."""
    if not under:
        return NOTHING
    summary = f"{counted(len(under), 'finding that follows', 'findings that follow')} from this"
    groups = list(_by_rule(under).items())
    listed = "".join(_html(*group) for group in groups)
    return Shown(
        f"<details><summary>{html_text(summary)}</summary><dl>{listed}</dl></details>",
        f"- {markdown_text(summary)}:\n" + "\n".join(f"  - {_markdown(*group)}" for group in groups),
    )


def named(row: Mapping[str, Any]) -> str:
    """The object of a finding: ``table.object`` where it is not the table and does not name it already."""
    table, name = row["table"] or "", row["object"] or ""
    if row["object_kind"] in OF_OTHERS:
        return object_name({**row, "name": name})
    return name if not table or name == table or name.startswith(f"{table}.") else f"{table}.{name}".rstrip(".")


def _by_rule(under: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in under:
        groups.setdefault(f"{row['rule']} {row['name']}", []).append(row)
    return groups


def _html(rule: str, rows: Sequence[Mapping[str, Any]]) -> str:
    names = ", ".join(
        f'<span id="finding-{html_text(row["fingerprint"])}">{html_text(named(row))}</span>' for row in rows
    )
    return f"<dt>{html_text(rule)} ({len(rows)})</dt><dd>{names}</dd>"


def _markdown(rule: str, rows: Sequence[Mapping[str, Any]]) -> str:
    names = ", ".join(markdown_code(named(row)) for row in rows[:_NAMED])
    more = f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else ""
    return f"{markdown_text(rule)} ({len(rows)}): {names}{more}"
