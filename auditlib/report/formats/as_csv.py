"""Every finding as a row of CSV: no cell is a formula, none goes over its line, and ``read`` gives the rows back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

from auditlib.config.secrets import redact
from auditlib.frames.records import records
from auditlib.report.markup import one_line
from auditlib.snapshot import Snapshot

# A spreadsheet takes a cell that begins so for a formula (the last four are what East Asian keyboards write), and
# what begins with an apostrophe for text: so does ours, and one apostrophe more or less is all that reading back asks.
_MARK = "'"
_FORMULA = (*"=+-@＝＋－＠", _MARK)
# A CI's log takes `##[group]` for a command wherever it stands: an apostrophe more before the bracket.
_COMMAND = re.compile(rf"(##\w*)({_MARK}*\[)")
_ESCAPED = re.compile(rf"(##\w*){_MARK}({_MARK}*\[)")


def document(audited: Snapshot, fail_on: str) -> str:
    """The columns of frame ``findings`` and its rows, dependents too; null is an empty cell."""
    out = io.StringIO()
    found = audited["findings"]
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow(list(found.columns))
    writer.writerows([_cell(value) for value in row.values()] for row in records(found))
    return out.getvalue().removesuffix("\n")


def read(text: str) -> list[dict[str, str]]:
    """The rows of such a document, every value as the text that was written."""
    return [_as_written(row) for row in csv.DictReader(io.StringIO(text, newline=""))]


def _cell(value: Any) -> Any:
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    text = _COMMAND.sub(rf"\1{_MARK}\2", one_line(redact(str(value))))
    return _MARK + text if text.lstrip(" ").startswith(_FORMULA) else text


def _as_written(row: Mapping[str, str]) -> dict[str, str]:
    return {name: _ESCAPED.sub(r"\1\2", value.removeprefix(_MARK)) for name, value in row.items()}
