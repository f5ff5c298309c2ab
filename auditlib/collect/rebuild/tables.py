"""Tables and their columns; a partition is made by itself and attached once both sides have their keys and indexes."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.collect.rebuild.making import Making, Row, Source
from auditlib.collect.rebuild.types import numbering
from auditlib.collect.rebuild.words import foreign, given, parts, placed, quoted, storage


def tables(source: Source) -> Iterator[Making]:
    """Every table with its columns, in the order in which parents come before those that inherit."""
    for row in sorted(source.rows("tables"), key=lambda row: bool(row["partition_of"])):
        yield Making("table", row["schema"], "", row["table"], _create(row, source))


def attachments(source: Source) -> Iterator[Making]:
    """Partitions into the tables that they are a part of."""
    for row in source.rows("tables"):
        if row["partition_bound"]:
            text = f"alter table {row['partition_of']} attach partition {_place(row)} {row['partition_bound']}"
            yield _set(row, text, "partition_of")


def options(source: Source) -> Iterator[Making]:
    """What is said of a table and of its columns beyond what they are."""
    for row in source.rows("tables"):
        table = f"alter table {_place(row)}"
        toast = storage(row["toast_options"], "toast.")
        if toast:
            yield _set(row, f"{table} set ({toast})", "toast_options")
        if row["tablespace"]:
            yield _set(row, f"{table} set tablespace {quoted(row['tablespace'])}", "tablespace")
        if row["row_security"]:
            yield _set(row, f"{table} enable row level security", "row_security")
        if row["row_security_forced"]:
            yield _set(row, f"{table} force row level security", "row_security_forced")
        if row["replica_identity"] in ("full", "nothing") and not row["foreign_server"]:
            yield _set(row, f"{table} replica identity {row['replica_identity']}", "replica_identity")
    for row in source.rows("columns"):
        yield from _column_options(row, source)


def marks(source: Source) -> Iterator[Making]:
    """The indexes that tables are clustered by and replicated by."""
    named = [(row, row["index"]) for row in source.rows("indexes") if not row["constraint"]]
    named += [(row, row["constraint"]) for row in source.rows("constraints")]
    by_index = {(row["schema"], row["table"]) for row in source.rows("tables") if row["replica_identity"] == "index"}
    for row, index in named:
        table = f"alter table {placed(row['schema'], row['table'])}"
        kind = "constraint" if "constraint_kind" in row else "index"
        if row["clustered"]:
            text = f"{table} cluster on {quoted(index)}"
            yield Making(kind, row["schema"], row["table"], index, text, "clustered")
        if row["replica_identity"] and (row["schema"], row["table"]) in by_index:
            text = f"{table} replica identity using index {quoted(index)}"
            yield Making(kind, row["schema"], row["table"], index, text, "replica_identity")


def _create(row: Row, source: Source) -> str:
    columns = source.columns.get((row["schema"], row["table"]), [])
    standing = row["partition_bound"] or not row["partition_of"]
    own = [each for each in columns if standing or each["inheritance"] != "inherited"]
    kind = "foreign table" if row["table_kind"] == "foreign table" else "table"
    unlogged = "unlogged " if row["persistence"] == "unlogged" else ""
    text = f"create {unlogged}{kind} {_place(row)} "
    if row["of_type"]:
        text += f"of {row['of_type']}{_typed(own)}"
    else:
        text += f"({', '.join(_column(each, source) for each in own)})"
    if row["partition_of"] and not row["partition_bound"]:
        text += f" inherits ({row['partition_of']})"
    return text + _ending(row)


def _ending(row: Row) -> str:
    text = f" partition by {row['partition_key']}" if row["partition_key"] else ""
    if row["foreign_server"]:
        return text + f" server {quoted(row['foreign_server'])}{foreign(row['foreign_options'])}"
    if row["access_method"]:
        text += f" using {quoted(row['access_method'])}"
    said = storage(row["storage_options"])
    return text + (f" with ({said})" if said else "")


def _typed(columns: list[Row]) -> str:
    said = [f"{quoted(each['column'])} with options{_rest(each)}" for each in columns if _rest(each)]
    return f" ({', '.join(said)})" if said else ""


def _column(row: Row, source: Source) -> str:
    collation = f" collate {row['collation']}" if row["collation"] else ""
    text = f"{quoted(row['column'])} {row['type']}{foreign(row['foreign_options'])}{collation}{_rest(row)}"
    sequence = source.identities.get((row["schema"], f"{_plain(row['table'])}.{_plain(row['column'])}"))
    if row["identity"] and sequence:
        name = placed(sequence["schema"], sequence["sequence"])
        text += f" generated {row['identity']} as identity (sequence name {name} {numbering(sequence)})"
    elif row["identity"] and (row["schema"], row["table"]) not in source.partitions:
        text += f" generated {row['identity']} as identity"
    return text


def _rest(row: Row) -> str:
    """Default, generation and NOT NULL."""
    generated, _blank, how = given(row["generated"]).rpartition(" ")
    text = f" default {row['default']}" if row["default"] else ""
    text += f" generated always as ({generated}) {how}" if generated else ""
    return text + ("" if row["nullable"] else " not null")


def _plain(name: str) -> str:
    """A name as the frames write it in lists: quoted where SQL would quote it, as far as that shows in the name."""
    return name if name.replace("_", "a").isalnum() and name == name.lower() and not name[0].isdigit() else quoted(name)


def _column_options(row: Row, source: Source) -> Iterator[Making]:
    column = f"alter table only {placed(row['schema'], row['table'])} alter column {quoted(row['column'])}"
    said = {
        "storage": f"set storage {row['storage']}" if row["storage"] else "",
        "compression": f"set compression {row['compression']}" if row["compression"] else "",
        "statistics_target": f"set statistics {row['statistics_target']}"
        if row["statistics_target"] is not None
        else "",
        "options": f"set ({storage(row['options'])})" if row["options"] else "",
    }
    if row["inheritance"] == "inherited" and (row["schema"], row["table"]) not in source.partitions:
        said["default"] = f"set default {row['default']}" if row["default"] else "drop default"
        said["nullable"] = "drop not null" if row["nullable"] else "set not null"
        if row["generated"]:
            del said["default"]
    for attribute, text in said.items():
        if text:
            yield Making("column", row["schema"], row["table"], row["column"], f"{column} {text}", attribute)


def _place(row: Row) -> str:
    return placed(row["schema"], row["table"])


def _set(row: Row, text: str, attribute: str) -> Making:
    return Making("table", row["schema"], "", row["table"], text, attribute)


def view_texts(source: Source) -> Iterator[Making]:
    """Views and materialized views, and the defaults of their columns."""
    for row in source.rows("views"):
        name = placed(row["schema"], row["view"])
        using = f" using {quoted(row['access_method'])}" if row["access_method"] else ""
        said = storage(row["options"])
        query = given(row["definition"]).rstrip().rstrip(";")
        text = f"create {row['view_kind']} {name}{using}{f' with ({said})' if said else ''} as {query}"
        if row["view_kind"] == "materialized view" and not row["populated"]:
            text += "\nwith no data"
        yield Making("view", row["schema"], "", row["view"], text)
        for each in parts(row["column_defaults"]):
            column, expression = _first_name(each)
            change = f"alter view {name} alter column {column} set default {expression}"
            yield Making("view", row["schema"], "", row["view"], change, "column_defaults")
        if row["tablespace"]:
            change = f"alter materialized view {name} set tablespace {quoted(row['tablespace'])}"
            yield Making("view", row["schema"], "", row["view"], change, "tablespace")


def _first_name(text: str) -> tuple[str, str]:
    """A name, quoted or not, and what follows it."""
    if not text.startswith('"'):
        name, _blank, rest = text.partition(" ")
        return name, rest
    end = text.index('" ') + 1
    return text[:end], text[end + 1 :]
