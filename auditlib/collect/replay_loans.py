"""What is lent to the chain and taken back from it, and how: statements of ours, each in a savepoint."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import psycopg
from psycopg import sql

from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_live import Live

DEEPEST = 8
_SCHEMA = re.compile(r'"([^"]+)"|([^\s",]+)')

Connection = psycopg.Connection[Any]
Place = tuple[str, str]


@dataclass(frozen=True)
class Need:
    """Why something was lent: the step, the line of the call, PostgreSQL's words, the statement and the place in it.

    ``refused`` is the very statement, where that is one of several or inside of a block or function.
    """

    step: int
    line: int | None
    message: str
    statement: str
    position: int | None = None
    refused: str = ""


@dataclass
class Loans:
    """What was lent: (schema, table, column) with an empty column for the table itself, and (kind, schema, name)."""

    columns: dict[tuple[str, str, str], Need] = field(default_factory=dict)
    objects: dict[tuple[str, str, str], Need] = field(default_factory=dict)

    @property
    def tables(self) -> set[tuple[str, str]]:
        """The tables lent."""
        return {(schema, table) for schema, table, _column in self.columns}

    def __bool__(self) -> bool:
        return bool(self.columns or self.objects)


class Hand:
    """Gives and takes on the connection of the chain; what a gift in turn lacks is given first."""

    def __init__(self, live: Mapping[str, pd.DataFrame], extensions: Extensions) -> None:
        self.live = Live(live)
        self.loans = Loans()
        self.furnished: set[tuple[str, str, str]] = set()  # columns lent before they were needed
        self._extensions = extensions
        self._depth = 0

    def lend(self, connection: Connection, error: psycopg.Error, need: Need) -> bool:
        """Lend or take back what ``error`` speaks of; false where nothing can be done."""
        raise NotImplementedError

    def _object(self, connection: Connection, kind: str, place: Place, need: Need) -> bool:
        statements = self.live.ddl(kind, *place)
        return self._give(connection, statements, need) and self._note_object(kind, *place, need)

    def _give(self, connection: Connection, statements: list[sql.Composable], need: Need) -> bool:
        """Run statements of ours; what they in turn lack is lent first. False where PostgreSQL still refuses."""
        if not statements or self._depth >= DEEPEST:
            return False
        self._depth += 1
        try:
            return all(self._ran(connection, statement, need) for statement in statements)
        finally:
            self._depth -= 1

    def _ran(self, connection: Connection, statement: sql.Composable, need: Need) -> bool:
        text = statement.as_string(connection)
        last = ""
        while True:
            try:
                self._extensions.run(connection, text, lambda: _execute(connection, text))
                return True
            except psycopg.Error as error:
                words = str(error)
                if words == last or not self.lend(connection, error, need):
                    return False
                last = words

    def _note(self, place: Place, column: str, need: Need) -> bool:
        self.loans.columns.setdefault((*place, column), need)
        return True

    def _note_object(self, kind: str, schema: str, name: str, need: Need) -> bool:
        self.loans.objects.setdefault((kind, schema, name), need)
        return True

    def _place(self, connection: Connection, name: str) -> Place:
        schema, dot, rest = name.partition(".")
        if dot and schema in self.live.schemas:
            return schema, rest
        path = self.path(connection)
        known = [each for each in path if self.live.knows(each, name)]
        row = connection.execute("select coalesce(current_schema(), 'public')").fetchone()
        return (known[0] if known else row[0] if row else "public"), name

    @staticmethod
    def path(connection: Connection) -> list[str]:
        """The schemas of the search_path, those too that are not there."""
        row = connection.execute(
            "select pg_catalog.replace(pg_catalog.current_setting('search_path'), '\"$user\"', current_user)"
        ).fetchone()
        return [quoted or bare for quoted, bare in _SCHEMA.findall(row[0] if row else "")]

    def _take_relation(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["name"])
        kinds = [kind for kind in ("sequence", "view", "index") if (kind, *place) in self.loans.objects]
        if place in self.loans.tables:
            self._take(connection, "table", place, need)
            for lent in [lent for lent in self.loans.columns if lent[:2] == place]:
                del self.loans.columns[lent]
            self.furnished -= {each for each in self.furnished if each[:2] == place}  # the chain makes it itself
            return True
        for kind in kinds:
            del self.loans.objects[kind, *place]
        return bool(kinds) and self._take(connection, kinds[0], place, need)

    def _take_column(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        if self.loans.columns.pop((*place, found["name"]), None) is None:
            return False
        statement = sql.SQL("alter table {} drop column {} cascade").format(
            sql.Identifier(*place), sql.Identifier(found["name"])
        )
        return self._give(connection, [statement], need)

    def _take_constraint(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        return self._drop_constraint(connection, place, found["name"], need)

    def _take_primary_key(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        key = self.live.primary_key(*place)
        return key is not None and self._drop_constraint(connection, place, key.name, need)

    def _drop_constraint(self, connection: Connection, place: Place, name: str, need: Need) -> bool:
        if self.loans.objects.pop(("constraint", place[0], name), None) is None:
            return False
        statement = sql.SQL("alter table {} drop constraint {} cascade").format(
            sql.Identifier(*place), sql.Identifier(name)
        )
        return self._give(connection, [statement], need)

    def _take_object(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        kind = found["kind"]
        place = ("", found["name"]) if kind in ("schema", "extension") else self._place(connection, found["name"])
        if self.loans.objects.pop((kind, *place), None) is None:
            return False
        return self._take(connection, kind, place, need)

    def _take(self, connection: Connection, kind: str, place: Place, need: Need) -> bool:
        name = sql.Identifier(*[part for part in place if part])
        return self._give(connection, [sql.SQL(f"drop {kind} {{}} cascade").format(name)], need)

    def _lent_place(self, connection: Connection, name: str) -> Place:
        """Of which lent table a message speaks: most give its name without the schema."""
        lent = [place for place in self.loans.tables if place[1] == name]
        return lent[0] if len(lent) == 1 else self._place(connection, name)

    @staticmethod
    def _some_table(connection: Connection, schema: str) -> Place | None:
        """Any table of a schema, to carry an index whose own table nobody knows any more."""
        row = connection.execute(
            "select c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = %s and c.relkind = 'r' order by c.relname limit 1",
            [schema],
        ).fetchone()
        return (schema, row[0]) if row else None

    @staticmethod
    def _has_constraint(connection: Connection, place: Place, name: str) -> bool:
        query = "select 1 from pg_catalog.pg_constraint c where c.conrelid = to_regclass(%s) and c.conname = %s"
        table = sql.Identifier(*place).as_string(connection)
        return connection.execute(query, [table, name]).fetchone() is not None

    @staticmethod
    def columns_of(connection: Connection, place: Place) -> set[str]:
        """Columns that a table has now."""
        rows = connection.execute(
            "select a.attname from pg_catalog.pg_attribute a where a.attrelid = to_regclass(%s) "
            "and a.attnum > 0 and not a.attisdropped",
            [sql.Identifier(*place).as_string(connection)],
        )
        return {row[0] for row in rows}


def _execute(connection: Connection, text: str) -> None:
    """A statement that leaves the transaction usable where it is refused."""
    with connection.transaction():
        connection.execute(text.encode())
