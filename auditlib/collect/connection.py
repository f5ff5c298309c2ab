"""The one connection to the audited database: read-only, one snapshot, no lock waited for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, pq
from psycopg.rows import dict_row

from auditlib.config.database import Database, redact
from auditlib.errors import DatabaseError

SQL = Path(__file__).with_name("sql")
OLDEST_MAJOR = 13
CONNECT_TIMEOUT_S = 15

# Local to the transaction, so that behind a transaction pooler nothing stays on a session that others use.
SESSION = """
select pg_catalog.set_config('auditlib.default_schema', coalesce(pg_catalog.current_schema(), ''), true);
set local statement_timeout = '{statement_timeout_ms}ms';
set local lock_timeout = '{lock_timeout_ms}ms';
set local idle_in_transaction_session_timeout = '10min';
set local client_min_messages = 'error';
set local search_path = pg_catalog;
set local datestyle = 'ISO';
set local intervalstyle = 'postgres';
set local timezone = 'UTC';
set local extra_float_digits = 1;
set local quote_all_identifiers = off;
set local bytea_output = 'hex';
set local xmlbinary = 'base64';
set local standard_conforming_strings = on;
set local row_security = off;
set local jit = off;
set local work_mem = '64MB';
set local max_parallel_workers_per_gather = 0;
"""


@dataclass(frozen=True)
class Server:
    """What a session sees of its server; ``system_identifier`` is none where the role may not read it.

    ``caught_up``: a standby has replayed all that it received; none on a primary, or where it receives nothing.
    ``read_only_session``: start-up options were taken, so that also what follows the transaction could not write.
    """

    version: str
    major: int
    database: str
    role: str
    default_schema: str | None
    in_recovery: bool
    caught_up: bool | None
    read_only_session: bool
    encoding: str
    snapshot_xmax: str
    system_identifier: str | None


@contextmanager
def reading(
    address: Database | str, *, statement_timeout_ms: int = 300_000, lock_timeout_ms: int = 2_000
) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection inside one read-only repeatable-read transaction; rolled back and closed at the end.

    Names are printed with their schema, whatever the role's search path is.

    Raises ``DatabaseError`` where the database is unreachable, refuses, is not PostgreSQL or too old.
    """
    database = Database.parse(address) if isinstance(address, str) else address
    connection = _connected(database)
    try:
        _refuse_old(connection, database)
        connection.execute("begin isolation level repeatable read, read only")
        settings = SESSION.format(statement_timeout_ms=statement_timeout_ms, lock_timeout_ms=lock_timeout_ms)
        connection.execute(settings.encode())
        yield connection
    except psycopg.OperationalError as error:
        raise _lost(database, error) from None
    except psycopg.Error as error:
        # A definition of what another session dropped meanwhile is refused, though the snapshot still shows its name.
        raise DatabaseError(
            f"{database.label} could not be read to its end: {_words(error)}.",
            "Run it again when no migration is under way; if it happens again, look into the server's log.",
        ) from None
    finally:
        _close(connection)


def server(connection: psycopg.Connection[tuple[Any, ...]]) -> Server:
    """Facts of the server and the session, for the manifest and the scratch guard."""
    with connection.cursor(row_factory=dict_row) as cursor:
        facts = cursor.execute((SQL / "facts.sql").read_bytes()).fetchone() or {}
    return Server(**facts, system_identifier=_system_identifier(connection))


def recorded(manifest: Mapping[str, Any]) -> Server:
    """What the manifest of a snapshot says of the server that was live; what it does not say is empty."""
    version = str(manifest.get("server", ""))
    number = re.match(r"\d+", version)
    return Server(
        version=version,
        major=int(number[0]) if number else 0,
        database="",
        role="",
        default_schema=manifest.get("default_schema") or None,
        in_recovery=False,
        caught_up=None,
        read_only_session=True,
        encoding="",
        snapshot_xmax="",
        system_identifier=manifest.get("system_identifier") or None,
    )


def _system_identifier(connection: psycopg.Connection[tuple[Any, ...]]) -> str | None:
    try:
        with connection.transaction():
            row = connection.execute("select system_identifier::text from pg_catalog.pg_control_system()").fetchone()
    except errors.InsufficientPrivilege:
        return None
    return str(row[0]) if row else None


def _connected(database: Database) -> psycopg.Connection[tuple[Any, ...]]:
    options = f"{database.parameters.get('options', '')} -c default_transaction_read_only=on".strip()
    given: dict[str, Any] = {"application_name": "auditlib", "client_encoding": "utf8", "prepare_threshold": None}
    if "connect_timeout" not in database.parameters:
        given["connect_timeout"] = CONNECT_TIMEOUT_S
    try:
        return psycopg.connect(database.conninfo(), autocommit=True, options=options, **given)
    except psycopg.Error as error:
        if "startup parameter" not in str(error):
            raise _refusal(database, error) from None
    try:
        # A pooler may refuse start-up options; the transaction itself is read-only all the same.
        return psycopg.connect(database.conninfo(), autocommit=True, **given)
    except psycopg.Error as error:
        raise _refusal(database, error) from None


def _close(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Leave it idle: a pooler throws a connection away whose client went in the middle of a transaction."""
    if connection.info.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR):
        with suppress(psycopg.Error):
            connection.execute("rollback")
    connection.close()


def _refuse_old(connection: psycopg.Connection[tuple[Any, ...]], database: Database) -> None:
    version = connection.info.server_version
    if version < OLDEST_MAJOR * 10_000:
        raise DatabaseError(
            f"{database.label} runs PostgreSQL {version // 10_000}, and auditlib reads {OLDEST_MAJOR} and newer.",
            "Audit a copy of it on a newer server.",
        )


def _lost(database: Database, error: psycopg.OperationalError) -> DatabaseError:
    step = "Run it again; if it happens again, look into the server's log."
    if "conflict with recovery" in str(error):
        step = "Run it again, audit the primary, or raise max_standby_streaming_delay on the standby."
    return DatabaseError(
        f"The connection to {database.label} was lost or a query was cancelled: {_words(error)}.", step
    )


# What the server or libpq says, and what to do about it: first match counts.
_REFUSALS = (
    (r"password authentication failed|no password supplied|PAM authentication failed|LDAP authentication failed",
     "Check user and password; with --database-env they come from a variable."),
    (r"database \".*\" does not exist", "Check the name of the database in the address."),
    (r"role \".*\" does not exist", "Check the user in the address."),
    (r"permission denied for database", "Grant CONNECT on the database to the role."),
    (r"no pg_hba\.conf entry|pg_hba\.conf rejects", "Let the role in by pg_hba.conf, or add sslmode=require."),
    (r"could not translate host name|Name or service not known|getaddrinfo", "Check the host in the address."),
    (r"Connection refused|No such file or directory|timeout expired|timed out|unreachable|server closed the connection",
     "Check that a PostgreSQL server is running there, and host and port in the address."),
    (r"SSL|certificate", "Check sslmode and certificates in the address."),
    (r"too many connections|remaining connection slots|too many clients", "Try again when fewer are connected."),
    (r"invalid (?:connection option|port|integer|sslmode|value)|missing \"=\"|invalid URI",
     "Check the spelling of the address."),
)  # fmt: skip
_NOT_POSTGRESQL = re.compile(r"expected authentication request|received invalid response|invalid response to SSL", re.I)


def _refusal(database: Database, error: psycopg.Error) -> DatabaseError:
    words = _words(error)
    if _NOT_POSTGRESQL.search(words):
        return DatabaseError(
            f"What answers at {database.label} is not PostgreSQL.", "Check host and port in the address."
        )
    if words.startswith("connection is bad") and pq.version() == 0:
        words = "no answer"
    step = next((step for pattern, step in _REFUSALS if re.search(pattern, words, re.I)), "Check the address.")
    return DatabaseError(f"{database.label} cannot be opened: {words}.", step)


def _words(error: psycopg.Error) -> str:
    """Its words in one line, without the question that libpq asks behind them: the next step answers it."""
    return re.sub(r"\s*Is the server .*?\?", "", re.sub(r"\s+", " ", redact(str(error)))).strip().rstrip(".")
