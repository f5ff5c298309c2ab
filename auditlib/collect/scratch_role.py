"""A role on a scratch server without a superuser's rights: what the target's code asks for is run as this role."""

from __future__ import annotations

import secrets
from contextlib import suppress
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
