"""A role on a scratch server without a superuser's rights: what the target's code asks for is run as this role."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from auditlib.collect.scratch import Server


def create_role(connection: psycopg.Connection[Any], name: str, password: str) -> None:
    """A role that may make databases and roles; who makes it becomes its member.

    From 16 on one that is no superuser hands a database only to a role that it is a member of.
    """
    create = sql.SQL("create role {} login createdb createrole password {}")
    connection.execute(create.format(sql.Identifier(name), sql.Literal(password)))
    if connection.info.parameter_status("is_superuser") != "on":
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(name)))
    with suppress(psycopg.errors.InsufficientPrivilege), connection.transaction():
        # A server that was given may speak any language, and its messages are read.
        connection.execute(sql.SQL("alter role {} set lc_messages = 'C'").format(sql.Identifier(name)))


@contextmanager
def chain_role(server: Server) -> Iterator[tuple[str, str]]:
    """A role without a superuser's rights, for revisions to run as, and its password."""
    name, password = f"auditlib_chain_{secrets.token_hex(4)}", secrets.token_hex(16)
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        create_role(connection, name, password)
        if connection.info.server_version >= 16_00_00:
            # What it makes the owner of something it must be a member of, as a superuser is of every role.
            member = "alter role {} set createrole_self_grant = 'set, inherit'"
            connection.execute(sql.SQL(member).format(sql.Identifier(name)))
    try:
        yield name, password
    finally:
        drop_roles(server, [name])


def drop_roles(server: Server, names: Iterable[str]) -> None:
    """Roles belong to the whole server; one that still owns something elsewhere stays."""
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        for name in names:
            with suppress(psycopg.Error):
                connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


class PlainRole:
    """May make databases and roles, owns what it is given, and reaches no file, program or other server.

    On a server that was given, whose role may not make roles, the given role itself is used.
    """

    def __init__(self, server: Server) -> None:
        self._address = server.conninfo(server.address.name)
        self._password = secrets.token_hex(16)
        self.name: str | None = f"auditlib_plain_{secrets.token_hex(4)}"
        try:
            with psycopg.connect(self._address, autocommit=True) as connection:
                create_role(connection, self.name, self._password)
        except psycopg.errors.InsufficientPrivilege:
            self.name = None

    def conninfo(self, conninfo: str) -> str:
        """The same address, as this role."""
        return make_conninfo(conninfo, user=self.name, password=self._password) if self.name else conninfo

    def drop(self) -> None:
        """Drop the role, whose databases are gone; roles that it made for itself may keep it alive."""
        if not self.name:
            return
        with psycopg.connect(self._address, autocommit=True) as connection, suppress(psycopg.Error):
            connection.execute(sql.SQL("drop owned by {}").format(sql.Identifier(self.name)))
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(self.name)))
