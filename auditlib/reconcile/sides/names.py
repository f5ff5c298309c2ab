"""Names of objects in the rows of any object frame, and B's rows under A's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from auditlib.frames.spec import Frame
from auditlib.reconcile.spelling import Renamed

WAS = "_was_"


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
