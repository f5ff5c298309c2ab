"""A throw-away PostgreSQL: models are built in it and the chain is replayed in it.

The server is, in this order: the one of a URL given, one made of the binaries given, else one made of the best
binaries on this machine (``scratch_binaries``). What we start is gone within a moment of our own end, however we end.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, count
from pathlib import Path

import psycopg
from psycopg import sql

from auditlib.collect.scratch_binaries import REMEDIES, Binaries, candidates
from auditlib.collect.scratch_cluster import SUPERUSER, Cluster, running
from auditlib.config.database import Database, redact
from auditlib.errors import DatabaseError, ScratchError

MAINTENANCE = "postgres"
LONGEST_HINT = 40
_GIVEN = "given URL"
MORE_RIGHTS = "Give the role of --scratch-url CREATEDB and CREATEROLE, or leave --scratch-url out."
ANOTHER_SERVER = "Leave --scratch-url out, or give the URL of a throw-away server."


class Server:
    """A running throw-away server and the databases we made on it.

    ``origin`` tells where it came from; ``stand_ins`` which extensions it offers only as our SQL-only stand-ins;
    ``address`` is for connections of our own, ``outside`` for programs that may want TCP. ``closed``: the kernel lets
    none of its processes connect to anybody. ``binaries`` are those of one that we started.
    """

    def __init__(
        self,
        address: Database,
        origin: str,
        *,
        outside: Database | None = None,
        stand_ins: frozenset[str] = frozenset(),
        closed: bool = False,
        binaries: Binaries | None = None,
    ) -> None:
        self.address = address
        self.outside = outside or address
        self.origin = origin
        self.stand_ins = stand_ins
        self.closed = closed
        self.binaries = binaries
        self._made: list[str] = []
        self._prefix = "" if self.is_ours else f"auditlib_{secrets.token_hex(4)}_"
        with self._connect() as connection:
            self.version, number = _row(
                connection, "select current_setting('server_version'), current_setting('server_version_num')"
            )
            self.system_identifier = _system_identifier(connection)
        self.major = int(number) // 10000

    @property
    def is_ours(self) -> bool:
        """We started it; else its URL was given."""
        return self.origin != _GIVEN

    def conninfo(self, database: str) -> str:
        """How psycopg and libpq reach a database here."""
        return self.address.with_name(database).conninfo()

    def url(self, database: str, driver: str = "") -> str:
        """How SQLAlchemy reaches a database here; over TCP where the server was started with it."""
        return self.outside.with_name(database).url(driver)

    def create_database(self, name_hint: str, template: str | None = None, owner: str | None = None) -> str:
        """Make a database and return its conninfo.

        Its name is made from ``name_hint`` and is not used twice. ``template`` is the name of a database to clone,
        to which nobody may be connected.

        Raises ``ScratchError`` where the server refuses, with its own words.
        """
        name = self._fresh_name(name_hint)
        statement = sql.SQL("create database {} template {}").format(
            sql.Identifier(name), sql.Identifier(template or "template0" if self._prefix else template or "template1")
        )
        if owner:
            statement += sql.SQL(" owner {}").format(sql.Identifier(owner))
        if self.major >= 15:
            # The two checkpoints of a file copy cost nothing without fsync; writing the copy to the log does.
            statement += sql.SQL(" strategy file_copy")
        with self._connect() as connection:
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege as error:
                raise ScratchError(f"The scratch server refused a database: {_words(error)}.", MORE_RIGHTS) from None
            except psycopg.Error as error:
                raise ScratchError(f"The scratch server refused a database: {_words(error)}", REMEDIES) from None
        self._made.append(name)
        return self.conninfo(name)

    def drop_database(self, name: str) -> None:
        """Drop a database that ``create_database`` made, whoever is connected to it."""
        with self._connect() as connection:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        self._made.remove(name)

    def refuse_if_same(self, live_identifier: str | None) -> None:
        """Raise ``ScratchError`` where this server is, or may be, the cluster of the audited database.

        ``live_identifier`` is ``pg_control_system().system_identifier`` of the audited cluster, none where it may not
        be read. A server that we started ourselves is not the live one unless it says so.
        """
        if live_identifier is not None and live_identifier == self.system_identifier:
            raise ScratchError("The scratch server is the cluster of the audited database.", ANOTHER_SERVER)
        if not self.is_ours and (live_identifier is None or self.system_identifier is None):
            raise ScratchError(
                "It cannot be told whether the scratch server is the cluster of the audited database.",
                f"{ANOTHER_SERVER} Or grant execute on function pg_control_system() to the role on both.",
            )

    def close(self) -> None:
        """Drop the databases made on a server that was given; one of our own goes as a whole."""
        for name in list(self._made) if self._prefix else ():
            self.drop_database(name)

    def _fresh_name(self, hint: str) -> str:
        stem = self._prefix + (re.sub(r"[^a-z0-9]+", "_", hint.lower()).strip("_")[:LONGEST_HINT] or "scratch")
        taken = {*self._made, "postgres", "template0", "template1"}
        names = chain([stem], (f"{stem}_{number}" for number in count(2)))
        return next(name for name in names if name not in taken)

    def _connect(self) -> psycopg.Connection[tuple[str, ...]]:
        database = self.address.name if self._prefix else MAINTENANCE
        return psycopg.connect(self.conninfo(database), autocommit=True, connect_timeout=15)


@contextmanager
def server(
    *,
    pg_bin: Path | None = None,
    url: str | None = None,
    want_major: int | None = None,
    extensions: Collection[str] = (),
    tcp: bool = False,
) -> Iterator[Server]:
    """A throw-away server for the time of the ``with`` block.

    ``want_major`` is the live server's major version, ``extensions`` what models and chain need: both choose among
    the binaries of this machine. ``tcp`` has it listen on 127.0.0.1 too, with a random port and password.

    Raises ``ScratchError`` where none can be had, naming the remedies.
    """
    with ExitStack() as stack:
        made = _given(url) if url else _made(stack, candidates(pg_bin, want_major, extensions), tcp)
        stack.callback(made.close)
        yield made


def _given(url: str) -> Server:
    try:
        return Server(Database.parse(url), _GIVEN)
    except (DatabaseError, psycopg.Error) as error:
        raise ScratchError(f"The scratch server given is not reachable: {_words(error)}", ANOTHER_SERVER) from None


def _made(stack: ExitStack, found: list[Binaries], tcp: bool) -> Server:
    problems = []
    for binaries in found:
        try:
            cluster = stack.enter_context(running(binaries, tcp=tcp))
        except ScratchError as error:
            problems.append(error)
            continue
        return _of(cluster)
    if problems:
        raise problems[0]
    raise ScratchError("No PostgreSQL was found on this machine for the scratch server.", REMEDIES)


def _of(cluster: Cluster) -> Server:
    inside = {"host": str(cluster.socket_folder), "port": str(cluster.port), "user": SUPERUSER}
    outside = inside | {"host": "127.0.0.1", "password": cluster.password} if cluster.tcp else inside
    return Server(
        Database(inside),
        cluster.binaries.origin,
        outside=Database(outside),
        stand_ins=cluster.binaries.stand_ins,
        closed=cluster.closed,
        binaries=cluster.binaries,
    )


def _row(connection: psycopg.Connection[tuple[str, ...]], query: str) -> tuple[str, ...]:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def _system_identifier(connection: psycopg.Connection[tuple[str, ...]]) -> str | None:
    try:
        return _row(connection, "select system_identifier::text from pg_catalog.pg_control_system()")[0]
    except psycopg.errors.InsufficientPrivilege:
        return None


def _words(error: Exception) -> str:
    return redact(str(error)).strip().replace("\n", " ")
