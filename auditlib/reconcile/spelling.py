"""Objects under two names, and texts in which both are spelt alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditlib.frames.results import identity

_TOKEN = re.compile(r'"(?:[^"]|"")*"|\w+')


@dataclass(frozen=True)
class Renamed:
    """An object that one side, A, calls otherwise than B; schema and table are as A names them."""

    object_kind: str
    schema: str
    table: str
    a: str
    b: str

    @property
    def identity(self) -> str:
        """How ``root`` names it."""
        return identity(self.object_kind, self.schema, self.table, self.a)


class Spelling:
    """Texts in which both names of each renamed object are one, so that what follows from a new name is equal.

    A new name counts where its object can be meant: in its schema, in a text that names the schema, and, of a column,
    on its own table or one that refers to it.
    """

    def __init__(self, found: Iterable[Renamed]) -> None:
        self._by_schema: dict[str, list[Renamed]] = {}
        for each in found:
            self._by_schema.setdefault(each.schema, []).append(each)

    def of(self, text: str, row: Mapping[str, Any]) -> str:
        """``text`` of a row in the common spelling; the row tells its schema and table, and those it refers to."""
        return _spelt(text, self._meant(text, row)) if self._by_schema else text

    def cause(self, a: str | None, b: str | None, row: Mapping[str, Any]) -> Renamed | None:
        """The renamed object by which two texts of a row differ, where that explains all of it."""
        if a is None or b is None or not self._by_schema:
            return None
        meant = self._meant(f"{a} {b}", row)
        if _spelt(a, meant) == _spelt(b, meant):
            named = {_plain(token) for token in _TOKEN.findall(a)}
            return next((each for each in meant if _bare_name(each.a) in named), None)
        names = ((each, _bare_name(each.a), _bare_name(each.b)) for each in meant)
        return next((each for each, old, new in names if old in a and a.replace(old, new) == b), None)

    def _meant(self, text: str, row: Mapping[str, Any]) -> list[Renamed]:
        """The renamed objects that a text of ``row`` can mean."""
        table, referred = row.get("table"), row.get("_referenced_table", row.get("referenced_table"))
        tables = {each for each in (table, referred) if each}
        schemas = {"", row.get("schema") or "", *(_plain(token) for token in _TOKEN.findall(text))}
        schemas |= {row.get("_referenced_schema", row.get("referenced_schema")) or ""}
        near = [each for schema in sorted(schemas & self._by_schema.keys()) for each in self._by_schema[schema]]
        return [each for each in near if each.object_kind != "column" or not tables or each.table in tables]


def _spelt(text: str, meant: Iterable[Renamed]) -> str:
    tokens: dict[str, str] = {}
    for number, each in enumerate(meant):
        old, new = _bare_name(each.a), _bare_name(each.b)
        same = tokens.get(old) or tokens.get(new) or f"\0{number}\0"
        tokens |= {old: same, new: same}
    return _TOKEN.sub(lambda found: tokens.get(_plain(found[0]), found[0]), text) if tokens else text


def _plain(token: str) -> str:
    return token[1:-1].replace('""', '"') if token.startswith('"') else token


def _bare_name(name: str) -> str:
    return name.partition("(")[0] if name.endswith(")") else name
