"""What the chain needs and did not create: found by PostgreSQL's own refusals, and lent from the live schema.

A table is lent bare; a column and a key when PostgreSQL asks for it. So ``ADD COLUMN IF NOT EXISTS`` in the chain still
adds what it would have added to an older database, and what is lent is no more than what the chain needs. What the
chain creates after all is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress

import pandas as pd
import psycopg
from psycopg import sql

from auditlib.collect.replay_extensions import Extensions
from auditlib.collect.replay_live import Column
from auditlib.collect.replay_loans import DEEPEST, Connection, Hand, Loans, Need, Place
from auditlib.collect.replay_words import Key, conflicting, referenced, wanted, words
from auditlib.collect.sqltext.scopes import tables_of

_ENDS = re.compile(r"\b(?:drop\b(?!\s+(?:not\s+null|default|identity|expression)\b)|rename\b)", re.I)
_RELATION = r'(?:relation|table|view|materialized view|sequence) "(?P<name>.+?)" does not exist'
_COLUMN = r'column (?:"(?P<quoted>[^"]+)"|(?P<bare>\S+))(?: of relation "(?P<table>.+?)")?.* does not exist'
_NO_KEY = r'there is no (?:unique constraint matching given keys|primary key) for referenced table "(?P<table>.+?)"'
_BY_KEY = "referenced in foreign key"


class Lender(Hand):
    """Answers refusals of the replay with what the live schema has, on the connection that was refused."""

    def __init__(
        self, live: Mapping[str, pd.DataFrame], extensions: Extensions, gone: frozenset[str] = frozenset()
    ) -> None:
        """``gone`` are names that the text of applied revisions drops or renames: the live schema lacks them now."""
        super().__init__(live, extensions)
        self._gone = gone
        self._waiting: list[tuple[tuple[str, str], Column, Need]] = []
        self._answers: dict[str, Callable[[Connection, re.Match[str], Need], bool]] = {
            _RELATION: self._relation,
            _COLUMN: self._column,
            r'type "(?P<name>.+?)" does not exist': self._type,
            r'schema "(?P<name>.+?)" does not exist': self._schema,
            r"no schema has been selected to create in": self._path,
            r'role "(?P<name>.+?)" does not exist': self._role,
            r"function (?P<name>[^()]+?)\((?P<arguments>.*)\) does not exist": self._function,
            r'constraint "(?P<name>.+?)" (?:of relation|for table) "(?P<table>.+?)" does not exist': self._constraint,
            r'index "(?P<name>.+?)" does not exist': self._index,
            _NO_KEY: self._keys,
            r'column "(?P<name>.+?)" must appear in the GROUP BY clause': self._keys_grouped,
            r"there is no unique or exclusion constraint matching the ON CONFLICT": self._keys_named,
            r'null value in column "(?P<name>.+?)" of relation "(?P<table>.+?)" violates not-null': self._nullable,
            r'relation "(?P<name>.+?)" already exists': self._take_relation,
            r'column "(?P<name>.+?)" of relation "(?P<table>.+?)" already exists': self._take_column,
            r'constraint "(?P<name>.+?)" for relation "(?P<table>.+?)" already exists': self._take_constraint,
            r'multiple primary keys for table "(?P<table>.+?)" are': self._take_primary_key,
            r'(?P<kind>type|schema|extension) "(?P<name>.+?)" already exists': self._take_object,
        }
        self.may_invent = False

    @property
    def waits(self) -> bool:
        """Columns are still to be lent, once their types are there."""
        return bool(self._waiting)

    def lend(self, connection: Connection, error: psycopg.Error, need: Need) -> bool:
        """Lend or take back what ``error`` speaks of; false where nothing can be done.

        The connection must be able to run statements: rolled back to before the one that was refused.
        """
        words = error.diag.message_primary or str(error)
        for pattern, answer in self._answers.items():
            found = re.match(pattern, words)
            if found:
                return answer(connection, found, need)
        return False

    def lend_relation(self, connection: Connection, words: str, need: Need) -> bool:
        """Lend the relation that ``words`` say does not exist."""
        found = re.match(_RELATION, words)
        return found is not None and self._relation(connection, found, need)

    def furnish(self, connection: Connection, loans: Loans, made: set[tuple[str, str, str]]) -> None:
        """Lend beforehand all of ``loans``, and of each table lent every live column that the chain did not make.

        ``made`` are the (schema, table, column) that the chain itself adds.
        """
        for (kind, schema, name), need in loans.objects.items():
            if kind in ("schema", "type", "sequence"):
                self._object(connection, kind, (schema, name), need)
            elif kind == "extension":
                self._extension_of(connection, name, need)
        for schema, table in sorted(loans.tables):
            need = loans.columns[schema, table, ""]
            if self._lend_table(connection, (schema, table), need):
                columns = [each for each in self.live.columns(schema, table) if (schema, table, each.name) not in made]
                self._lend_key(connection, (schema, table), {each.name for each in columns}, need)
                self._waiting += [((schema, table), column, need) for column in columns]
        self.furnished |= {place for place in self.loans.columns if place[2]}
        self.loans.columns = dict(loans.columns)
        self.furnish_more(connection)

    def furnish_more(self, connection: Connection) -> None:
        """Lend the columns whose types the chain has made by now."""
        known, self._depth = dict(self.loans.columns), DEEPEST - 1  # nothing else is lent for their sake
        for place, column, need in self._waiting:
            if self._add(connection, place, column, need):
                self.furnished.add((*place, column.name))
        self._depth = 0
        self.loans.columns = known
        present = {place: self.columns_of(connection, place) for place in {each[0] for each in self._waiting}}
        self._waiting = [each for each in self._waiting if each[1].name not in present[each[0]]]

    def _relation(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._place(connection, found["name"])
        kind = self.live.kind(*place)
        if kind == "table":
            return self._lend_table(connection, place, need)
        if kind:
            return self._object(connection, kind, place, need)
        if self._may_have_been(place[1], need):
            statement = sql.SQL("create table {} ()").format(sql.Identifier(*place))
            return self._give(connection, [statement], need) and self._note(place, "", need)
        return False

    def _lend_table(self, connection: Connection, place: Place, need: Need) -> bool:
        made = self._give(connection, [sql.SQL("create table {} ()").format(sql.Identifier(*place))], need)
        return made and self._note(place, "", need)

    def _lend_key(self, connection: Connection, place: Place, names: set[str], need: Need) -> bool:
        """The primary key, unless the chain makes a column of it."""
        key = self.live.primary_key(*place)
        if key is None or not set(key.columns) <= names:
            return False
        return self._add_constraint(connection, place, key.name, need)

    def _add(self, connection: Connection, place: Place, column: Column, need: Need) -> bool:
        if column.name in self.columns_of(connection, place):
            return False
        if not self._give(connection, self.live.add_column(place, column), need):
            return False
        with suppress(psycopg.Error), connection.transaction():
            if not column.nullable:
                connection.execute(
                    sql.SQL("alter table {} alter {} set not null").format(
                        sql.Identifier(*place), sql.Identifier(column.name)
                    )
                )
        return self._note(place, column.name, need)

    def _column(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        qualifier, _dot, name = ("", "", found["quoted"]) if found["quoted"] else found["bare"].rpartition(".")
        places = [self._lent_place(connection, found["table"])] if found["table"] else self._lent_in(need.statement)
        places = [place for place in places if place in self.loans.tables]
        if _BY_KEY in found[0]:
            places = [each for each in places if any(name in key for key in referenced(need.statement, each[1]))]
        added = [self._add(connection, *known, need) for known in self._meant(places, name, qualifier, need)]
        return any(added) or self._invent_column(connection, places, name, need)

    def _meant(self, places: list[Place], name: str, qualifier: str, need: Need) -> list[tuple[Place, Column]]:
        """The columns of that name which the statement means."""
        known = {place: column for place in places for column in self.live.columns(*place) if column.name == name}
        near = qualifier.rpartition(".")[2].strip('"')
        meant = tables_of(need.refused or need.statement, name, near, {table for _schema, table in known})
        return [(place, column) for place, column in known.items() if place[1] in meant]

    def _invent_column(self, connection: Connection, places: list[Place], name: str, need: Need) -> bool:
        if len(places) != 1 or not self._may_have_been(name, need):
            return False
        statement = sql.SQL("alter table {} add column {} text").format(
            sql.Identifier(*places[0]), sql.Identifier(name)
        )
        return self._give(connection, [statement], need) and self._note(places[0], name, need)

    def _type(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        name = re.sub(r"(\(.*\)|\[\])$", "", found["name"])
        place = self._place(connection, name)
        if self.live.has("type", *place):
            return self._object(connection, "type", place, need)
        return self._extension_of(connection, place[1], need)

    def _extension_of(self, connection: Connection, name: str, need: Need) -> bool:
        """A type of an extension that the live database has: the extension itself is what the chain assumes."""
        if name not in self.live.extensions or self._depth >= DEEPEST:
            return False
        statement = sql.SQL("create extension if not exists {}").format(sql.Identifier(name))
        if not self._give(connection, [statement], need):
            return False
        self.loans.objects.setdefault(("extension", "", name), need)
        return True

    def _schema(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        return found["name"] in self.live.schemas and self._object(connection, "schema", ("", found["name"]), need)

    def _path(self, connection: Connection, _found: re.Match[str], need: Need) -> bool:
        """The first schema of the search_path that live has: there what names none would be made."""
        known = [schema for schema in self.path(connection) if schema in self.live.schemas]
        return bool(known) and self._object(connection, "schema", ("", known[0]), need)

    def _role(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        # The chain may make it the owner of things, which only its members may.
        role = sql.Identifier(found["name"])
        made: list[sql.Composable] = [
            sql.SQL("create role {}").format(role),
            sql.SQL("grant {} to current_user").format(role),
        ]
        if not self._give(connection, made, need):
            return False
        self.loans.objects.setdefault(("role", "", found["name"]), need)
        return True

    def _function(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._place(connection, found["name"])
        return self.live.has("function", *place) and self._object(connection, "function", place, need)

    def _constraint(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        if place not in self.loans.tables:
            return False
        if self._add_constraint(connection, place, found["name"], need):
            return True
        if not self._may_have_been(found["name"], need):
            return False
        statement = sql.SQL("alter table {} add constraint {} check (true)").format(
            sql.Identifier(*place), sql.Identifier(found["name"])
        )
        return self._give(connection, [statement], need) and self._note_object(
            "constraint", place[0], found["name"], need
        )

    def _index(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._place(connection, found["name"])
        if self.live.has("index", *place):
            return self._object(connection, "index", place, need)
        table = self._some_table(connection, place[0])
        if not table or not self._may_have_been(place[1], need):
            return False
        statement = sql.SQL("create index {} on {} ((1))").format(sql.Identifier(place[1]), sql.Identifier(*table))
        return self._give(connection, [statement], need) and self._note_object("index", *place, need)

    def _keys(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        return self._lend_keys(connection, place, referenced(need.statement, place[1]), need)

    def _keys_named(self, connection: Connection, _found: re.Match[str], need: Need) -> bool:
        keys = conflicting(need.statement)
        lent = [self._lend_keys(connection, place, keys, need) for place in self._lent_in(need.statement)]
        return any(lent)

    def _keys_grouped(self, connection: Connection, _found: re.Match[str], need: Need) -> bool:
        """Columns that are grouped by a primary key need not be named."""
        lent = [self._lend_keys(connection, place, [frozenset()], need) for place in self._lent_in(need.statement)]
        return any(lent)

    def _lend_keys(self, connection: Connection, place: Place, columns: list[Key], need: Need) -> bool:
        """The keys on these columns, the primary key where none are named; every one where that finds none."""
        if place not in self.loans.tables:
            return False
        primary = self.live.primary_key(*place)
        asked = [each or frozenset(primary.columns if primary else ()) for each in columns]
        keys = self.live.unique_keys(*place)
        best = wanted((frozenset(each.columns) for each in keys), asked)
        lent = [
            self._add_constraint(connection, place, each.name, need) for each in keys if frozenset(each.columns) in best
        ]
        if not any(lent):
            lent = [self._give(connection, [text], need) for text in self.live.unique_indexes(*place)]
        return any(lent)

    def _add_constraint(self, connection: Connection, place: Place, name: str, need: Need) -> bool:
        constraint = self.live.constraint(*place, name)
        if constraint is None or self._has_constraint(connection, place, name):
            return False
        for column in self.live.columns(*place):
            if column.name in constraint.columns:
                self._add(connection, place, column, need)
        if not self._give(connection, [self.live.add_constraint(place, constraint)], need):
            return False
        return self._note_object("constraint", place[0], name, need)

    def _nullable(self, connection: Connection, found: re.Match[str], need: Need) -> bool:
        place = self._lent_place(connection, found["table"])
        if (*place, found["name"]) not in self.loans.columns and place not in self.loans.tables:
            return False
        statement = sql.SQL("alter table {} alter {} drop not null").format(
            sql.Identifier(*place), sql.Identifier(found["name"])
        )
        return self._give(connection, [statement], need)

    def _lent_in(self, statement: str) -> list[Place]:
        named = words(statement)
        return sorted(place for place in self.loans.tables if place[1] in named)

    def _may_have_been(self, name: str, need: Need) -> bool:
        """The database ran this step, and the object is not there now: it was there if something ended it since."""
        return self.may_invent and (name in self._gone or bool(_ENDS.search(need.refused or need.statement)))
