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
_PLAIN = rf"^{_HEAD}(?P<columns>[^()\"']*)\)(?: WHERE (?P<predicate>(?s:.*)))?$"
_INCLUDE = re.compile(r" INCLUDE \(")
_OPTIONS = re.compile(r"(?: NULLS NOT DISTINCT)? WITH \(")
_PREDICATE = re.compile(r"(?: NULLS NOT DISTINCT)? WHERE (.*)", re.S)
# Names and strings may hold a parenthesis without meaning it.
_TOKEN = re.compile(r"""\"(?:[^"]|"")*"|'(?:[^'\\]|''|\\.)*'|[()]""", re.S)
_PARTS = ("columns", "included", "predicate")


def index_parts(definitions: pd.Series) -> pd.DataFrame:
    """``columns``, ``included`` and ``predicate`` of index definitions, as the server spells them, else null."""
    texts = definitions.to_list()
    plain = pc.extract_regex(pa.array(definitions, pa.string()), _PLAIN)
    columns = pc.struct_field(plain, "columns").to_pylist()
    predicates = [text or None for text in pc.struct_field(plain, "predicate").to_pylist()]
    parts = [
        _parts(text) if columns[place] is None and isinstance(text, str) else (columns[place], None, predicates[place])
        for place, text in enumerate(texts)
    ]
    return pd.DataFrame(parts, columns=list(_PARTS), index=definitions.index, dtype="str")


def _parts(definition: str) -> tuple[str | None, str | None, str | None]:
    head = _UP_TO_COLUMNS.match(definition)
    if not head:
        return None, None, None
    columns, end = _enclosed(definition, head.end())
    included, end = _listed(_INCLUDE, definition, end)
    _, end = _listed(_OPTIONS, definition, end)
    predicate = _PREDICATE.match(definition, end)
    return columns, included, predicate[1] if predicate else None


def _listed(opening: re.Pattern[str], definition: str, start: int) -> tuple[str | None, int]:
    found = opening.match(definition, start)
    return _enclosed(definition, found.end()) if found else (None, start)


def _enclosed(text: str, start: int) -> tuple[str, int]:
    """The text from ``start`` to the parenthesis that closes, and the place after it."""
    depth = 1
    for token in _TOKEN.finditer(text, start):
        depth += (token.group() == "(") - (token.group() == ")")
        if depth == 0:
            return text[start : token.start()], token.end()
    return text[start:], len(text)
