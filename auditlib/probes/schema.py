"""Tables of a database as SQLAlchemy's reflection would give them, from names and types instead of a connection."""


class Reflected:
    """Tables by (schema, name), the default schema as None; their indexes and constraints by kind and name."""

    def __init__(self, answer):
        from sqlalchemy import MetaData

        self.default_schema = answer.get("default_schema") or "public"
        self._metadata = MetaData()
        self._types = _Types()
        self._given = {self.key(each["schema"], each["table"]): each for each in answer.get("tables") or []}
        self._made = {}

    def key(self, schema, name):
        """How Alembic names a table of the connection: without a schema in the default one."""
        return (None if schema in (None, self.default_schema) else str(schema), str(name))

    def keys(self):
        """Every table there is."""
        return set(self._given)

    def schemas(self):
        """Every schema that holds a table, the default one as None."""
        return {schema for schema, _name in self._given} | {None}

    def table(self, key):
        """The Table of a key."""
        if key not in self._made:
            self._made[key] = self._table(key, self._given[key])
        return self._made[key]

    def parts(self, key):
        """Indexes and constraints of a table by name, apart by the words that Alembic has for their kinds."""
        from sqlalchemy import ForeignKeyConstraint, UniqueConstraint

        table = self.table(key)
        constraints = [each for each in table.constraints if each.name]
        return {
            "index": {str(each.name): each for each in table.indexes},
            "unique_constraint": {str(each.name): each for each in constraints if isinstance(each, UniqueConstraint)},
            "foreign_key_constraint": {
                str(each.name): each for each in constraints if isinstance(each, ForeignKeyConstraint)
            },
        }

    def _table(self, key, given):
        from sqlalchemy import Column, Table, text

        columns = [
            Column(
                each["column"],
                self._types.of(each["type"]),
                nullable=each["nullable"] is not False,
                server_default=text(each["default"]) if each["default"] else None,
            )
            for each in given["columns"]
        ]
        table = Table(key[1], self._metadata, *columns, schema=key[0], comment=given.get("comment"))
        for each in given["constraints"]:
            self._constrain(table, each)
        for each in given["indexes"]:
            self._index(table, each)
        return table

    def _constrain(self, table, given):
        from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint

        columns = [name for name in given["columns"] if name in table.columns]
        if not columns or len(columns) != len(given["columns"]):
            return
        if given["kind"] == "primary key":
            table.append_constraint(
                PrimaryKeyConstraint(*[table.columns[name] for name in columns], name=given["name"])
            )
        elif given["kind"] == "unique":
            table.append_constraint(UniqueConstraint(*[table.columns[name] for name in columns], name=given["name"]))
        elif given["kind"] == "foreign key":
            schema, name = self.key(given["schema"], given["table"])
            before = "%s.%s" % (schema, name) if schema else name
            targets = ["%s.%s" % (before, column) for column in given["referenced"]]
            if len(targets) == len(columns):
                table.append_constraint(ForeignKeyConstraint(columns, targets, name=given["name"]))

    def _index(self, table, given):
        from sqlalchemy import Index, text

        parts = [table.columns[name] if name in table.columns else text(name) for name in given["columns"]]
        if parts:
            index = Index(given["name"], *parts, unique=given["unique"])
            if index.table is None:
                index._set_parent(table) if hasattr(index, "_set_parent") else table.append_constraint(index)


class _Types:
    """SQLAlchemy types by the words that PostgreSQL has for them."""

    def __init__(self):
        from sqlalchemy.dialects.postgresql import base

        self._known = base.ischema_names

    def of(self, words):
        from sqlalchemy.dialects.postgresql import ARRAY
        from sqlalchemy.types import NullType

        if words.endswith("[]"):
            return ARRAY(self.of(words[:-2]))
        name = words.partition("(")[0].strip()
        kind = self._known.get(name) or self._known.get(name.rpartition(".")[2].strip('"'))
        try:
            return kind() if kind is not None else NullType()
        except TypeError:  # a type that cannot be without arguments
            return NullType()
