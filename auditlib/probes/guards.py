"""No probe connects anywhere: every driver's connect and every socket refuses, and says so to auditlib.

A driver raises its own kind of error, so that applications that bear with a missing database do.
"""

import errno
import importlib.abc
import re
import socket
import sys
from urllib.parse import urlsplit

MESSAGE = "auditlib: no connection is made while models are read"
_NUMERIC = re.compile(r"[0-9.]+$|[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*$")  # needs no name server
_PARTS = re.compile(r"\b(host|hostaddr|port|dbname|database)\s*=\s*('[^']*'|\S+)")


class Guard:
    """Tells each address once."""

    def __init__(self, channel):
        self._channel = channel
        self._told = set()

    def tell(self, driver, address):
        """Report a try to connect."""
        if (driver, address) not in self._told:
            self._told.add((driver, address))
            self._channel.tell("connects", driver=driver, address=address)

    def audit(self, event, arguments):
        """Python's own audit hook: it sees every socket, however it was reached."""
        if event == "socket.connect":
            self.tell("socket", _socket_address(arguments[1]))
            raise ConnectionRefusedError(errno.ECONNREFUSED, MESSAGE)
        if event == "socket.getaddrinfo" and arguments[0] and not _NUMERIC.match(_text(arguments[0])):
            self.tell("socket", "%s:%s" % (_text(arguments[0]), _text(arguments[1])))
            raise socket.gaierror(socket.EAI_NONAME, MESSAGE)


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
    module.connect = _refusing(guard, module.__name__, module.OperationalError)


def _close_psycopg(guard, module):
    refuse = _refusing(guard, "psycopg", module.OperationalError)
    later = _refusing_later(guard, "psycopg", module.OperationalError)
    module.Connection.connect = staticmethod(refuse)
    module.AsyncConnection.connect = staticmethod(later)
    module.connect = refuse


# The drivers that reach the network through libpq, out of sight of Python's audit hook; the others use sockets.
_CLOSED = {"psycopg2": _close_psycopg2, "psycopg2cffi": _close_psycopg2, "psycopg": _close_psycopg}


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


def install(channel):
    """Close every way out."""
    guard = Guard(channel)
    sys.addaudithook(guard.audit)
    sys.meta_path.insert(0, _Finder(guard))
    for name, close in _CLOSED.items():
        if name in sys.modules:
            close(guard, sys.modules[name])
