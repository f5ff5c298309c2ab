"""Runs a script location's ``env.py`` as Alembic would, and keeps what it hands to Alembic.

No migration runs and nothing connects. What ``env.py`` gave before it failed still counts. Offline mode is tried
first; online mode, over connections that answer nothing, where offline gave nothing or its text says that online mode
is configured otherwise: autogenerate runs online, so what is given there counts.
"""

import contextlib
import importlib.util
import os
import traceback

from . import deaf
from .environment_text import Lines
from .found import found
from .options import Options


class Handed:
    """What one ``env.py`` handed over, the tables that stood in it then, how it is known, what went wrong."""

    def __init__(self, location):
        self.location = location
        self.metadata = []
        self.tables = {}  # id of a MetaData to the tables that it held when it was handed over
        self.before = {}  # the same for before env.py ran: what an earlier one had imported already
        self.known = False
        self.by = None
        self.options = Options(None)
        self.reached = set()  # the modes in which it came to configure
        self.problem = None
        self.lines = Lines(None)
        self.version_locations = None  # what env.py sets them to, where it does

    def take(self, value, by):
        """Keep a target_metadata: None, a MetaData, a class with one, or a list of these."""
        for metadata in flat(value):
            if all(metadata is not each for each in self.metadata):
                self.metadata.append(metadata)
                self.tables[id(metadata)] = set(metadata.tables)
        self.known, self.by = True, by

    def configured(self, mode, arguments, lines):
        """``context.configure`` was called in a mode, from lines of env.py."""
        self.reached.add(mode)
        self.options.see(mode, arguments, lines)
        if arguments.get("target_metadata") is not None or not self.known:
            self.take(arguments.get("target_metadata"), "context.configure")


def flat(value):
    """Every MetaData that a target_metadata stands for."""
    from sqlalchemy import MetaData

    if issubclass(type(value), MetaData):
        return [value]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [metadata for each in value for metadata in flat(each)]
    inner = getattr(value, "metadata", None)
    return [inner] if issubclass(type(inner), MetaData) else []


def run(location, project, prepared=None):
    """Run ``env.py`` of a location and tell what it handed over; ``prepared`` is the setup hook's. Raises nothing."""
    handed = Handed(location)
    file = file_of(location, project, prepared)
    if file is None:
        return _without(handed, prepared)
    handed.lines, handed.options = Lines(file), Options(file)
    handed.before = {id(metadata): set(metadata.tables) for metadata in found()[0]}
    names = {}
    place = (file, location, prepared)
    first = _attempt(handed, place, names, _Offline)
    if handed.known and _differs_online(handed):
        handed.options.missed = _attempt(handed, place, names, _Online)
    second = _attempt(handed, place, names, _Online) if first and not handed.known else None
    if not handed.known and "target_metadata" in names:
        handed.take(names["target_metadata"], "its variable target_metadata")
    if not handed.known and not first:
        second = _attempt(handed, place, names, _Online)
    # One that refuses offline mode alone has not failed; of two refusals online mode's says what is wanted.
    handed.problem = second if second or "online" in handed.reached else first
    if "online" in handed.reached:
        handed.options.only_online()
    else:
        handed.options.read(handed.lines, names)
    return handed


def _differs_online(handed):
    """A call that offline mode did not come to gives options, or gives less than the one that it came to."""
    more = handed.lines.says_more(handed.options.lines)
    return more or bool(handed.options.values and handed.lines.unreached(handed.options.lines))


def file_of(location, project, prepared):
    """The env.py of a location, else that of the Config that the setup hook gives."""
    folders = [os.path.join(project, location["folder"]), prepared.folder() if prepared else None]
    files = [os.path.join(folder, "env.py") for folder in folders if folder]
    return next((file for file in files if os.path.exists(file)), None)


def _without(handed, prepared):
    """Where an extension builds the environment itself, the setup hook may say what it hands over."""
    given = prepared.given() if prepared else {}
    if "target_metadata" in given:
        handed.take(given["target_metadata"], "the setup hook")
    else:
        handed.problem = {"message": "there is no env.py", "line": None}
    return handed


def _attempt(handed, place, names, mode):
    """Run env.py in one of Alembic's two modes; what went wrong, if anything did."""
    file, location, prepared = place
    try:
        listening = mode(file, location, prepared)
        before = listening.config.get_main_option("version_locations")
        with listening.recording(handed):
            execute(file, names)
            after = listening.config.get_main_option("version_locations")
            handed.version_locations = after if after != before else handed.version_locations
    except BaseException as error:  # the door: target code may raise anything, SystemExit too
        return {"message": said(error), "line": line_in(error, file)}
    return None


def said(error):
    """An error in a line."""
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


def execute(file, names):
    """Run the file as a module; ``names`` come to hold its own."""
    spec = importlib.util.spec_from_file_location("env_py", file)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    finally:
        names.update(vars(module))


class _Offline:
    """Alembic's environment in offline mode, with a ``configure`` that only listens."""

    online = False

    def __init__(self, file, location, prepared):
        self._folder = os.path.dirname(file)
        self.config = config_of(location, os.getcwd(), prepared)

    @contextlib.contextmanager
    def recording(self, handed):
        """For the time of the block, ``alembic.context`` and every other environment listen."""
        from alembic.runtime.environment import EnvironmentContext

        environment = EnvironmentContext(
            self.config, self._script(), fn=lambda *_: [], as_sql=not self.online, destination_rev="heads"
        )
        # In the class: an env.py may make environments of its own, or wrap what it finds there.
        listening = self._listening(handed)
        kept = {name: vars(EnvironmentContext)[name] for name in listening if name in vars(EnvironmentContext)}
        try:
            for name, method in listening.items():
                setattr(EnvironmentContext, name, method)
            with environment:
                yield
        finally:
            for name, method in kept.items():
                setattr(EnvironmentContext, name, method)

    def _listening(self, handed):
        mode, online = ("online" if self.online else "offline"), self.online

        def configure(_self, *given, **arguments):
            names = ("connection", "url", "dialect_name")
            handed.configured(mode, dict(zip(names, given), **arguments), handed.options.lines_here())

        def nothing(_self, *_given, **_named):
            return None

        return {
            "configure": configure,
            "is_offline_mode": lambda _self: not online,
            "begin_transaction": lambda _self: contextlib.nullcontext(),
            "get_context": lambda _self: deaf.Nothing(),
            "get_bind": lambda _self: deaf.Nothing(),
            **dict.fromkeys(("run_migrations", "execute", "static_output"), nothing),
        }

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
        """Engines that env.py makes or finds, and the connection that others would hand to it, are deaf ones."""
        with deaf.engines() as connection:
            given = self.config.attributes.get("connection")
            self.config.attributes["connection"] = connection if given is None or is_engine(given) else given
            with super().recording(handed):
                yield


def is_engine(value):
    """What a hook may give as the connection: it is connected for each run, and led away from any database."""
    from sqlalchemy.engine import Engine

    return issubclass(type(value), Engine)


def config_of(location, project, prepared=None):
    """Alembic's configuration of a script location, with what the setup hook gives."""
    folder = os.path.join(project, location["folder"])
    config = prepared.config_for(folder) if prepared else None
    if config is None:
        config = _config(location, project)
    if prepared:
        config.attributes.update(prepared.given())
    if not config.get_main_option("script_location") or config is not getattr(prepared, "config", None):
        config.set_main_option("script_location", folder.replace("%", "%%"))
    return config


def _config(location, project):
    from alembic.config import Config

    ini = location.get("ini") and os.path.join(project, location["ini"])
    section = location.get("ini_section") or "alembic"
    if ini and ini.endswith(".toml"):
        try:
            return Config(None, toml_file=ini, ini_section=section)
        except TypeError:  # an Alembic that does not read pyproject.toml
            return Config(None, ini_section=section)
    return Config(ini, ini_section=section)
