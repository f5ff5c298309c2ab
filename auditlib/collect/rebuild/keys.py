"""Constraints and indexes: the server's own texts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.words import literal, parts, placed, quoted, storage
from auditlib.frames import quoted as names

# A cast of a list that the server writes and does not read back as it was: it would cast each part instead.
_LISTED = re.compile(r"\((?P<name>\w+)\)::text (?P<sign>= ANY|<> ALL) \(\((?P<list>ARRAY\[[^]]*\])\)::text\[\]\)")
_FIRST = ("check", "primary key", "unique", "exclusion")


def constraints(source: Source) -> Iterator[Making]:
    """Checks and keys, then foreign keys; what a child inherits comes with the parent, but a partition has it first."""
    rows = [row for row in source.rows("constraints") if row["definition"]]
    for row in rows:
        partition = (row["schema"], row["table"]) in source.partitions
        inherited = row["inheritance"] == "inherited" and not partition
        if row["constraint_kind"] in _FIRST and not inherited:
            yield _constraint(row, source)
    for row in rows:
        if row["constraint_kind"] == "foreign key" and not _follows(row, source):
            yield _constraint(row, source)


def indexes(source: Source) -> Iterator[Making]:
    """Indexes that serve no constraint, but for those that attaching a partition would take for its parent's."""
    late = _late(source)
    for row in _own(source):
        if (row["schema"], row["index"]) not in late:
            yield _index(row, _like_before(row, row["definition"], source))


def late_indexes(source: Source) -> Iterator[Making]:
    """Those left out before, once the partitions are attached, and what they are parts of."""
    late = _late(source)
    for row in _own(source):
        if (row["schema"], row["index"]) in late:
            yield _index(row, _like_before(row, row["definition"], source))
            if row["partition_of"]:
                part = placed(row["schema"], row["index"])
                yield _index(row, f"alter index {row['partition_of']} attach partition {part}", "partition_of")


def index_options(source: Source) -> Iterator[Making]:
    """Statistics targets, tablespaces and invalid indexes; storage options of those behind constraints."""
    for row in source.rows("indexes"):
        index = f"alter index {placed(row['schema'], row['index'])}"
        if row["constraint"] and row["storage_options"]:
            yield _index(row, f"{index} set ({storage(row['storage_options'])})", "storage_options")
        if row["tablespace"]:
            yield _index(row, f"{index} set tablespace {quoted(row['tablespace'])}", "tablespace")
        for each in parts(row["statistics_targets"]):
            number, _sign, target = each.partition(": ")
            yield _index(row, f"{index} alter column {number} set statistics {target}", "statistics_targets")
        if row["valid"] is False:
            name = literal(placed(row["schema"], row["index"]))
            text = f"update pg_catalog.pg_index set indisvalid = false where indexrelid = {name}::pg_catalog.regclass"
            yield _index(row, text, "valid")


def _follows(row: Row, source: Source) -> bool:
    """The server makes it itself: one beside a key to a partitioned table, for each partition of that."""
    return (
        row["inheritance"] == "inherited" and (row["referenced_schema"], row["referenced_table"]) in source.partitions
    )


def _own(source: Source) -> list[Row]:
    return [row for row in source.rows("indexes") if row["definition"] and not row["constraint"]]


def _late(source: Source) -> set[tuple[str, str]]:
    """Indexes of partitions that are no part of their parent's, invalid ones of parents, and the parts of these."""
    rows = _own(source)
    broken = {placed(row["schema"], row["index"]) for row in rows if row["valid"] is False}
    return {
        (row["schema"], row["index"])
        for row in rows
        if placed(row["schema"], row["index"]) in broken
        or placed(*_halves(row["partition_of"])) in broken
        or (not row["partition_of"] and (row["schema"], row["table"]) in source.partitions)
    }


def _halves(name: str | None) -> tuple[str, ...]:
    return names.parts(name or "")


def _like_before(row: Row, text: str, source: Source) -> str:
    """The text as it was first written, where PostgreSQL would read its own spelling in another way."""
    types = {each["column"]: each["type"] for each in source.columns.get((row["schema"], row["table"]), [])}

    def written(found: re.Match[str]) -> str:
        if not types.get(found["name"], "").startswith("character varying"):
            return found[0]
        return f"{found['name']} {found['sign']} ({found['list']})"

    return _LISTED.sub(written, text)


def _constraint(row: Row, source: Source) -> Making:
    table = placed(row["schema"], row["table"])
    definition = _like_before(row, row["definition"], source)
    text = f"alter table {table} add constraint {quoted(row['constraint'])} {definition}"
    return Making("constraint", row["schema"], row["table"], row["constraint"], text)


def _index(row: Row, text: str, attribute: str = "") -> Making:
    return Making("index", row["schema"], row["table"], row["index"], text, attribute)
