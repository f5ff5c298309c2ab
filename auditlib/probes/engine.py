"""A SQLAlchemy engine, 1.4 or 2.x, over the driver without a socket."""

from .driver import Module

NAME = "postgresql.auditlib"
ISOLATION_LEVELS = ("AUTOCOMMIT", "READ COMMITTED", "READ UNCOMMITTED", "REPEATABLE READ", "SERIALIZABLE")


class _WithoutPsycopg2:
    """What psycopg2's dialect does by calling psycopg2, done without."""

    driver = "auditlib"
    supports_statement_cache = True
    _isolation_lookup = {level: level for level in ISOLATION_LEVELS}

    def _get_server_version_info(self, connection):
        return _raw(connection).server_version

    def _get_default_schema_name(self, connection):
        return connection.exec_driver_sql("select current_schema()").scalar() or "public"

    def on_connect(self):
        level = getattr(self, "isolation_level", None)  # SQLAlchemy 2 sets it by itself, and keeps it elsewhere
        return (lambda connection: self.set_isolation_level(connection, level)) if level else None

    def do_executemany(self, cursor, statement, parameters, context=None):
        cursor.executemany(statement, parameters)

    def get_isolation_level(self, connection):
        return _inner(connection).isolation

    def set_isolation_level(self, connection, level):
        _inner(connection).set_isolation_level(level.replace("_", " "))

    def is_disconnect(self, error, connection, cursor):
        return False


def _dialect_class():
    from sqlalchemy.dialects.postgresql import psycopg2

    class Dialect(_WithoutPsycopg2, psycopg2.PGDialect_psycopg2):
        """SQLAlchemy's dialect for psycopg2 over our driver."""

        colspecs = _colspecs(psycopg2)
        # SQLAlchemy looks for it in the class itself.
        supports_statement_cache = True

        def __init__(self, **options):
            super().__init__(use_native_hstore=False, **options)
            self.use_insertmanyvalues_wo_returning = False
            self._returns_of_many()

        def initialize(self, connection):
            super(psycopg2.PGDialect_psycopg2, self).initialize(connection)
            self._returns_of_many()

        def _returns_of_many(self):
            """SQLAlchemy 1.4 leaves it to a function of psycopg2's; later ones write it into one statement."""
            self.insert_executemany_returning = getattr(self, "use_insertmanyvalues", False)

    return Dialect


def _colspecs(psycopg2):
    """psycopg2's, but for ranges and JSON, which it reads into objects of its own: ours arrive as text."""
    from sqlalchemy.dialects.postgresql import base

    theirs = psycopg2.PGDialect_psycopg2.colspecs.items()
    ours = {kind: made for kind, made in theirs if "Range" not in made.__name__ and "JSON" not in made.__name__}
    specs = dict(base.PGDialect.colspecs)
    specs.update(ours)
    return specs


def _raw(connection):
    return _inner(connection.connection)


def _inner(connection):
    return getattr(connection, "dbapi_connection", None) or connection


def is_autocommit(connection):
    """Whether each statement of a SQLAlchemy connection over our driver is a transaction of its own."""
    return bool(getattr(_raw(connection), "autocommit", False))


def end(connection):
    """Undo what a SQLAlchemy connection over our driver has not committed, as closing it would."""
    if not connection.closed and not connection.invalidated:
        if connection.in_transaction():
            connection.get_transaction().rollback()
        _raw(connection).rollback()


def engine(channel, database, context=dict, **options):
    """An engine whose statements go over ``channel`` to the scratch database of that name.

    ``context()`` is asked at each statement for what it is for; its answer travels with the statement.
    """
    import sqlalchemy
    from sqlalchemy.dialects import registry
    from sqlalchemy.pool import NullPool

    dialect = _dialect_class()
    registry.impls[NAME] = lambda: dialect
    options.setdefault("poolclass", NullPool)
    module = Module(channel, database, context)
    made = sqlalchemy.create_engine("postgresql+auditlib://scratch/" + database, module=module, **options)
    # Called last when a connection is handed out, after whatever the application does to new connections.
    sqlalchemy.event.listen(made, "checkout", lambda connection, _record, _proxy: connection.settle())
    return made
