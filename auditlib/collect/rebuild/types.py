"""Types and sequences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.words import clauses, given, literal, parts, placed, quoted, told
from auditlib.frames import quoted as names

_BASE = {
    "input": "input", "output": "output", "receive": "receive", "send": "send", "typmod_in": "typmod_in",
    "typmod_out": "typmod_out", "analyze": "analyze", "subscript": "subscript", "element": "element",
}  # fmt: skip
_ALIGNMENTS = {"c": "char", "s": "int2", "i": "int4", "d": "double"}
_STORAGES = {"p": "plain", "x": "extended", "e": "external", "m": "main"}


def shells(source: Source) -> Iterator[Making]:
    """Names of base types, which their own functions need."""
    for row in source.rows("types"):
        if row["type_kind"] == "base":
            yield _making(row, f"create type {_place(row)}")


def types(source: Source) -> Iterator[Making]:
    """Enums, domains, composites, ranges, and what base types are."""
    for row in source.rows("types"):
        maker = {"enum": _enum, "domain": _domain, "composite": _composite, "range": _range, "base": _base}
        for text in maker[row["type_kind"]](row):
            yield _making(row, text)


def sequences(source: Source) -> Iterator[Making]:
    """Sequences that no identity column has."""
    inside = {id(row) for row in source.identities.values()}
    for row in source.rows("sequences"):
        if id(row) not in inside:
            unlogged = "unlogged " if row["persistence"] == "unlogged" else ""
            text = f"create {unlogged}sequence {placed(row['schema'], row['sequence'])} as {row['data_type']} "
            yield Making("sequence", row["schema"], "", row["sequence"], text + numbering(row))


def sequence_owners(source: Source) -> Iterator[Making]:
    """The columns that own sequences."""
    inside = {id(row) for row in source.identities.values()}
    for row in source.rows("sequences"):
        if row["owned_by"] and id(row) not in inside:
            owner = (
                row["owned_by"]
                if len(names.parts(row["owned_by"])) > 2
                else f"{quoted(row['schema'])}.{row['owned_by']}"
            )
            text = f"alter sequence {placed(row['schema'], row['sequence'])} owned by {owner}"
            yield Making("sequence", row["schema"], "", row["sequence"], text, "owned_by")


def numbering(row: Row) -> str:
    """How a sequence counts."""
    cycle = "cycle" if row["cycles"] else "no cycle"
    return (
        f"start with {row['start']} increment by {row['increment']} minvalue {row['minimum']} "
        f"maxvalue {row['maximum']} cache {row['cache']} {cycle}"
    )


def _place(row: Row) -> str:
    return placed(row["schema"], row["type"])


def _making(row: Row, text: str) -> Making:
    return Making("type", row["schema"], "", row["type"], text)


def _enum(row: Row) -> Iterator[str]:
    yield f"create type {_place(row)} as enum ({given(row['labels'])})"


def _domain(row: Row) -> Iterator[str]:
    collation = f" collate {row['collation']}" if row["collation"] else ""
    default = f" default {row['default']}" if row["default"] else ""
    null = "" if row["nullable"] else " not null"
    checks = "".join(f" constraint {each}" for each in parts(row["checks"]))
    yield f"create domain {_place(row)} as {row['base_type']}{collation}{default}{null}{checks}"


def _composite(row: Row) -> Iterator[str]:
    yield f"create type {_place(row)} as ({given(row['checks'])})"


def _range(row: Row) -> Iterator[str]:
    said = told(row["details"])
    names = [("subtype", row["base_type"]), ("subtype_opclass", said.get("subtype_opclass", ""))]
    names += [("collation", said.get("collation", "")), ("canonical", _real(said.get("canonical", "")))]
    names += [
        ("subtype_diff", _real(said.get("subtype_diff", ""))),
        ("multirange_type_name", said.get("multirange", "")),
    ]
    yield f"create type {_place(row)} as range ({clauses(names)})"


def _base(row: Row) -> Iterator[str]:
    said = told(row["details"])
    items = [(word, _real(said.get(name, ""))) for name, word in _BASE.items()]
    length = said.get("length", "-1")
    items += [("internallength", "variable" if length == "-1" else length)]
    items += [("alignment", _ALIGNMENTS[said.get("alignment", "i")])]
    items += [("storage", _STORAGES[said.get("storage", "p")]), ("category", literal(said.get("category", "U")))]
    items += [("preferred", "true" if said.get("preferred") == "t" else "")]
    items += [("delimiter", literal(said.get("delimiter", ",")))]
    items += [("collatable", "true" if said.get("collatable") == "t" else "")]
    items += [("default", said.get("default", ""))]
    by_value = ", passedbyvalue" if said.get("by_value") == "t" else ""
    yield f"create type {_place(row)} ({clauses(items)}{by_value})"


def _real(name: str) -> str:
    """A function; none where the catalog has a dash."""
    return "" if re.fullmatch(r"-|0", name) else name
