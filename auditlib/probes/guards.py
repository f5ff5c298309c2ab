"""No probe connects anywhere: every driver's connect, every socket and PostgreSQL's own programs are refused and told.

A driver raises its own kind of error, so that applications that bear with a missing database do.
"""

import errno
import importlib.abc
import os
import re
import socket
import sys
from urllib.parse import urlsplit

from . import clients

MESSAGE = "auditlib: nothing connects while an application is audited"
MOST_TOLD = 500
_NUMERIC = re.compile(r"[0-9.]+$|[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*$")  # needs no name server
_PARTS = re.compile(r"\b(host|hostaddr|port|dbname|database)\s*=\s*('[^']*'|\S+)")
# Drivers that reach a server through Python's sockets; a try is told in their name.
_DRIVERS = frozenset(("asyncpg", "pg8000", "aiopg", "pymysql", "MySQLdb", "oracledb", "pymongo", "redis"))


class Guard:
    """Tells each try to connect once a line."""

    def __init__(self, channel, project):
        self._channel = channel
        self._project = os.path.join(os.path.realpath(project), "") if project else None
        self._told = set()

    def tell(self, driver, address):
        """Report a try to connect, with the line of the project's code that makes it."""
        file, line = self._place()
        try_ = (driver, address, file, line)
        if try_ not in self._told and len(self._told) < MOST_TOLD:
            self._told.add(try_)
            self._channel.tell("connects", driver=driver, address=address, file=file, line=line)

    def begin(self):
        """Other code runs from here on: what it tries is told again."""
        self._told.clear()

    def audit(self, event, arguments):
        """Python's own audit hook: it sees every socket and program, however it was reached."""
        if event == "socket.connect":
            self.tell(self._driver(), _socket_address(arguments[1]))
            raise ConnectionRefusedError(errno.ECONNREFUSED, MESSAGE)
        if event == "socket.getaddrinfo" and arguments[0] and not _NUMERIC.match(_text(arguments[0])):
            if arguments[1]:
                self.tell(self._driver(), "%s:%s" % (_text(arguments[0]), _text(arguments[1])))
            raise socket.gaierror(socket.EAI_NONAME, MESSAGE)
        client = clients.started(event, arguments)
        if client:
            name, words, variables = client
            self.tell(name, address((clients.connection_text(words),), clients.options(words, variables)))
            raise PermissionError(errno.EACCES, MESSAGE, name)

    def _place(self):
        """The innermost line of the project's own code."""
        for file, line, _module in self._frames():
            if file is not None:
                return file, line
        return None, None

    def _driver(self):
        """The driver that runs, else the package that the project's code called, else ``socket``."""
        called = "socket"
        for file, _line, module in self._frames():
            if file is not None:
                return called
            root = "" if module.startswith(__package__) else module.partition(".")[0]
            if root in _DRIVERS:
                return root
            called = root or called
        return "socket"

    def _frames(self):
        """Frames from here outwards: file (where it is the project's), line, and the module's name."""
        frame = sys._getframe(2)
        while frame is not None:
            yield self._own(frame.f_code.co_filename), frame.f_lineno, str(frame.f_globals.get("__name__") or "")
            frame = frame.f_back

    def _own(self, file):
        if self._project is None or file.startswith("<") or "site-packages" in file:
            return None
        path = os.path.realpath(file)
        return path[len(self._project) :].replace(os.sep, "/") if path.startswith(self._project) else None


def _text(value):
    return value.decode("ascii", "replace") if isinstance(value, bytes) else str(value)


def _socket_address(address):
    if isinstance(address, tuple):
        return ":".join(_text(part) for part in address[:2])
    return _text(address)


def address(arguments, options):
    """Where a driver's connect was to go: host, port and database; never a password or a user."""
    found = {}
    text = (
        arguments[0] if arguments and isinstance(arguments[0], str) else options.get("dsn") or options.get("conninfo")
    )
    if isinstance(text, str) and "://" in text:
        found = _of_url(text)
    elif isinstance(text, str):
        found = {name: value.strip("'") for name, value in _PARTS.findall(text)}
    for name in ("host", "hostaddr", "port", "dbname", "database"):
        if options.get(name):
            found[name] = options[name]
    host = found.get("host") or found.get("hostaddr") or "the local server"
    database = found.get("dbname") or found.get("database") or ""
    port = found.get("port")
    return "%s%s/%s" % (host, ":%s" % port if port else "", database)


def _of_url(text):
    try:
        parts = urlsplit(text)
        return {"host": parts.hostname, "port": parts.port, "dbname": parts.path.lstrip("/")}
    except ValueError:
        return {}


def _refusing(guard, driver, error):
    def connect(*arguments, **options):
        guard.tell(driver, address(arguments, options))
        raise error(MESSAGE)

    return connect


def _refusing_later(guard, driver, error):
    async def connect(*arguments, **options):
        guard.tell(driver, address(arguments, options))
        raise error(MESSAGE)

    return connect


def _close_psycopg2(guard, module):
    module.connect = module._connect = _refusing(guard, module.__name__, module.OperationalError)


def _close_psycopg(guard, module):
    refuse = _refusing(guard, "psycopg", module.OperationalError)
    later = _refusing_later(guard, "psycopg", module.OperationalError)
    module.Connection.connect = staticmethod(refuse)
    module.AsyncConnection.connect = staticmethod(later)
    module.connect = refuse


def _close_asyncpg(guard, module):
    module.connect = _refusing_later(guard, "asyncpg", OSError)
    module.create_pool = _refusing(guard, "asyncpg", OSError)


def _close_pg8000(guard, module):
    module.connect = _refusing(guard, "pg8000", module.InterfaceError)


# The first reach the network through libpq, out of sight of Python's audit hook; the others may by an event loop in C.
_CLOSED = {
    "psycopg2": _close_psycopg2,
    "psycopg2cffi": _close_psycopg2,
    "psycopg": _close_psycopg,
    "asyncpg": _close_asyncpg,
    "pg8000": _close_pg8000,
}


class _Finder(importlib.abc.MetaPathFinder):
    """Closes a driver as soon as it is imported."""

    def __init__(self, guard):
        self._guard = guard

    def find_spec(self, name, path=None, target=None):
        """The spec that others find, with a loader that closes the driver."""
        if name not in _CLOSED:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self or not hasattr(finder, "find_spec") else finder.find_spec(name, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = _Loader(spec.loader, self._guard, _CLOSED[name])
                return spec
        return None


class _Loader(importlib.abc.Loader):
    def __init__(self, inner, guard, close):
        self._inner = inner
        self._guard = guard
        self._close = close

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def create_module(self, spec):
        """As the real loader."""
        return self._inner.create_module(spec)

    def exec_module(self, module):
        """As the real loader, then closed."""
        self._inner.exec_module(module)
        self._close(self._guard, module)


def install(channel, project=None):
    """Close every way out; gives the guard. ``project`` is the folder whose lines are told."""
    guard = Guard(channel, project)
    sys.addaudithook(guard.audit)
    sys.meta_path.insert(0, _Finder(guard))
    for name, close in _CLOSED.items():
        if name in sys.modules:
            close(guard, sys.modules[name])
    return guard
