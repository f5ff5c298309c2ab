"""Engines of an application, led to the scratch database: each keeps its options, events and what it sets in a session.

Only while ``leading``: what a revision connects by itself is still refused and told.
"""

import contextlib
import sys

from .engine import NAME, engine

_DRIVER = NAME.partition(".")[2]
_KEPT = (
    *("execution_options", "isolation_level", "future", "json_serializer", "json_deserializer"),
    *("logging_name", "hide_parameters", "label_length"),
)
_ASYNCHRONOUS = ("asyncpg", "psycopg_async", "aiopg")


class Redirect:
    """Stands in for SQLAlchemy's ``create_engine`` and ``Engine.connect`` from here on."""

    def __init__(self, make):
        """``make(**options)`` gives an engine of ours."""
        import sqlalchemy
        from sqlalchemy.engine import Engine

        self._make = make
        self._create = sqlalchemy.create_engine
        self._twins = {}
        self._leads = False
        _replace(self._create, self._created)
        for name in ("connect", "raw_connection"):
            setattr(Engine, name, self._connecting(getattr(Engine, name)))

    @contextlib.contextmanager
    def leading(self, leads=True):
        """For the time of the block, engines lead to scratch, or do not."""
        before, self._leads = self._leads, leads
        try:
            yield
        finally:
            self._leads = before

    def _created(self, url, **options):
        from sqlalchemy.engine import make_url

        parsed = make_url(url) if self._leads else None
        if parsed is None or not _is_postgresql(parsed):
            return self._create(url, **options)
        kept = {name: value for name, value in options.items() if name in _KEPT}
        kept["connect_args"] = dict(parsed.query, **(options.get("connect_args") or {}))
        asynchronous = options.get("_is_async") or parsed.drivername.partition("+")[2] in _ASYNCHRONOUS
        return self._made(kept, asynchronous)

    def _made(self, options, asynchronous=False):
        with self.leading(False):
            made = self._make(**options)
        if asynchronous:
            made.dialect.is_async = True  # asked by asyncio's engine, which runs what is behind it in a greenlet
            _wait_for_nothing()
        return made

    def _connecting(self, connect):
        def led(made, *given, **named):
            if self._leads and made.dialect.name == "postgresql" and made.dialect.driver != _DRIVER:
                made = self._twin(made)
            return connect(made, *given, **named)

        return led

    def _twin(self, made):
        """For an engine made before: one of ours that hears what its listeners want to hear."""
        if id(made) not in self._twins:
            kept = {"connect_args": dict(made.url.query), **_isolation(made.dialect)}
            twin = self._made(kept, getattr(made.dialect, "is_async", False))
            twin.dispatch._update(made.dispatch)
            twin.pool.dispatch._update(made.pool.dispatch)
            self._twins[id(made)] = made, twin
        return self._twins[id(made)][1]


def maker(channel, database, context):
    """A function that makes engines over ``channel``, as ``Redirect`` wants them."""
    return lambda **options: engine(channel, database, context, **options)


def _isolation(dialect):
    """The isolation level that an engine was made with; SQLAlchemy 1.4 keeps it under the first name."""
    levels = [getattr(dialect, name, None) for name in ("isolation_level", "_on_connect_isolation_level")]
    return next(({"isolation_level": level} for level in levels if isinstance(level, str)), {})


def _wait_for_nothing():
    """SQLAlchemy's asyncio wants each statement to be awaited by the driver; over ours there is nothing to await."""
    import importlib

    for name in ("engine", "session", "result"):
        module = importlib.import_module("sqlalchemy.ext.asyncio." + name)
        spawn = getattr(module, "greenlet_spawn", None)
        if spawn is not None and not hasattr(spawn, "waits"):
            module.greenlet_spawn = _bearing(spawn)


def _bearing(spawn):
    def bearing(function, *given, **named):
        named.pop("_require_await", None)
        return spawn(function, *given, **named)

    bearing.waits = False
    return bearing


def _is_postgresql(url):
    return url.drivername.partition("+")[0] in ("postgresql", "postgres") and not url.drivername.endswith(_DRIVER)


def _replace(theirs, ours):
    """In every module of SQLAlchemy's, and of those over it, that has the function under some name."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("sqlalchemy", "sqlmodel") and module is not None:
            for own, value in list(vars(module).items()):
                if value is theirs:
                    setattr(module, own, ours)
