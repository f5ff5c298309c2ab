"""The evidence of a finding: values of each witness with their places, and lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from auditlib.report.markup import html_prose, html_text, markdown_prose, markdown_text
from auditlib.report.show import NOTHING, Col, Shown, folded, joined, place, show

_SHOWN = 40  # values of a list shown
_OPEN = 8  # rows of a table that stands open
_FIRST = ("schema", "table", "name", "object", "revision")
_NO_VALUE: tuple[object, ...] = (None, "", [], {})
_WITNESSES = (
    ("live", "live", ()),
    ("models", "models", ("declarer", "model")),
    ("chain", "chain", ("revision", "revision_place")),
    ("chain_head", "chain at its heads", ()),
)
_OF_WITNESSES = {
    *(f"in_{name}" for name, _, _ in _WITNESSES),
    *(key for name, _, places in _WITNESSES for key in (name, *places)),
    *("attribute", "change"),
}


def evidence(text: str | None) -> Shown:
    """The evidence (JSON of an object) as a list of what each witness says; nothing where there is none."""
    said = _read(text)
    if not said:
        return NOTHING
    rest = {key: value for key, value in said.items() if key not in _OF_WITNESSES and value not in _NO_VALUE}
    tables = {key: value for key, value in rest.items() if _is_table(value)}
    items = [*_witnesses(said), *((_label(key), _words(value)) for key, value in rest.items() if key not in tables)]
    return joined([_facts(items), *(_table(_label(key), value) for key, value in tables.items())])


def _facts(items: list[tuple[str, list[str]]]) -> Shown:
    if not items:
        return NOTHING
    return Shown(
        '<dl class="evidence">' + "".join(_html_item(label, words) for label, words in items) + "</dl>",
        "\n".join(
            f"- {markdown_text(label)}: {'; '.join(markdown_prose(word) for word in words)}" for label, words in items
        ),
    )


def _is_table(value: object) -> bool:
    return isinstance(value, list) and len(value) > 1 and all(isinstance(row, dict) for row in value)


def _table(label: str, rows: list[dict[str, Any]]) -> Shown:
    """A list of objects as a table, file and line in one column; a long one opens on demand."""
    ready = pd.DataFrame([{**_spelt(row), "where": place(row.get("file"), row.get("line"))} for row in rows])
    names = [name for name in ready.columns if name not in ("file", "line", "where")]
    ordered = sorted(names, key=lambda name: (name not in _FIRST, name))
    columns = [*(Col(name, _label(name)) for name in ordered), Col("where", "where", "place")]
    shown = show(ready, label, columns=columns[: None if ready["where"].any() else -1], limit=500)
    return folded(f"{label}: {len(rows)}", shown) if len(rows) > _OPEN else shown


def _spelt(row: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): "" if value is None else _phrase(value) for name, value in row.items()}


def _witnesses(said: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What each witness says of a difference, with its place; other evidence has no such flags."""
    if not any(f"in_{name}" in said for name, _, _ in _WITNESSES):
        keys = [key for key in _OF_WITNESSES if key in said]
        return [(_label(key), _words(said[key])) for key in sorted(keys) if said[key] not in _NO_VALUE]
    told = [(label, _witness(said, name, places)) for name, label, places in _WITNESSES if f"in_{name}" in said]
    unlike = [each for each in told if each != ("chain at its heads", dict(told).get("chain"))]
    return [(label, [words]) for label, words in unlike]


def _witness(said: Mapping[str, Any], name: str, places: tuple[str, ...]) -> str:
    there = said.get(f"in_{name}")
    value = said.get(name)
    words = {None: "unknown", False: "absent"}.get(there, "there") if value in _NO_VALUE else _phrase(value)
    where = [str(said[each]) for each in places if said.get(each) and there]
    return f"{words} ({', '.join(where)})" if where else words


def _html_item(label: str, words: list[str]) -> str:
    said = (
        html_text(words[0])
        if len(words) == 1
        else "<ul>" + "".join(f"<li>{html_prose(word)}</li>" for word in words) + "</ul>"
    )
    return f"<dt>{html_text(label)}</dt><dd>{said}</dd>"


def _read(text: str | None) -> Mapping[str, Any]:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {"evidence": text}
    return said if isinstance(said, dict) else {"evidence": said}


def _label(key: object) -> str:
    return str(key).replace("_", " ")


def _words(value: object) -> list[str]:
    if isinstance(value, list):
        words = [_phrase(each) for each in value[:_SHOWN]]
        return [*words, f"and {len(value) - _SHOWN} more"] if len(value) > _SHOWN else words
    return [_phrase(value)]


def _phrase(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{_label(key)}: {_phrase(each)}" for key, each in value.items() if each not in (None, ""))
    if isinstance(value, list):
        return ", ".join(_phrase(each) for each in value)
    return (
        {True: "yes", False: "no", None: "unknown"}[value] if value is None or isinstance(value, bool) else str(value)
    )
