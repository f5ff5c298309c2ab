"""Engines and connections to a database that answers nothing, for an ``env.py`` that wants one."""

import contextlib
import os

from .engine import engine
from .wire import Channel


@contextlib.contextmanager
def engines():
    """For the time of the block, whatever engine connects gets a deaf connection; gives one such connection."""
    import sqlalchemy
    from sqlalchemy.engine import Engine

    silent = os.open(os.devnull, os.O_WRONLY)
    made = engine(Channel(silent), "environment")
    connect, raw = Engine.connect, Engine.raw_connection
    places = [(sqlalchemy, name, lambda *_given, **_named: made) for name in ("create_engine", "engine_from_config")]
    places += [(Engine, "connect", lambda _self, *_given, **_named: connect(made))]
    places += [(Engine, "raw_connection", lambda _self, *_given, **_named: raw(made))]
    places += _asynchronous(made)
    try:
        with _replaced(places), made.connect() as connection:
            yield connection
    finally:
        os.close(silent)


@contextlib.contextmanager
def _replaced(places):
    kept = [(owner, name, vars(owner)[name]) for owner, name, _value in places if name in vars(owner)]
    try:
        for owner, name, value in places:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in kept:
            setattr(owner, name, value)


def _asynchronous(made):
    """The same for engines of asyncio, where SQLAlchemy has them."""
    try:
        from sqlalchemy.ext import asyncio
    except ImportError:
        return []
    names = [name for name in ("create_async_engine", "async_engine_from_config") if hasattr(asyncio, name)]
    places = [(asyncio, name, lambda *_given, **_named: _Engine(made)) for name in names]
    kind = asyncio.AsyncEngine
    places += [(kind, name, lambda _self, *_given, **_named: _Connection(made)) for name in ("connect", "begin")]
    return places + [(kind, "dispose", lambda _self, *_given, **_named: _done())]


async def _done():
    return None


class _Engine:
    """An asynchronous engine; what is not about connecting is the synchronous one's."""

    def __init__(self, made):
        self.sync_engine = made

    def __getattr__(self, name):
        return getattr(self.sync_engine, name)

    def connect(self):
        """A deaf connection."""
        return _Connection(self.sync_engine)

    begin = connect

    def dispose(self, close=True):
        """Nothing to close."""
        return _done()


class _Connection:
    """An asynchronous connection: entered or awaited, its ``run_sync`` calls with the synchronous one."""

    def __init__(self, made):
        self._made = made
        self.sync_connection = None

    async def __aenter__(self):
        self.sync_connection = self._made.connect()
        return self

    async def __aexit__(self, *_error):
        self.sync_connection.close()

    def __await__(self):
        return self.__aenter__().__await__()

    async def run_sync(self, function, *given, **named):
        """Call a function with the synchronous connection."""
        return function(self.sync_connection, *given, **named)

    async def execute(self, *given, **named):
        """What the synchronous connection answers: nothing."""
        return self.sync_connection.execute(*given, **named)

    scalar = exec_driver_sql = execute

    async def commit(self):
        """Nothing to commit."""

    rollback = close = commit

    def begin(self):
        """A transaction of nothing."""
        return self

    def __getattr__(self, name):
        return getattr(self.sync_connection, name)


class Nothing:
    """Stands where a migration context would: every attribute is another nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()

    def __call__(self, *_given, **_named):
        return Nothing()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None
