"""A session of the replay made as new for the next connection, as poolers do: another one has to learn the catalog."""

from __future__ import annotations

from typing import Any

import psycopg

from auditlib.collect.asking import forget

# Scans are counted as the transaction ends, else they would be the next step's.
COUNT = b"select pg_catalog.pg_stat_force_next_flush()"
# All of `discard all` but for prepared statements, ours among them.
_RESET = (
    b"close all; reset session authorization; reset all; unlisten *; select pg_catalog.pg_advisory_unlock_all();"
    b" discard temp; discard sequences; " + COUNT
)


def renew(connection: psycopg.Connection[Any], *, prepares: bool) -> None:
    """Nothing is left of what the session held; of its prepared statements only where it ``prepares`` some.

    Raises ``psycopg.Error`` where it is past use.
    """
    connection.rollback()
    connection.autocommit = True
    if prepares:
        connection.execute(b"discard all")
        forget(connection)
    else:
        connection.execute(_RESET)
    connection.autocommit = False
    connection.isolation_level = connection.read_only = connection.deferrable = None
