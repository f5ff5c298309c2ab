"""Of which table a column that a statement names may be: those in the scope it stands in, then those around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pgparse

_PLACEHOLDER = re.compile(r"%\(\w+\)s|%s")
_NAMES_TABLES = ("relation", "fromClause", "usingClause")

Scope = dict[str, set[str]]  # the tables by the name that stands for them here


def tables_of(statement: str, column: str, qualifier: str, candidates: set[str]) -> set[str]:
    """Those of ``candidates``, tables that have such a column, that the statement means; all where it does not tell."""
    try:
        tree = pgparse.parse(_PLACEHOLDER.sub("null", statement))
    except pgparse.PGQueryError:
        return candidates
    meant: set[str] = set()
    for scopes in _mentions(tree, [], (qualifier, column)):
        here = [_meant(scope, qualifier) & candidates for scope in scopes]
        meant |= next((found for found in here if found), set())
    return meant or candidates


def _meant(scope: Scope, qualifier: str) -> set[str]:
    named = [scope.get(qualifier, set())] if qualifier else scope.values()
    return {table for tables in named for table in tables}


def _mentions(tree: Any, scopes: list[Scope], wanted: tuple[str, str]) -> Iterator[list[Scope]]:
    if isinstance(tree, list):
        for each in tree:
            yield from _mentions(each, scopes, wanted)
    if not isinstance(tree, dict):
        return
    if _names(tree.get("ColumnRef")) == wanted or tree.get("IndexElem", {}).get("name") == wanted[1]:
        yield scopes
    own = _scope(tree)
    for each in tree.values():
        yield from _mentions(each, [own, *scopes] if own else scopes, wanted)


def _names(reference: dict[str, Any] | None) -> tuple[str, str]:
    """The qualifier, without its schema, and the column of a reference."""
    fields = [each.get("String", {}).get("sval", "") for each in (reference or {}).get("fields", ())]
    return (fields[-2] if len(fields) > 1 else "", fields[-1]) if fields else ("", "")


def _scope(tree: dict[str, Any]) -> Scope:
    """The tables that a statement names itself, by alias; those of queries inside it are theirs."""
    scope: Scope = {}
    for table in (found for key in _NAMES_TABLES for found in _tables(tree.get(key))):
        scope.setdefault(table.get("alias", {}).get("aliasname") or table["relname"], set()).add(table["relname"])
    return scope


def _tables(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, list):
        for each in tree:
            yield from _tables(each)
    elif isinstance(tree, dict) and "relname" in tree:
        yield tree
    elif isinstance(tree, dict):
        for name, each in tree.items():
            if name not in ("RangeSubselect", "RangeFunction", "SubLink"):
                yield from _tables(each)
