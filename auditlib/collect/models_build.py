"""The scratch databases that models are built in, and what PostgreSQL refused there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect import catalog
from auditlib.collect.models_collations import stand_in
from auditlib.collect.models_extensions import demanded, wanted
from auditlib.collect.models_schemas import Schemas
from auditlib.collect.scratch import Server
from auditlib.collect.scratch_role import PlainRole
from auditlib.collect.sessions import Answer, Message, Sessions
from auditlib.config.database import redact
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.roles import MIGRATING, with_role_named
from auditlib.frames.spec import MODELS

MOST_TRIES = 10  # of one statement, each with one thing more
Frames = dict[str, pd.DataFrame]


class Building:
    """One database a MetaData; statements run there each by itself, as a role without a superuser's rights."""

    def __init__(self, server: Server, extensions: Collection[str], default_schema: str) -> None:
        self._server = server
        self._extensions = tuple(extensions)
        self._schema = default_schema
        self._databases: dict[str, str] = {}
        self._stubs: dict[str, set[tuple[str, str | None]]] = {}
        self._refused_tables: dict[str, set[str]] = {}
        self._role = PlainRole(server)
        self._sessions = Sessions({}, each_alone=True)
        self.problems: list[dict[str, Any]] = []
        self._tried: set[tuple[str, str]] = set()
        self.created: set[str] = set()
        self._had: set[str] = set()  # those of the live database
        self.collations: set[str] = set()
        self._schemas = Schemas()

    @property
    def stand_ins(self) -> set[str]:
        """Extensions that were created and are only stand-ins here."""
        return (self.created | self._had) & self._server.stand_ins

    def close(self) -> None:
        """Close every connection, drop every database."""
        self._sessions.close()
        for conninfo in self._databases.values():
            self._server.drop_database(str(conninfo_to_dict(conninfo)["dbname"]))
        self._databases.clear()
        self._role.drop()

    def begin(self, metadata: str) -> Answer:
        """Make the database of a MetaData, with the extensions that the live one has."""
        if metadata not in self._databases:
            conninfo = self._server.create_database("models", owner=self._role.name)
            self._databases[metadata] = conninfo
            self._prepare(conninfo)
            self._sessions.allow(metadata, self._role.conninfo(conninfo))
        return {"database": metadata}

    def stub(self, metadata: str, schema: str | None, table: str | None) -> None:
        """A table, or a schema where it is none, stands in for one of another MetaData: it is never read back."""
        self._stubs.setdefault(metadata, set()).add((schema or self._schema, table))

    def knows(self, message: Message) -> bool:
        """The message is the driver's."""
        return self._sessions.knows(message)

    def answer(self, message: Message) -> Answer:
        """Run what the driver asks, again with the extension, schema or collation that a refusal is for want of."""
        answer = self._sessions.answer(message)
        for _ in range(MOST_TRIES):
            if "error" not in answer:
                return answer
            mended = self._mended(message, answer["error"])
            if mended is None:
                self._refused(message, answer["error"])
                return answer
            answer = mended or self._sessions.answer(message)
        return answer

    def frames(self) -> list[Frames]:
        """The object frames of every MetaData that was built, without stubs and without what models cannot express."""
        self._sessions.close()
        return [self._read(metadata, conninfo) for metadata, conninfo in sorted(self._databases.items())]

    def _mended(self, message: Message, refusal: Mapping[str, Any]) -> Answer | None:
        """An answer in place of the refusal, an empty one where the statement is worth another try, none where not."""
        words, state, statement = refusal.get("primary") or "", refusal.get("sqlstate"), str(message.get("sql", ""))
        conninfo = self._databases.get(str(message.get("database")))
        extension = wanted(words, state) or demanded(statement, state)
        if conninfo and extension and self._extend(conninfo, extension):
            return {}
        if conninfo and self._schemas.make(self._role.conninfo(conninfo), words, state):
            return {}
        if conninfo and self._schemas.forgive(self._role.conninfo(conninfo), words, state):
            return {"rowcount": -1, "status": "CREATE SCHEMA"}
        return self._with_stand_in(message, stand_in(statement, words, state))

    def _with_stand_in(self, message: Message, collation: tuple[str, bool] | None) -> Answer | None:
        if not collation or "error" in self._sessions.answer(
            {**message, "sql": f'create collation {collation[0]} from "C"'}
        ):
            return None
        self.collations.add(collation[0].strip('"'))
        return {"rowcount": -1, "status": "CREATE COLLATION"} if collation[1] else {}

    def _extend(self, conninfo: str, extension: str) -> bool:
        if (conninfo, extension) in self._tried:
            return False
        self._tried.add((conninfo, extension))
        with psycopg.connect(conninfo, autocommit=True) as connection:
            made = _create_extension(connection, extension)
        self.created |= {extension} if made else set()
        return made

    def _prepare(self, conninfo: str) -> None:
        with psycopg.connect(conninfo, autocommit=True) as connection:
            if self._schema != "public":
                schema = sql.Identifier(self._schema)
                connection.execute(sql.SQL("create schema if not exists {}").format(schema))
                name = sql.Identifier(connection.info.dbname)
                connection.execute(sql.SQL("alter database {} set search_path = {}, public").format(name, schema))
            for extension in self._extensions:
                self._had |= {extension} if _create_extension(connection, extension) else set()

    def _refused(self, message: Message, refusal: Mapping[str, Any]) -> None:
        about = message.get("context")
        if not isinstance(about, dict) or not about.get("metadata") or self._follows(about):
            return
        told = [refusal.get("primary") or refusal["message"], refusal.get("detail"), refusal.get("hint")]
        self.problems.append(
            {
                **{name: about.get(name) for name in ("metadata", "object_kind", "table", "name", "file", "line")},
                "schema": about.get("schema") or (self._schema if about.get("table") else None),
                "stage": "build",
                "message": redact(": ".join(str(text) for text in told if text)),
                "sqlstate": refusal.get("sqlstate"),
                "statement": redact(str(message.get("sql", "")).strip()),
            }
        )

    def _follows(self, about: Mapping[str, Any]) -> bool:
        """The statement was refused because its table, or the one that its key names, was refused before."""
        metadata, schema, table = str(about["metadata"]), about.get("schema"), about.get("table")
        own = f"{schema}.{table}" if schema else str(table)
        refused = self._refused_tables.setdefault(metadata, set())
        if about.get("object_kind") == "table":
            refused.add(own)
            return False
        return own in refused or about.get("target") in refused

    def _read(self, metadata: str, conninfo: str) -> Frames:
        read = catalog.read(conninfo, f"models:{metadata}", sizes=False)
        read = with_role_named(read, self._role.name or "", MIGRATING)
        stubs = self._stubs.get(metadata, set())
        frames = {name: _kept(read[name], stubs) for name in OBJECT_FRAMES if MODELS in OBJECT_FRAMES[name].sources}
        return {**frames, "witnesses": _witness(read["witnesses"], frames)}


def _witness(witnesses: pd.DataFrame, frames: Frames) -> pd.DataFrame:
    """The catalog's own line counts stubs and extensions too."""
    counted = ", ".join(f"{len(frames[name])} {name}" for name in ("tables", "columns", "constraints", "indexes"))
    catalog_line = witnesses["subject"].str.startswith("catalog of ") & (witnesses["status"] == "seen")
    return witnesses.assign(detail=witnesses["detail"].mask(catalog_line, counted))


def _kept(frame: pd.DataFrame, stubs: set[tuple[str, str | None]]) -> pd.DataFrame:
    if not stubs or "schema" not in frame.columns:
        return frame
    tables = frame["table"] if "table" in frame.columns else [None] * len(frame)
    own = [pair not in stubs for pair in zip(frame["schema"], tables, strict=True)]
    return frame[own].reset_index(drop=True)


def _create_extension(connection: psycopg.Connection[Any], name: str) -> bool:
    try:
        connection.execute(sql.SQL("create extension if not exists {} cascade").format(sql.Identifier(name)))
    except psycopg.Error:
        return False
    return True
