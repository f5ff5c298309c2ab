"""The answer of `auditlib diff` as text, Markdown, and one JSON document (docs/diff-json.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditlib.frames.records import records
from auditlib.report.formats.as_json import dumped
from auditlib.report.markup import one_line, shortened
from auditlib.report.views import sides
from auditlib.two_sides import Diff

FORMAT = 1
MOST = 40
_WIDTH = 200


def text(found: Diff) -> str:
    """The two sides, the differences that follow from no other, and what was not compared."""
    lines = [sides.answer(found.manifest, found.differences)]
    lines += [_side(letter, found.manifest[letter.lower()]) for letter in ("A", "B")]
    first = records(found.roots)
    if first:
        lines += ["", *(f"  {shortened(sides.sentence(row), _WIDTH)}" for row in first[:MOST])]
    if len(first) > MOST:
        lines.append(f"  and {len(first) - MOST} more: --format json and --output DIR give all of them")
    return "\n".join(one_line(line) for line in [*lines, *_unsaid(found)])


def markdown(found: Diff) -> str:
    """All of it as Markdown."""
    return sides.whole(found.manifest, found.differences, found.witnesses).markdown


def document(found: Diff) -> str:
    """Sides, counts, coverage and every difference as JSON."""
    manifest = found.manifest
    roots = len(found.roots)
    answer = {
        "format": FORMAT,
        "auditlib": manifest["auditlib"],
        "moment": manifest["moment"],
        "a": manifest["a"],
        "b": manifest["b"],
        "counts": {"roots": roots, "follow": len(found.differences) - roots},
        "coverage": records(found.witnesses),
        "differences": records(found.differences),
    }
    return dumped(answer)


def _side(letter: str, about: Mapping[str, Any]) -> str:
    parts = [
        about["label"],
        f"PostgreSQL {about['server']}" if about["server"] else "",
        f"at {', '.join(about['position'])}" if about["position"] else "",
        f"read {about['moment']}" if about["moment"] else "",
    ]
    return f"  {letter}  {', '.join(part for part in parts if part)}"


def _unsaid(found: Diff) -> Iterator[str]:
    rows = [row for row in records(found.witnesses) if row["status"] != "seen"]
    if rows:
        yield ""
        yield "Not compared, or only in part:"
    for row in rows:
        yield f"  {row['witness']}, {row['subject']}: {row['detail']}"
