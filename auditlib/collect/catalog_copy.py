"""A query's rows as a pandas frame, by the server's fastest way out: COPY, read by Arrow."""

from __future__ import annotations

import re
import select
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
from psycopg import errors
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn

from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import FLAG, INTEGER, TEXT

SQL = Path(__file__).with_name("sql")
# In the order they are put in: each may use the later ones.
PARTS = ("relations", "user_schemas", "aggregate_body", "operator_items", "function_items")
# Catalogs whose objects have a record or are told with one that has: what is in another one is in `other_objects`.
RECORDED = {frame.catalog for frame in OBJECT_FRAMES.values() if frame.catalog} | {
    *("pg_amop", "pg_amproc", "pg_attrdef", "pg_default_acl", "pg_extension"),
    *("pg_publication_namespace", "pg_publication_rel"),
}
# `{18: a column | else}` is the first from that major version on; `{masked: options}` hides what may be secret.
_FROM = re.compile(r"\{(?P<major>\d+): (?P<since>[^{}]+?) \| (?P<before>[^{}]+?)\}")
_MASKED = re.compile(r"\{masked: (?P<options>[^{}]+)\}")

_ARROW = {TEXT: pa.large_string(), INTEGER: pa.int64(), FLAG: pa.bool_()}


def query(name: str, major: int, locked: list[int], *, relations: str | None = None) -> str:
    """The text of ``sql/NAME.sql`` for a server of this major version, leaving alone what is locked.

    ``relations`` is what it reads in place of all relations of the user, such as the name of a common table expression.
    """
    text = _file(name)
    if relations:
        text = text.replace("{relations}", relations)
    for part in PARTS:
        text = text.replace(f"{{{part}}}", _file(f"parts/{part}"))
    text = _FROM.sub(lambda found: found["since" if major >= int(found["major"]) else "before"], text)
    text = _MASKED.sub(lambda found: _file("parts/masked") % found["options"], text)
    text = text.replace("{recorded}", f"'{{{','.join(sorted(RECORDED))}}}'")
    return text.replace("{function_body}", _file("parts/function_body") if major >= 14 else "p.prosrc").replace(
        "{locked}", f"'{{{','.join(map(str, locked))}}}'::pg_catalog.oid[]"
    )


@cache
def question(name: str, major: int) -> bytes:
    """The same where nothing is locked, for one that is asked again and again."""
    return query(name, major, []).encode()


def copied(connection: psycopg.Connection[Any], text: str) -> bytes:
    """The rows of a query as CSV, as the server sends them.

    Raises ``psycopg.Error`` where the server refuses the query.
    """
    return b"".join(_blocks(connection.pgconn, f"copy ({text}) to stdout (format csv, header)"))


def _blocks(server: PGconn, statement: str) -> Iterator[bytes]:
    """The blocks of a COPY, a row each. libpq itself is asked: psycopg's own loop takes three times as long a row."""
    first = server.exec_(statement.encode())
    readable = select.poll()
    readable.register(server.socket, select.POLLIN)
    size = 1 if first.status == ExecStatus.COPY_OUT else -1
    while size >= 0:
        size, block = server.get_copy_data(1)
        if size > 0:
            yield bytes(block)
        elif size == 0:
            readable.poll()
            server.consume_input()
    # libpq wants to be asked until it has nothing more to say.
    for result in [first, *iter(server.get_result, None)]:
        if result.status not in (ExecStatus.COPY_OUT, ExecStatus.COMMAND_OK):
            raise errors.error_from_result(result)


def parsed(csv: bytes, dtypes: dict[str, str]) -> pd.DataFrame:
    """Rows out of CSV; an unquoted empty field is null, a quoted one the empty text."""
    # A database of encoding SQL_ASCII sends whatever bytes it holds.
    valid = csv if csv.isascii() else csv.decode(errors="replace").encode()
    table = pacsv.read_csv(
        pa.BufferReader(valid),
        # A value may be longer than a block: one block for all.
        read_options=pacsv.ReadOptions(block_size=max(len(valid), 1), use_threads=False),
        parse_options=pacsv.ParseOptions(newlines_in_values=True),
        convert_options=pacsv.ConvertOptions(
            column_types={name: _ARROW[dtype] for name, dtype in dtypes.items()},
            null_values=[""],
            true_values=["t"],
            false_values=["f"],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )
    return table.to_pandas(types_mapper=lambda kind: _PANDAS.get(kind))


_PANDAS = {
    pa.large_string(): pd.StringDtype(na_value=float("nan")),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


@cache
def _file(name: str) -> str:
    lines = (SQL / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("--"))
