"""What the driver without a socket raises: the classes of Python's database interface, with PostgreSQL's codes."""


class Error(Exception):
    """PostgreSQL's refusal, with the attributes that psycopg2 and psycopg give theirs."""

    def __init__(self, message="", sqlstate=None, primary=None):
        super().__init__(message)
        self.sqlstate = self.pgcode = sqlstate
        self.pgerror = message
        self.diag = _Diagnostics(sqlstate, primary or message)
        self.cursor = None


class _Diagnostics:
    def __init__(self, sqlstate, primary):
        self.sqlstate = sqlstate
        self.message_primary = primary


class Warning(Exception):  # noqa: N818 the interface's own name
    """Never raised; the database interface wants its name."""


class InterfaceError(Error):
    """Nobody answers."""


class DatabaseError(Error):
    """Any refusal of PostgreSQL."""


class DataError(DatabaseError):
    """Class 22."""


class OperationalError(DatabaseError):
    """The server, not the statement."""


class IntegrityError(DatabaseError):
    """Class 23."""


class InternalError(DatabaseError):
    """Class 25 and other states that a statement may not be in."""


class ProgrammingError(DatabaseError):
    """Classes 26 and 42."""


class NotSupportedError(DatabaseError):
    """Class 0A."""


CLASSES = {  # by the first two signs of PostgreSQL's code
    "0A": NotSupportedError,
    "22": DataError,
    "23": IntegrityError,
    "21": ProgrammingError,
    "24": InternalError,
    "25": InternalError,
    "2B": InternalError,
    "2D": InternalError,
    "XX": InternalError,
    "26": ProgrammingError,
    "2F": ProgrammingError,
    "34": ProgrammingError,
    "3D": ProgrammingError,
    "3F": ProgrammingError,
    "42": ProgrammingError,
    "44": ProgrammingError,
}
DEFAULT_CLASS = OperationalError
