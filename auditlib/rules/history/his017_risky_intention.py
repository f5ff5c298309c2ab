"""A note announces a risky change or unfinished work.

## What it finds
Comments and docstrings with TODO, FIXME, HACK or XXX, "temporary", "workaround", or a type that is to change later
("when the table migrates to UUID").

## Why it matters
A type change of a key in use rewrites its table and every table that refers to it; what was temporary in an applied
revision stays for good, because applied revisions are not edited.

## How to fix it
Move the plan to where plans are kept, decide it, and do it in a revision of its own.

## Example
```python versions/a.py
revision = "a"
down_revision = None
def upgrade():
    # TODO: drop this column after the release
    pass
```

## Instead
```python versions/a.py
revision = "a"
down_revision = None
def upgrade():
    # the column is read by the nightly report
    pass
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from auditlib.frames.records import records
from auditlib.rules.hit import Hit

SEVERITY = "note"
_TYPES = r"(?:uuid|integer|bigint|varchar|text|jsonb?|numeric|timestamptz?|enum)"
_MEANS = r"(?:\w+ )?(?:tables?|files?|resources?|index(?:es)?)\b"  # what a step makes and clears away itself
_INTENTIONS = (
    (
        "a future type change",
        re.compile(
            rf"\b(?:migrat\w+|chang\w+|convert\w*|switch\w*|mov\w+)\b[^.;\n]{{0,60}}\bto\s+(?:an?\s+)?{_TYPES}\b"
            rf"|\bfuture[- ]?proof\w*|\bwill (?:be|become) (?:an?\s+)?{_TYPES}\b",
            re.I,
        ),
    ),
    ("unfinished work", re.compile(r"\b(?:TODO|FIXME|HACK|XXX)\b")),
    (
        "something temporary",
        re.compile(rf"\b(?:temporar(?:y|ily)(?! {_MEANS}| column is dropped)|work-?around(?!\s+is\b))\b", re.I),
    ),
)
_PRESENT = re.compile(r"^\s*(?:(?:step\s+)?\d+[.:)]\s*)?(?:\w+\s+){0,2}(?:chang|convert|migrat|alter)\w*\b", re.I)


def check(notes: pd.DataFrame) -> Iterator[Hit]:
    """A hit a note of ``notes`` and kind of intention."""
    for note in records(notes):
        for kind, expression in _INTENTIONS:
            found = expression.search(note["text"])
            if found is None or (kind == "a future type change" and _is_what_it_does(note, found)):
                continue
            line = note["line"] + note["text"].count("\n", 0, found.start())
            said = note["text"].splitlines()[line - note["line"]].strip()
            yield Hit(
                message=f'A {note["note_kind"]} in {note["revision"]} announces {kind}: "{said[:200]}".',
                cost="A type change of a key in use rewrites its table and all that refer to it."
                if kind == "a future type change"
                else "An applied revision is not edited any more: what it announces stays undone.",
                remedy="Decide it, and do it in a revision of its own.",
                object_kind="revision",
                object=note["revision"],
                subject=f"{kind} {said[:80]}",
                wrong="script",
                revision=note["revision"],
                file=note["file"],
                line=line,
                evidence={"note": note["text"], "kind": kind},
            )


def _is_what_it_does(note: dict[str, object], found: re.Match[str]) -> bool:
    """A message such as "change id to bigint" tells what the revision itself does."""
    line = found.string[found.string.rfind("\n", 0, found.start()) + 1 : found.end()]
    return _PRESENT.match(line) is not None and "future" not in line.casefold()
