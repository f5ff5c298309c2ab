"""A schema made again in an empty database, from the object frames of one source alone.

Statements run in an order that suits most schemas; what PostgreSQL refuses is tried again after the rest, as long as
that helps. What it refuses for good is told in its words, and the rest stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd
import psycopg

from auditlib.collect.rebuild import code, declared, foreign, keys, rights, tables, types
from auditlib.collect.rebuild.making import Making, Source

BATCH = 100
_Emitter = Callable[[Source], Iterator[Making]]
# After each stage what was refused is tried again: order counts between stages, and within one only where it helps.
_STAGES: tuple[tuple[_Emitter, ...], ...] = (
    (rights.schemas,),
    (
        *(types.shells, types.types, types.sequences, code.functions),
        *(declared.early, foreign.foreign_data, tables.tables, tables.view_texts),
    ),
    (keys.constraints, keys.indexes),
    (tables.attachments,),
    (keys.late_indexes, tables.options, types.sequence_owners, keys.index_options, tables.marks),
    (code.triggers, code.policies, declared.of_tables),
    (code.modes, rights.owners, rights.comments),
    (rights.privileges, rights.default_privileges),
    (declared.last,),
)
_BEFORE = b"set search_path = pg_catalog; set check_function_bodies = off; set client_min_messages = error"


@dataclass(frozen=True)
class Refused:
    """A statement that PostgreSQL refused, in its words."""

    making: Making
    message: str


@dataclass
class Rebuilt:
    """What came of it: how many statements ran, and those that did not."""

    ran: int = 0
    refused: list[Refused] = field(default_factory=list)


def rebuild(
    frames: Mapping[str, pd.DataFrame], conninfo: str, *, source: str = "live", roles: Mapping[str, str] | None = None
) -> Rebuilt:
    """Make the objects of ``source`` in the empty database at ``conninfo``.

    ``roles`` gives another name to roles that stand for themselves nowhere here; every other role must exist.
    """
    read, result = Source(frames, source, roles or {}), Rebuilt()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(_BEFORE)
        for stage in _STAGES:
            waiting = [each.making for each in result.refused]
            waiting += [making for emitter in stage for making in emitter(read)]
            result.refused = _settled(connection, waiting)
            result.ran += len(waiting) - len(result.refused)
    return result


def _settled(connection: psycopg.Connection, waiting: list[Making]) -> list[Refused]:
    """What is still refused when nothing more helps."""
    while True:
        refused = list(_run(connection, waiting))
        if not refused or len(refused) == len(waiting):
            return refused
        waiting = [each.making for each in refused]


def _run(connection: psycopg.Connection, makings: list[Making]) -> Iterator[Refused]:
    for start in range(0, len(makings), BATCH):
        batch = makings[start : start + BATCH]
        if len(batch) > 1 and _refusal(connection, ";\n".join(each.sql for each in batch)) is None:
            continue
        for each in batch:
            message = _refusal(connection, each.sql)
            if message is not None:
                yield Refused(each, message)


def _refusal(connection: psycopg.Connection, text: str) -> str | None:
    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        if connection.closed:
            raise
        return error.diag.message_primary or str(error)
    return None
