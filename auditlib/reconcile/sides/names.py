"""Names of objects in the rows of any object frame, and texts in which a renamed object is spelt alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from auditlib.frames.results import identity
from auditlib.frames.spec import Frame

WAS = "_was_"
_TOKEN = re.compile(r'"(?:[^"]|"")*"|\w+')


@dataclass(frozen=True)
class Renamed:
    """An object of A that B calls otherwise; schema and table are as A names them."""

    object_kind: str
    schema: str
    table: str
    a: str
    b: str

    @property
    def identity(self) -> str:
        """How ``root`` names it."""
        return identity(self.object_kind, self.schema, self.table, self.a)


def own_keys(spec: Frame) -> list[str]:
    """The key columns that name an object beside its schema and table; those of a schema or table name itself."""
    return [name for name in spec.key[1:] if name not in ("schema", "table")] or spec.key[-1:]


def name_of(spec: Frame, row: Mapping[str, Any], prefix: str = "") -> str:
    """The name of a row's object as results give it; ``prefix`` is before the columns to read."""
    return spec.name_of({name: row[prefix + name] for name in own_keys(spec)})


def remembering(spec: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with their names once more, to be kept when the names are translated."""
    kept = [name for name in rows.columns if name in ("schema", "table", *own_keys(spec))]
    return rows.assign(**{WAS + name: rows[name] for name in kept})


def translated(spec: Frame, rows: pd.DataFrame, of: Frame, found: Iterable[Renamed]) -> pd.DataFrame:
    """``rows`` of B with the names that A gives to renamed objects of the kind that ``of`` describes."""
    if rows.empty:
        return rows
    if "object_kind" in spec.key:
        rows = _mentions(rows, of, found)
    if of.object_kind == "schema" and "schema" in rows.columns:
        return _mapped(rows, ["schema"], {(each.b,): each.a for each in found})
    if of.object_kind == "table" and "table" in rows.columns:
        return _mapped(rows, ["schema", "table"], {(each.schema, each.b): each.a for each in found})
    if of.name != spec.name:
        return rows
    place = [name for name in ("schema", "table") if name in spec.key]
    names = {(*(getattr(each, name) for name in place), _bare(each.b, of)): _bare(each.a, of) for each in found}
    return _mapped(rows, [*place, own_keys(of)[0]], names)


def _mentions(rows: pd.DataFrame, of: Frame, found: Iterable[Renamed]) -> pd.DataFrame:
    """Rows that name objects of other kinds, such as comments, with A's names of these."""
    if "name" not in rows.columns:
        return rows
    if of.object_kind == "schema":
        return _mapped(rows, ["object_kind", "name"], {("schema", each.b): each.a for each in found})
    in_tables = "table" in of.key and of.object_kind != "table"
    place = ["object_kind", "schema", *(["table"] if in_tables else []), "name"]
    names = {(of.object_kind, each.schema, *([each.table] if in_tables else []), each.b): each.a for each in found}
    return _mapped(rows, place, names)


def _bare(name: str, of: Frame) -> str:
    return name.partition("(")[0] if of.object_kind == "function" else name


def _mapped(rows: pd.DataFrame, place: list[str], names: Mapping[tuple[Any, ...], str]) -> pd.DataFrame:
    """The last of the columns ``place`` with a new name where all of them are in ``names``."""
    said = list(zip(*(rows[name].to_list() for name in place), strict=True))
    new = [names.get(each, each[-1]) for each in said]
    return rows.assign(**{place[-1]: pd.Series(new, index=rows.index, dtype="str")})


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
