"""Runs upgrade() of revisions, one after another, on a scratch database that auditlib answers for.

For each revision the probe asks ``step`` and gets ``{"go": …, "stamp": [[sql, parameters], …]}``; afterwards it asks
``ran``, whose answer may send it there again. ``env.py`` is not needed; where a location ``wants_metadata``, or a
revision an operation that nobody registered, it is run as ``environment`` does: for the naming convention of its
MetaData, and for the plug-ins that it loads.
"""

import os
import re
import sys
import traceback

from . import engine as proxy
from . import environment, prepare

DATABASE = "replay"
_OPERATION = re.compile(r"alembic\.op'|'(?:Batch)?Operations' object")
_REVISION_NAME = "auditlib_revision_%d"


def main(channel, arguments):
    """Run every step that auditlib lets run, and again as often as it wants."""
    runner = Runner(channel, arguments)
    steps = arguments["steps"]
    while steps:
        for step in steps:
            runner.step(step)
        steps = channel.ask("more").get("steps")


class Place:
    """Where in the revision's file the running statement stands, and in a helper of the project that it calls."""

    def __init__(self, project):
        self.file = None
        self.step = None
        self._project = os.path.join(os.path.realpath(project), "")
        self._files = {}

    def set(self, step, file):
        """The file whose frames count."""
        self.step, self.file = step, _named(file)

    def here(self):
        """What goes with each statement: the step, the line of the innermost frame in its file, the helper's line."""
        frame = sys._getframe(1)
        return {"step": self.step, "line": self.line_of(frame), "helper": self._helper(frame)}

    def line_of(self, frame):
        """The line of the innermost frame, from ``frame`` outwards, that runs the revision's file."""
        while frame is not None:
            if self._is_ours(frame):
                return frame.f_lineno
            frame = frame.f_back
        return None

    def _helper(self, frame):
        """File and line of the innermost frame in another file of the project that the revision's file called."""
        while frame is not None and not self._is_ours(frame):
            file = frame.f_code.co_filename
            if file.startswith(self._project) and "site-packages" not in file:
                return [os.path.relpath(file, self._project), frame.f_lineno]
            frame = frame.f_back
        return None

    def line_of_traceback(self, trace):
        """The line of the innermost frame of a traceback that runs the revision's file."""
        line = None
        while trace is not None:
            if self._is_ours(trace.tb_frame):
                line = trace.tb_lineno
            trace = trace.tb_next
        return line

    def _is_ours(self, frame):
        name = frame.f_code.co_filename
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = _named(name)
        return file == self.file


def _named(file):
    return os.path.normcase(os.path.abspath(file))


class Writes:
    """Tells the files below the project's folder that a revision opens for writing, each once a step."""

    def __init__(self, channel, project, place):
        self._channel = channel
        self._below = os.path.realpath(project) + os.sep
        self._place = place
        self._told = set()

    def begin(self):
        """A step begins, perhaps again."""
        self._told.clear()

    def audit(self, event, arguments):
        """Python's own audit hook: it sees every file, however it is opened."""
        if event != "open" or not _is_writing(arguments):
            return
        path = os.path.realpath(os.fsdecode(arguments[0]))
        if not path.startswith(self._below) or path.endswith(".pyc") or path in self._told:
            return
        if self._place.here()["line"] is not None:
            self._told.add(path)
            self._channel.tell("wrote", file=path[len(self._below) :].replace(os.sep, "/"), step=self._place.step)


def _is_writing(arguments):
    path, mode, flags = (tuple(arguments) + (None, None, None))[:3]
    if not isinstance(path, (str, bytes)):
        return False
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


class Runner:
    """The revisions of all script locations on one scratch database."""

    def __init__(self, channel, arguments):
        self._channel = channel
        self._project = arguments["project"]
        self._locations = arguments["locations"]
        self._handed = {}
        self._given = {}
        self._ahead = {}  # answers that came before their question, by step
        self._prepared = prepare.run(channel, arguments.get("setup"), self._project)
        self._place = Place(self._project)
        self._loading = False
        self._function = "upgrade"
        self._engine = proxy.engine(channel, DATABASE, self._place.here)
        self._writes = Writes(channel, self._project, self._place)
        self._guard = arguments["guard"]
        sys.addaudithook(self._writes.audit)

    def step(self, step):
        """One revision, again where auditlib lent what was missing."""
        number = step["number"]
        answer = self._ahead.pop(number, None)
        if answer is None:
            answer = self._channel.ask("step", number=number)
        while answer.get("go"):
            self._function = answer.get("function") or "upgrade"
            failure = self._tried(step, answer.get("stamp") or [])
            if failure and self._equipped(step, failure):
                answer = self._channel.ask("step", number=number)
                continue
            answer = self._channel.ask("ran", number=number, failure=failure)
        if "next" in answer:
            self._ahead[answer["next"]] = answer["answer"]

    def _tried(self, step, stamp):
        file = os.path.join(self._project, step["file"])
        self._place.set(step["number"], file)
        self._writes.begin()
        self._guard.begin()
        location = self._locations[step["location"]]
        try:
            options = self._options(location)
            with self._context(location) as context:
                self._upgrade(context, options, step, stamp)
        except BaseException as error:  # the door: a revision may raise anything, SystemExit too
            return self._failure(error)
        return None

    def _upgrade(self, environment_context, options, step, stamp):
        from alembic.operations import Operations

        self._loading = True
        module = _module(step, os.path.join(self._project, step["file"]))
        self._loading = False
        with self._engine.connect().execution_options(**_execution(step, self._locations)) as connection:
            environment_context.configure(connection=connection, **options)
            context = environment_context.get_context()
            with context.begin_transaction(), Operations.context(context):
                getattr(module, self._function)()
                for sql, parameters in stamp:
                    context.connection.exec_driver_sql(sql, tuple(parameters))

    def _context(self, location):
        """Alembic's ``context`` and configuration for a revision that asks for them; env.py is not run."""
        from alembic.runtime.environment import EnvironmentContext
        from alembic.script import ScriptDirectory

        name = location["name"]
        if name not in self._given:
            config = environment.config_of(location, self._project, self._prepared)
            self._given[name] = config, ScriptDirectory(os.path.join(self._project, location["folder"]))
        return EnvironmentContext(*self._given[name])

    def _options(self, location):
        """What a revision sees of env.py: names of constraints follow the naming convention of its MetaData."""
        options = {"version_table": location["version_table"]}
        if location["version_table_schema"]:
            options["version_table_schema"] = location["version_table_schema"]
        if location["wants_metadata"]:
            options["target_metadata"] = self._metadata(location)
        return options

    def _metadata(self, location):
        if location["name"] not in self._handed:
            handed = environment.run(location, self._project, self._prepared)
            self._handed[location["name"]] = (handed.metadata or [None])[0]
            if handed.problem:
                self._channel.tell("environment", location=location["name"], problem=handed.problem["message"])
        return self._handed[location["name"]]

    def _equipped(self, step, failure):
        """An operation that a plug-in adds was missing, and env.py, which may load it, had not been run before."""
        location = self._locations[step["location"]]
        if not failure["plugin"] or location["name"] in self._handed:
            return False
        self._metadata(location)
        return True

    def _lacks(self, error):
        """What the revision's module needs before it can be loaded here, where the fault is not its own."""
        innermost = traceback.extract_tb(error.__traceback__)[-1:]
        if isinstance(error, (ImportError, SyntaxError, NameError)) or not innermost:
            return None
        file = _named(innermost[0].filename)
        return None if file == self._place.file else "what the application has when it runs"

    def _failure(self, error):
        state = primary = None
        for each in _causes(error):
            state = state or getattr(each, "sqlstate", None)
            diagnostics = getattr(each, "diag", None)
            primary = primary or (getattr(diagnostics, "message_primary", None) if state else None)
        return {
            "class": type(error).__name__,
            "message": primary or _words(error),
            "sqlstate": state,
            "line": self._place.line_of_traceback(error.__traceback__),
            "plugin": isinstance(error, AttributeError) and bool(_OPERATION.search(str(error))),
            "lacks": self._lacks(error) if self._loading else None,
            "trace": "".join(traceback.format_exception(type(error), error, error.__traceback__))[-4000:],
        }


def _execution(step, locations):
    """The options of the connection that env.py sets, as far as its text tells them."""
    names = locations[step["location"]].get("schema_translate_map")
    return {"schema_translate_map": {old or None: new for old, new in names}} if names else {}


def _module(step, file):
    """The revision's module, loaded as Alembic does: by its path."""
    import importlib.util

    spec = importlib.util.spec_from_file_location(_REVISION_NAME % step["number"], file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _causes(error):
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        origin = getattr(error, "orig", None)
        if origin is not None and origin not in seen:
            seen.append(origin)
        error = error.__cause__ or error.__context__
    return seen


def _words(error):
    if isinstance(error, SystemExit):
        return "the revision ends the process (SystemExit: %s)" % (error.code,)
    text = str(error).strip().splitlines()
    return "%s: %s" % (type(error).__name__, text[0]) if text else type(error).__name__
