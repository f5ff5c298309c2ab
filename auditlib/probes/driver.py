"""A database driver without a socket: each statement is a question to auditlib, which runs it in scratch.

``engine(channel)`` is a SQLAlchemy engine over it, for SQLAlchemy 1.4 and 2.x; it stands in for psycopg2, whose dialect
it derives from and which need not be installed. See docs/adr/0003-proxy-driver.md.
"""

import itertools

from . import driver_errors as errors
from .driver_errors import Error, InterfaceError, ProgrammingError
from .session import begin, settings
from .wire import pack, unpack

DEFAULT_VERSION = [17, 0]

_numbers = itertools.count(1)  # of the connections of all engines: each is a session of its own
_QUERIES = ("select", "show", "with", "values", "table")


class Module:
    """What SQLAlchemy takes for the driver's module."""

    __name__ = "auditlib_driver"
    __version__ = "2.9.9"
    apilevel = "2.0"
    threadsafety = 1
    paramstyle = "pyformat"
    Binary = bytes
    Error, Warning, InterfaceError, DatabaseError = Error, errors.Warning, InterfaceError, errors.DatabaseError
    DataError, OperationalError, IntegrityError = errors.DataError, errors.OperationalError, errors.IntegrityError
    InternalError, ProgrammingError = errors.InternalError, ProgrammingError
    NotSupportedError = errors.NotSupportedError
    STRING, BINARY, NUMBER, DATETIME, ROWID = 25, 17, 1700, 1114, 26

    def __init__(self, channel, database, context):
        self.channel = channel
        self.database = database
        self.context = context  # a function whose answer goes with each statement: what it is for
        self.server_version = None

    def connect(self, *_args, **options):
        """A connection of its own to the scratch database, with what the options set in its session."""
        made = Connection(self)
        begin(made, settings(options))
        return made


def _of_transactions(name):
    """An attribute of a connection that says how its transactions are begun; None leaves it to the server."""

    def get(self):
        return self._of_transactions.get(name)

    def put(self, value):
        if value != self._of_transactions.get(name):
            self.say("transactions", name=name, value=value)
            self._of_transactions[name] = value

    return property(get, put)


class Connection:
    """One connection; transactions are PostgreSQL's."""

    def __init__(self, module):
        self.module = module
        self.number = next(_numbers)
        self.closed = 0
        self.notices = []
        self.settled = False
        self._autocommit = False
        self.isolation = "READ COMMITTED"
        self._of_transactions = {}  # how they are begun, where that was said
        self._begun = False  # nothing was said that an end of the transaction would end
        if module.server_version is None:
            module.server_version = tuple(self.say("connect").get("server_version") or DEFAULT_VERSION)
        self.server_version = module.server_version

    def settle(self):
        """From here on a refused statement is the caller's own."""
        self.settled = True

    def say(self, kind, **fields):
        """A question about this connection; raises PostgreSQL's refusal."""
        if self.closed:
            raise InterfaceError("connection already closed")
        module = self.module
        if kind in ("execute", "executemany"):
            self._begun = True
        answer = module.channel.ask(kind, connection=self.number, database=module.database, **fields)
        if "error" in answer:
            refusal = answer["error"]
            state = refusal.get("sqlstate")
            raise errors.CLASSES.get((state or "")[:2], errors.DEFAULT_CLASS)(
                refusal["message"], state, refusal.get("primary")
            )
        return answer

    @property
    def autocommit(self):
        """Each statement its own transaction."""
        return self._autocommit

    @autocommit.setter
    def autocommit(self, value):
        if bool(value) != self._autocommit:
            self.say("autocommit", value=bool(value))
            self._autocommit = bool(value)

    def set_isolation_level(self, level):
        """By its name, as the dialect does."""
        self.autocommit = level == "AUTOCOMMIT"
        if level != "AUTOCOMMIT" and level != self.isolation:
            self.say("isolation", level=level)
            self.isolation = level

    readonly = _of_transactions("readonly")
    deferrable = _of_transactions("deferrable")

    def cursor(self, name=None, **_options):
        """A cursor; a named one is read at once like any other."""
        return Cursor(self)

    def commit(self):
        """End the transaction."""
        self._end("commit")

    def rollback(self):
        """Undo the transaction."""
        self._end("rollback")

    def _end(self, how):
        context = self.module.context()
        if self._begun or self.closed or context.get("line"):  # a revision's own call is to be known, whatever it ends
            self.say(how, context=context)
            self._begun = False

    def close(self):
        """Give the connection back."""
        if not self.closed:
            self.module.channel.tell("close", connection=self.number, database=self.module.database)
            self.closed = 1


class Cursor:
    """Statements out, rows in."""

    arraysize = 1
    itersize = 2000
    lastrowid = None

    def __init__(self, connection):
        self.connection = connection
        self.description = None
        self.rowcount = -1
        self.statusmessage = None
        self.query = None
        self.closed = False
        self._rows = iter(())

    def execute(self, statement, parameters=None):
        """Run one statement."""
        self._take(self._say("execute", statement, _packed(parameters)))
        return self

    def executemany(self, statement, many):
        """Run one statement with each set of parameters."""
        self._take(self._say("executemany", statement, [_packed(each) for each in many]))
        return self

    def _say(self, kind, statement, parameters):
        if isinstance(statement, bytes):
            statement = statement.decode("utf-8")
        module = self.connection.module
        self.query = str(statement)
        try:
            answer = self.connection.say(kind, sql=self.query, parameters=parameters, context=module.context())
        except Error:
            if self.connection.settled:
                raise
            # The application listens to every engine's connections, for the sake of one to another kind of database.
            self.connection.rollback()
            return {}
        if not module.channel.answered and self.query.lstrip().lower().startswith(_QUERIES):
            return {"columns": [("unanswered", Module.STRING)]}
        return answer

    def _take(self, answer):
        columns = answer.get("columns")
        self.description = columns and [(name, oid, None, None, None, None, None) for name, oid in columns]
        self.rowcount = answer.get("rowcount", -1)
        self.statusmessage = answer.get("status")
        self._rows = iter([tuple(unpack(value) for value in row) for row in answer.get("rows") or ()])

    def fetchone(self):
        """The next row, or None."""
        return next(self._rows, None)

    def fetchmany(self, size=None):
        """The next rows."""
        rows = []
        for row in self._rows:
            rows.append(row)
            if len(rows) == (size or self.arraysize):
                break
        return rows

    def fetchall(self):
        """All rows left."""
        return list(self._rows)

    def __iter__(self):
        return self._rows

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.close()

    def setinputsizes(self, *_sizes):
        """Not needed."""

    def setoutputsize(self, *_sizes):
        """Not needed."""

    def close(self):
        """Forget the rows."""
        self.closed = True
        self._rows = iter(())


def _packed(parameters):
    if parameters is None:
        return None
    try:
        if hasattr(parameters, "items"):
            return {str(name): pack(value) for name, value in parameters.items()}
        return [pack(value) for value in parameters]
    except TypeError as error:
        raise ProgrammingError(str(error)) from error
