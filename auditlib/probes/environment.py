"""Runs a script location's ``env.py`` as Alembic would, and keeps what it hands to Alembic.

No migration runs and nothing connects. What ``env.py`` gave before it failed still counts.
"""

import contextlib
import importlib.util
import os
import traceback

from .engine import engine
from .environment_text import Lines
from .found import found
from .wire import Channel

FLAGS = ("include_object", "include_name", "include_schemas", "version_table", "version_table_schema")


class Handed:
    """What one ``env.py`` handed over, the tables that stood in it then, how it is known, what went wrong."""

    def __init__(self, location):
        self.location = location
        self.metadata = []
        self.tables = {}  # id of a MetaData to the tables that it held when it was handed over
        self.before = {}  # the same for before env.py ran: what an earlier one had imported already
        self.known = False
        self.by = None
        self.arguments = {}
        self.problem = None
        self.lines = Lines(None)

    def take(self, value, by):
        """Keep a target_metadata: None, a MetaData, a class with one, or a list of these."""
        for metadata in _flat(value):
            if all(metadata is not each for each in self.metadata):
                self.metadata.append(metadata)
                self.tables[id(metadata)] = set(metadata.tables)
        self.known, self.by = True, by


def _flat(value):
    from sqlalchemy import MetaData

    if issubclass(type(value), MetaData):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [metadata for each in value for metadata in _flat(each)]
    inner = getattr(value, "metadata", None)
    return [inner] if issubclass(type(inner), MetaData) else []


def run(location, project):
    """Run ``env.py`` of a location and tell what it handed over. Raises nothing."""
    handed = Handed(location)
    file = os.path.join(project, location["folder"], "env.py")
    if not os.path.exists(file):
        handed.problem = {"message": "there is no env.py", "line": None}
        return handed
    handed.lines = Lines(file)
    handed.before = {id(metadata): set(metadata.tables) for metadata in found()[0]}
    names = {}
    _attempt(handed, file, names, _Offline)
    if not handed.known and "target_metadata" in names:
        handed.take(names["target_metadata"], "its variable target_metadata")
    if not handed.known:
        first = handed.problem
        _attempt(handed, file, names, _Online)
        handed.problem = first or handed.problem
    return handed


def _attempt(handed, file, names, mode):
    """Run env.py in one of Alembic's two modes."""
    try:
        with mode(file, handed.location).recording(handed):
            _execute(file, names)
    except BaseException as error:  # the door: target code may raise anything, SystemExit too
        handed.problem = {"message": _said(error), "line": line_in(error, file)}


def _said(error):
    if isinstance(error, SystemExit):
        return "it ended the process with sys.exit(%r)" % (error.code,)
    return "%s: %s" % (type(error).__name__, error)


def line_in(error, file):
    """The innermost line of a file that a traceback passes."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if _same(frame.filename, file)]
    if not lines and isinstance(error, SyntaxError) and error.filename and _same(error.filename, file):
        return error.lineno
    return lines[-1] if lines else None


def _same(left, right):
    return os.path.realpath(left) == os.path.realpath(right)


def _execute(file, names):
    spec = importlib.util.spec_from_file_location("env_py", file)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    finally:
        names.update(vars(module))


class _Offline:
    """Alembic's environment in offline mode, with a ``configure`` that only listens."""

    online = False

    def __init__(self, file, location):
        self._folder = os.path.dirname(file)
        self.config = _config(location, os.getcwd())

    @contextlib.contextmanager
    def recording(self, handed):
        """For the time of the block, ``alembic.context`` is the listening environment."""
        from alembic.runtime.environment import EnvironmentContext

        environment = EnvironmentContext(
            self.config, self._script(), fn=lambda *_: [], as_sql=not self.online, destination_rev="heads"
        )

        def configure(*_given, **arguments):
            handed.arguments.update({name: arguments[name] for name in FLAGS if arguments.get(name) is not None})
            if arguments.get("target_metadata") is not None or not handed.known:
                handed.take(arguments.get("target_metadata"), "context.configure")

        environment.configure = configure
        environment.is_offline_mode = lambda: not self.online
        environment.begin_transaction = contextlib.nullcontext
        environment.get_context = lambda: _Nothing()
        for name in ("run_migrations", "execute", "static_output"):
            setattr(environment, name, lambda *_given, **_named: None)
        with environment:
            yield

    def _script(self):
        from alembic.script import ScriptDirectory

        try:
            return ScriptDirectory.from_config(self.config)
        except Exception:  # a setting that only migrations need must not keep env.py from being read
            return ScriptDirectory(self._folder)


class _Online(_Offline):
    """The same where env.py has no offline mode: its connection is one to a database that answers nothing."""

    online = True

    @contextlib.contextmanager
    def recording(self, handed):
        """Engines that env.py makes, and the connection that others would hand to it, are deaf ones."""
        import sqlalchemy

        silent = os.open(os.devnull, os.O_WRONLY)
        deaf = engine(Channel(silent), "environment")
        names = ("create_engine", "engine_from_config")
        kept = {name: getattr(sqlalchemy, name) for name in names}
        try:
            for name in names:
                setattr(sqlalchemy, name, lambda *_given, **_named: deaf)
            with deaf.connect() as connection:
                self.config.attributes["connection"] = connection
                with super().recording(handed):
                    yield
        finally:
            for name, original in kept.items():
                setattr(sqlalchemy, name, original)
            os.close(silent)


class _Nothing:
    """Stands where a migration context would: every attribute is another nothing."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return _Nothing()

    def __call__(self, *_given, **_named):
        return _Nothing()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None


def _config(location, project):
    from alembic.config import Config

    ini = location.get("ini") and os.path.join(project, location["ini"])
    section = location.get("ini_section") or "alembic"
    if ini and ini.endswith(".toml"):
        try:
            config = Config(None, toml_file=ini, ini_section=section)
        except TypeError:  # an Alembic that does not read pyproject.toml
            config = Config(None, ini_section=section)
    else:
        config = Config(ini, ini_section=section)
    folder = os.path.join(project, location["folder"])
    config.set_main_option("script_location", folder.replace("%", "%%"))
    return config
