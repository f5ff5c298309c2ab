"""Parts of the server's definition texts that no catalog column holds."""

from __future__ import annotations

import re

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_NAME = r'(?:[a-z_][a-z0-9_]*|"(?:[^"]|"")+")'
_HEAD = rf"CREATE (?:UNIQUE )?INDEX {_NAME} ON (?:ONLY )?{_NAME}\.{_NAME} USING {_NAME} \("
_UP_TO_COLUMNS = re.compile(_HEAD)
# Most indexes are over plain columns: their list ends at the first parenthesis, and Arrow finds it in all at once.
_PLAIN = rf"^{_HEAD}(?P<columns>[^()\"']*)\)(?: WHERE (?s:.)*| WITH [^\"']*)?$"
_INCLUDE = re.compile(r" INCLUDE \(")
# Names and strings may hold a parenthesis without meaning it.
_TOKEN = re.compile(r"""\"(?:[^"]|"")*"|'(?:[^'\\]|''|\\.)*'|[()]""", re.S)


def index_columns(definitions: pd.Series) -> pd.DataFrame:
    """``columns`` and ``included`` of index definitions, as the server spells them; null where there is none."""
    plain = pc.extract_regex(pa.array(definitions, pa.string()), _PLAIN)
    columns = pc.struct_field(plain, "columns").to_pylist()
    included: list[str | None] = [None] * len(columns)
    for place, text in enumerate(definitions):
        if columns[place] is None and isinstance(text, str):
            columns[place], included[place] = _index_lists(text)
    return pd.DataFrame({"columns": columns, "included": included}, index=definitions.index, dtype="str")


def _index_lists(definition: str) -> tuple[str | None, str | None]:
    head = _UP_TO_COLUMNS.match(definition)
    if not head:
        return None, None
    columns, end = _enclosed(definition, head.end())
    include = _INCLUDE.match(definition, end)
    return columns, _enclosed(definition, include.end())[0] if include else None


def _enclosed(text: str, start: int) -> tuple[str, int]:
    """The text from ``start`` to the parenthesis that closes, and the place after it."""
    depth = 1
    for token in _TOKEN.finditer(text, start):
        depth += (token.group() == "(") - (token.group() == ")")
        if depth == 0:
            return text[start : token.start()], token.end()
    return text[start:], len(text)
