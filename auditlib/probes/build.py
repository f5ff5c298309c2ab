"""Builds a MetaData table by table through an engine, so that one refusal costs one object.

Foreign keys come last, each by itself. A table of another MetaData that one names is first built as a stub: its key
columns only, as that MetaData declares them, so that PostgreSQL itself judges whether the types agree.
"""

from .driver_errors import Error
from .keys import by_alter, is_key, is_unique_within, ordered, target, target_columns

NOT_VALID = " NOT VALID"


class Builder:
    """One MetaData into one scratch database. ``holder(table key)`` finds a table in another MetaData."""

    def __init__(self, channel, declared, name, metadata):
        self._channel = channel
        self._declared = declared
        self._name = name
        self._metadata = metadata
        self._context = {}
        self._refused = set()
        self._generator = None
        self._connection = None

    def context(self):
        """What the statement at hand is for."""
        return self._context

    def build(self, engine, holder):
        """Build everything that can be built; every failure is told and passed over."""
        with engine.connect() as connection:
            self._connection = connection
            self._generator, first = _generator(connection)
            tables = sorted(self._metadata.tables.values(), key=_is_child)
            events = {"tables": tables, "checkfirst": first, "_ddl_runner": self._generator}
            self._about(None, None, None)
            self._fire(self._metadata, "before_create", events)
            self._schemas(tables)
            for sequence in getattr(self._metadata, "_sequences", {}).values():
                if getattr(sequence, "column", None) is None:
                    self._about("sequence", None, sequence.name)
                    self._try(lambda each=sequence: self._generator.traverse_single(each))
            for table in tables:
                self._table(table, first)
            self._keys(tables, holder)
            self._about(None, None, None)
            self._fire(self._metadata, "after_create", events)

    def _about(self, kind, table, name, column=None):
        """Set what the next statements are for."""
        file = line = None
        if column is not None:
            file, line = self._declared.place(table, column)
            file = file and self._declared.shown(file)
        elif table is not None:
            row = self._declared.table(table)
            file, line = row["file"], row["line"]
        self._context = {
            "metadata": self._name,
            "object_kind": kind,
            "schema": table.schema if table is not None else None,
            "table": str(table.name) if table is not None else None,
            "name": str(name) if name is not None else None,
            "file": file,
            "line": line,
        }

    def _try(self, action):
        """True where it worked. PostgreSQL's refusals are told by the driver's other end."""
        from sqlalchemy.exc import DBAPIError

        try:
            action()
            return True
        except DBAPIError as error:
            if not isinstance(error.orig, Error):
                self._tell(error)
        except Error:
            pass
        except Exception as error:  # the application's own listeners and types
            self._tell(error)
        return False

    def _tell(self, error):
        message = "%s: %s" % (type(error).__name__, error)
        self._channel.tell("problem", stage="build", message=message, **self._context)

    def _run(self, element):
        return self._try(lambda: self._connection.execute(element))

    def _fire(self, target, event, arguments):
        """Each listener by itself; enums of a MetaData are made by one."""
        for listener in list(getattr(target.dispatch, event)):
            self._try(lambda each=listener: each(target, self._connection, **arguments))

    def _schemas(self, tables):
        quote = self._connection.dialect.identifier_preparer.quote
        for schema in sorted({str(table.schema) for table in tables if table.schema}):
            self._about("schema", None, schema)
            self._context["schema"] = schema
            self._try(lambda each=schema: self._sql("CREATE SCHEMA IF NOT EXISTS " + quote(each)))

    def _sql(self, statement):
        return self._connection.exec_driver_sql(statement.replace("%", "%%"))

    def _table(self, table, first):
        from sqlalchemy.schema import CreateTable

        events = {"checkfirst": first, "_ddl_runner": self._generator, "_is_metadata_operation": True}
        self._about("table", table, table.name)
        self._fire(table, "before_create", events)
        for column in table.columns:
            if column.default is not None and column.default.is_sequence:
                self._about("sequence", table, column.default.name, column)
                self._try(lambda each=column.default: self._generator.traverse_single(each))
        self._about("table", table, table.name)
        element = getattr(table, "_creator_ddl", None)
        if not self._run(element if element is not None else CreateTable(table, include_foreign_key_constraints=[])):
            self._refused.add(table.key)
            return
        self._indexes(table)
        self._comments(table)
        self._about("table", table, table.name)
        self._fire(table, "after_create", events)

    def _indexes(self, table):
        from sqlalchemy.schema import CreateIndex

        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            columns = [column for column in index.columns if column.table is table]
            self._about("index", table, index.name, columns[0] if columns else None)
            if self._is_meant(index, CreateIndex(index)):
                self._run(CreateIndex(index))

    def _is_meant(self, target, element):
        """Whether its `ddl_if`, which SQLAlchemy has since 2.0, lets it be made on PostgreSQL."""
        condition = getattr(target, "_ddl_if", None)
        said = []
        if condition is not None:  # its callable is the application's own
            self._try(lambda: said.append(bool(condition._should_execute(element, target, self._connection))))
        return condition is None or said == [True]

    def _comments(self, table):
        from sqlalchemy import schema

        self._about("comment", table, table.name)
        if table.comment is not None:
            self._run(schema.SetTableComment(table))
        for column in table.columns:
            if column.comment is not None:
                self._about("comment", table, column.name, column)
                self._run(schema.SetColumnComment(column))
        comment = getattr(schema, "SetConstraintComment", None)
        for constraint in ordered(table.constraints):
            if comment and getattr(constraint, "comment", None) is not None and not is_key(constraint):
                self._about("comment", table, constraint.name)
                self._run(comment(constraint))

    def _keys(self, tables, holder):
        built = [table for table in tables if table.key not in self._refused]
        stubs = {}
        for table in built:
            for key in ordered(table.foreign_key_constraints):
                wanted = target(key)
                if wanted not in self._metadata.tables:
                    stubs.setdefault(wanted, set()).update(target_columns(key))
        for wanted, columns in sorted(stubs.items()):
            self._stub(wanted, columns, holder(self._metadata, wanted))
        later = by_alter(built)
        for table in built:
            for key in ordered(table.foreign_key_constraints):
                if target(key) not in self._refused:
                    self._key(table, key, key in later)

    def _stub(self, wanted, names, original):
        """The columns that keys name, and the keys that make them nameable, of a table that another MetaData holds."""
        from sqlalchemy import Column, Table, UniqueConstraint
        from sqlalchemy.schema import CreateTable

        if original is None:
            return
        columns = [original.columns[name] for name in sorted(names) if name in original.columns]
        if not columns:
            return
        kinds = [each for each in ordered(original.constraints) if is_unique_within(each, names)]
        unique = [UniqueConstraint(*[column.name for column in each.columns]) for each in kinds]
        unique += [UniqueConstraint(column.name) for column in columns if column.unique and not unique]
        self._stub_schema(original)
        stub = Table(
            original.name,
            self._metadata,
            *[Column(column.name, column.type) for column in columns],
            *unique,
            schema=original.schema,
        )
        self._about("table", original, original.name)
        for column in columns:
            creating = getattr(column.type, "create", None)
            if creating is not None:
                self._try(lambda each=creating: each(self._connection, checkfirst=True))
        if not self._run(CreateTable(stub, include_foreign_key_constraints=[])):
            self._refused.add(wanted)

    def _stub_schema(self, original):
        """Tell of a stub, and make the schema that only stubs lie in."""
        schema = original.schema
        own = {table.schema for table in self._metadata.tables.values()}
        alone = bool(schema) and schema not in own
        self._channel.tell("stub", metadata=self._name, schema=schema, table=str(original.name), schema_too=alone)
        if alone:
            self._schemas([original])

    def _key(self, table, key, later):
        from sqlalchemy.exc import NoReferenceError
        from sqlalchemy.schema import AddConstraint

        self._about("foreign key", table, key.name or None, key.elements[0].parent)
        self._context["target"] = target(key)
        if not self._is_meant(key, AddConstraint(key)):
            return
        try:
            statement = str(AddConstraint(key).compile(dialect=self._connection.dialect))
        except NoReferenceError:
            statement = self._key_by_name(table, key)
        except Exception as error:  # the application's own types and compile hooks
            self._tell(error)
            return
        if not later and statement.endswith(NOT_VALID):  # PostgreSQL checks it inside of CREATE TABLE
            statement = statement[: -len(NOT_VALID)]
        self._try(lambda: self._connection.exec_driver_sql(statement))

    def _key_by_name(self, table, key):
        """A key to what no MetaData declares, spelt from its names: PostgreSQL says what is wrong with it."""
        dialect = self._connection.dialect
        quote = dialect.identifier_preparer.quote
        name = "CONSTRAINT %s " % quote(key.name) if isinstance(key.name, str) else ""
        named = ".".join(quote(part) for part in target(key).split("."))
        mine = ", ".join(quote(each.parent.name) for each in key.elements)
        theirs = ", ".join(quote(column) for column in target_columns(key))
        return ("ALTER TABLE %s ADD %sFOREIGN KEY(%s) REFERENCES %s (%s)" % (
            dialect.identifier_preparer.format_table(table), name, mine, named, theirs
        )).replace("%", "%%")  # fmt: skip


def _generator(connection):
    """SQLAlchemy's own generator, for its memory of what it made, and the ``checkfirst`` of ``create_all``."""
    from sqlalchemy.sql import ddl

    kinds = getattr(ddl, "CheckFirst", None)
    first = kinds.ALL if kinds is not None else True
    return ddl.SchemaGenerator(connection.dialect, connection, checkfirst=first), first


def _is_child(table):
    """Tables that inherit or are partitions come after the others."""
    options = table.dialect_options["postgresql"] if "postgresql" in table.dialect_options else {}
    return bool(options.get("inherits"))
