"""``show`` puts a frame in a report: one table that reads the same in a notebook, in HTML and in Markdown.

Everything in a frame may come from the target, so every cell is escaped in every form, and what is cut is said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from auditlib.frames.records import records
from auditlib.report.markup import html_prose, html_text, markdown_code, markdown_prose, markdown_text, one_line

LIMIT = 200
_JOINT = re.compile(r"(?<=[/._])(?=\w)")
_WORDS = {True: "yes", False: "no", None: "unknown"}


@dataclass(frozen=True)
class Shown:
    """Something to show: the same thing as HTML, Markdown and plain text. Joined with ``+``."""

    html: str
    markdown: str
    plain: str = ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        html = f"<style>{_notebook_style()}</style>{self.html}" if self.html else ""
        return {"text/html": html, "text/markdown": self.markdown, "text/plain": self.plain or self.markdown}

    def __add__(self, other: Shown) -> Shown:
        return Shown(
            "\n".join(part for part in (self.html, other.html) if part),
            "\n\n".join(part for part in (self.markdown, other.markdown) if part),
        )


NOTHING = Shown("", "")


@cache
def _notebook_style() -> str:
    """How it looks in JupyterLab; the pages of a report have a style of their own and take this one out."""
    return (Path(__file__).parent / "template" / "notebook.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Col:
    """A column to show: its name in the frame, its heading, and how its values read.

    ``kind`` is ``text``, ``prose`` (sentences), ``code`` (a name), ``place`` (a file, a line of it), ``number``,
    ``flag`` (yes, no, unknown) or ``status`` (a word with a colour beside it). ``link`` is the column that holds
    where the value leads in HTML: an address that we made, never one of the target's. ``anchor`` is the column
    that holds an id for the cell, made by us too.
    """

    name: str
    heading: str
    kind: str = "text"
    link: str = ""
    anchor: str = ""


def show(
    frame: pd.DataFrame,
    caption: str,
    *,
    columns: Sequence[Col] | None = None,
    limit: int = LIMIT,
    empty: str = "",
) -> Shown:
    """A frame as a table with a caption; where more than ``limit`` rows are there, it says which are shown.

    ``empty`` is the sentence that stands where the frame has no row.
    """
    chosen = [column for column in columns or deduced(frame) if column.name in frame.columns]
    if frame.empty:
        return paragraph(f"{caption}: {empty or 'none.'}")
    rows = frame.head(limit)
    count = f"showing {len(rows)} of {len(frame)}" if len(rows) < len(frame) else f"{len(frame)}"
    told = records(rows)
    return Shown(
        _html_table(told, caption, count, chosen),
        _markdown_table(told, caption, count, chosen),
        _plain_table(told, caption, count, chosen),
    )


def paragraph(text: str, *, style: str = "") -> Shown:
    """A sentence; ``style`` is a class of the page's style sheet."""
    attribute = f' class="{html_text(style)}"' if style else ""
    return Shown(f"<p{attribute}>{html_prose(text)}</p>", markdown_prose(text), one_line(text))


def heading(text: str, *, level: int = 3, anchor: str = "") -> Shown:
    """A heading, with an anchor of its own where one is given."""
    attribute = f' id="{html_text(anchor)}"' if anchor else ""
    return Shown(
        f"<h{level}{attribute}>{html_text(text)}</h{level}>", f"{'#' * level} {markdown_text(text)}", one_line(text)
    )


def bullets(items: Sequence[str], *, limit: int = LIMIT) -> Shown:
    """A list of sentences."""
    kept = list(items[:limit])
    rest = [f"and {len(items) - limit} more"] if len(items) > limit else []
    return Shown(
        "<ul>" + "".join(f"<li>{html_text(item)}</li>" for item in kept + rest) + "</ul>",
        "\n".join(f"- {markdown_text(item)}" for item in kept + rest),
    )


def code_block(text: str, *, language: str = "") -> Shown:
    """Text as it stands, in a block of its own."""
    fence = "```"
    safe = text.replace("```", "ʼʼʼ")
    return Shown(
        f'<pre class="block"><code>{html_text(text)}</code></pre>',
        f"{fence}{language}\n{one_block(safe)}\n{fence}",
    )


def one_block(text: str) -> str:
    """Text of several lines with its unseen characters spelt out."""
    return "\n".join(one_line(line) for line in text.split("\n"))


def folded(summary: str, content: Shown) -> Shown:
    """Content that opens on demand; in Markdown it stands open under a line in bold."""
    return Shown(
        f"<details><summary>{html_text(summary)}</summary>{content.html}</details>",
        f"**{markdown_text(summary)}**\n\n{content.markdown}",
    )


def joined(parts: Sequence[Shown]) -> Shown:
    """Parts one after the other."""
    return sum(parts, NOTHING)


def deduced(frame: pd.DataFrame) -> list[Col]:
    """Every column of a frame, its kind told by its dtype."""
    kinds = {"boolean": "flag", "bool": "flag", "Int64": "number", "int64": "number", "Float64": "number"}
    return [Col(str(name), str(name).replace("_", " "), kinds.get(str(frame[name].dtype), "text")) for name in frame]


def place(file: object, line: object) -> str:
    """``file:line``, the file alone, or nothing."""
    if missing(file) or not str(file):
        return ""
    return str(file) if missing(line) else f"{file}:{line}"


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a column ``place``: their file and line."""
    return rows.assign(place=[place(row["file"], row["line"]) for row in records(rows)])


def missing(value: object) -> bool:
    """No value: None, NaN or NA."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)


def word(value: object, kind: str) -> str:
    """A value as a person reads it, before any escaping."""
    if kind == "flag":
        return _WORDS[None if missing(value) else bool(value)]
    if missing(value):
        return ""
    if kind == "number" and isinstance(value, int):
        return f"{value:,}".replace(",", "\u202f")
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


def _html_table(rows: Sequence[Mapping[str, Any]], caption: str, count: str, columns: Sequence[Col]) -> str:
    label = f"caption-{hashlib.sha256(caption.encode()).hexdigest()[:8]}"
    head = "".join(f'<th scope="col" class="{column.kind}">{html_text(column.heading)}</th>' for column in columns)
    body = "\n".join("<tr>" + "".join(_html_cell(row, column) for column in columns) + "</tr>" for row in rows)
    return (
        f'<figure class="table"><figcaption id="{label}">{html_text(caption)}'
        f' <span class="count">{html_text(count)}</span></figcaption>'
        f'<div class="scroll" tabindex="0" role="region" aria-labelledby="{label}">'
        f'<table aria-labelledby="{label}"><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>'
        "</div></figure>"
    )


def _html_cell(row: Mapping[str, Any], column: Col) -> str:
    value = row[column.name]
    said = word(value, column.kind)
    text = (html_prose(said) if column.kind == "prose" else html_text(said)).replace("\n", "<br>")
    if column.link and row[column.link]:
        text = f'<a href="{html_text(row[column.link])}">{text}</a>'
    if column.kind == "number":
        spot = f' id="{html_text(row[column.anchor])}"' if column.anchor else ""
        return f'<td class="number"{spot} data-sort="{"" if value is None else html_text(value)}">{text}</td>'
    if column.kind == "flag":
        return f'<td class="flag {word(value, "flag")}">{text}</td>'
    if column.kind == "status" and text:
        return f'<td class="status"><span class="badge {badge_class(value)}">{text}</span></td>'
    if column.kind == "code" and text:
        return f'<td class="code"><code>{text if column.link else _breakable(said)}</code></td>'
    if column.kind == "place" and text:
        return f'<td class="place"><code>{_breakable(said)}</code></td>'
    return f'<td class="{column.kind}">{text}</td>'


def _breakable(text: str) -> str:
    """A name or a place for HTML, which may be broken after a slash, a dot or an underscore before anywhere else."""
    pieces = _JOINT.split(text)
    return "<wbr>".join(html_text(piece) for piece in pieces).replace("\n", "<br>")


def badge_class(value: object) -> str:
    """A class for a status: its letters, so that text of the target can name nothing but a class."""
    return (
        "is-" + "".join(letter if letter.isalnum() and letter.isascii() else "-" for letter in str(value).lower())[:40]
    )


def _markdown_table(rows: Sequence[Mapping[str, Any]], caption: str, count: str, columns: Sequence[Col]) -> str:
    lines = [
        f"**{markdown_text(caption)}** ({markdown_text(count)})",
        "",
        "| " + " | ".join(markdown_text(column.heading) for column in columns) + " |",
        "|" + "|".join(" ---: " if column.kind == "number" else " --- " for column in columns) + "|",
    ]
    lines += ["| " + " | ".join(_markdown_cell(row, column) for column in columns) + " |" for row in rows]
    return "\n".join(lines)


def _markdown_cell(row: Mapping[str, Any], column: Col) -> str:
    text = word(row[column.name], column.kind)
    if column.kind in ("code", "place"):
        return markdown_code(text)
    if column.kind == "prose":
        return markdown_prose(text)
    return markdown_text(text)


def _plain_table(rows: Sequence[Mapping[str, Any]], caption: str, count: str, columns: Sequence[Col]) -> str:
    lines = [f"{caption} ({count})", "\t".join(column.heading for column in columns)]
    lines += ["\t".join(one_line(word(row[column.name], column.kind)) for column in columns) for row in rows]
    return "\n".join(lines)
