"""Runs upgrade() of revisions, one after another, on a scratch database that auditlib answers for.

For each revision the probe asks ``step`` and gets ``{"go": …, "stamp": [[sql, parameters], …]}``; afterwards it asks
``ran``, whose answer may send it there again. ``env.py`` is not needed; where a location ``wants_metadata``, or a
revision an operation that nobody registered, it is run as ``environment`` does: for the naming convention of its
MetaData, and for the plug-ins that it loads. Where a location ``asks_env``, it is run as ``online`` does, for what it
makes of its connection; with ``run_env`` every revision runs inside of such a run.

Steps of one ``run`` share a connection, as those of one ``alembic upgrade`` do: what a revision leaves in its session,
the next one finds.
"""

import os
import re
import sys
import traceback

from . import environment, prepare
from .demands import WantingError, call
from .engine import end
from .made import Made
from .place import Place, Writes, named
from .real import Real
from .redirected import maker

DATABASE = "replay"
_OPERATION = re.compile(r"alembic\.op'|'(?:Batch)?Operations' object")
_REVISION_NAME = "auditlib_revision_%d"
_UNNAMED = (
    ". How its MetaData names constraints and indexes is unknown: in the replay those without a name of their own have "
    "a default one, which is compared with none."
)


def main(channel, arguments):
    """Run every step that auditlib lets run, and again as often as it wants."""
    runner = Runner(channel, arguments)
    steps = arguments["steps"]
    while steps:
        for step in steps:
            runner.step(step)
        runner.finish()
        runner.made = Made()  # what follows runs on another database
        steps = channel.ask("more").get("steps")


class Runner:
    """The revisions of all script locations on one scratch database."""

    def __init__(self, channel, arguments):
        self._channel = channel
        self._project = arguments["project"]
        self._locations = arguments["locations"]
        self._handed = {}
        self._given = {}
        self._asked = set()
        self._ahead = {}  # answers that came before their question, by step
        self._place = Place(self._project)
        make = maker(channel, DATABASE, self._place.here)
        # Before anything of the project's: its modules are to find the redirected functions.
        asked = any(each.get("asks_env") or each.get("run_env") for each in self._locations.values())
        self._real = Real(self._project, make) if asked else None
        self._prepared = prepare.run(channel, arguments.get("setup"), self._project)
        self._loading = False
        self._function = "upgrade"
        self._engine = make()
        self.made = Made()
        self._session = None  # location and run, and the connection that their steps share
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
            if answer.get("anew"):
                self.finish()
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
            if location.get("run_env") and self._ran_inside(location, step, stamp):
                return None
            options = self._options(location)
            with self._context(location) as context:
                self._upgrade(context, options, step, stamp)
        except BaseException as error:  # the door: a revision may raise anything, SystemExit too
            return self._failure(error)
        return None

    def _ran_inside(self, location, step, stamp):
        """Run a step in a run of the real env.py: whether that came to its migrations, now and before."""
        if location["name"] in self._real.problems:
            return False
        left = list(stamp)  # an env.py may run its migrations several times, for one schema after another
        turns = []

        def migrate(environment_context, named):
            from alembic.operations import Operations

            context = environment_context.get_context()
            context._ensure_version_table()
            turns.append(context)
            made = self._made_within(context, step, len(turns))
            with made, Operations.context(context), context.begin_transaction(_per_migration=True):
                getattr(self._loaded(step), self._function)(**named)
                while left:
                    sql, parameters = left.pop(0)
                    context.connection.exec_driver_sql(sql, tuple(parameters))

        reached = self._real.inside(location, self._prepared, migrate)
        self._tell_problem(location)
        return reached

    def _tell_problem(self, location):
        problem = self._real.problems.get(location["name"])
        if problem:
            words = "It was run for what it makes of its connection, and did not come to its migrations: %s. " % problem
            words += "The chain is replayed without that: pass what it needs with `environment` or `--env`."
            self._channel.tell("environment", location=location["name"], problem=words)

    def _told(self, location):
        """What the real env.py makes of its connection, where its text may set something there."""
        if not self._real or not (location.get("asks_env") or location.get("run_env")):
            return {}
        known = location["name"] in self._asked
        self._asked.add(location["name"])
        told = self._real.of(location, self._prepared)
        if not known:
            self._tell_problem(location)
        return told

    def finish(self):
        """The run is over: the next step has a session of its own."""
        session, self._session = self._session, None
        if session:
            session[1].close()

    def _connected(self, step):
        """The connection of the run that a step is part of."""
        run = step["location"], step.get("run")
        if self._session is None or self._session[0] != run or self._session[1].closed:
            self.finish()
            self._session = run, self._connection(step)
        return self._session[1]

    def _connection(self, step):
        """A connection as env.py would make it, as far as that is known."""
        location = self._locations[step["location"]]
        told = self._told(location)
        made = self._real.engine(location, self._prepared) if told else self._engine
        return made.connect().execution_options(**dict(_execution(step, self._locations), **told.get("options", {})))

    def _made_within(self, context, step, turn=1):
        run = step["location"], step.get("run"), turn
        return self.made.within(context.impl, run, step["number"], self._function)

    def _loaded(self, step):
        self._loading = True
        module = _module(step, os.path.join(self._project, step["file"]))
        self._loading = False
        return module

    def _upgrade(self, environment_context, options, step, stamp):
        from alembic.operations import Operations

        module = self._loaded(step)
        connection = self._connected(step)
        environment_context.configure(connection=connection, **options)
        context = environment_context.get_context()
        try:
            with self._made_within(context, step), context.begin_transaction(), Operations.context(context):
                call(module, self._function)
                for sql, parameters in stamp:
                    context.connection.exec_driver_sql(sql, tuple(parameters))
        finally:
            end(connection)

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
        told = self._told(location)
        options.update(told.get("given", {}))
        if location["wants_metadata"] and not told:
            options["target_metadata"] = self._metadata(location)
        return options

    def _metadata(self, location):
        if location["name"] not in self._handed:
            handed = environment.run(location, self._project, self._prepared)
            self._handed[location["name"]] = (handed.metadata or [None])[0]
            if handed.problem and not handed.metadata:  # else another mode of it came to configure
                words = handed.problem["message"].rstrip(".")
                self._channel.tell("environment", location=location["name"], problem=words + _UNNAMED)
        return self._handed[location["name"]]

    def _equipped(self, step, failure):
        """An operation that a plug-in adds was missing, and env.py, which may load it, had not been run before."""
        location = self._locations[step["location"]]
        if not failure["plugin"] or location["name"] in self._handed or self._told(location):
            return False
        self._metadata(location)
        return True

    def _lacks(self, error):
        """What the revision's module needs before it can be loaded here, where the fault is not its own."""
        innermost = traceback.extract_tb(error.__traceback__)[-1:]
        # An ImportError further in is a library that this environment lacks; the revision's own stands in its file.
        if isinstance(error, (SyntaxError, NameError)) or not innermost:
            return None
        file = named(innermost[0].filename)
        return None if file == self._place.file else "what the application has when it runs"

    def _failure(self, error):
        state = primary = None
        for each in _causes(error):
            state = state or getattr(each, "sqlstate", None)
            diagnostics = getattr(each, "diag", None)
            primary = primary or (getattr(diagnostics, "message_primary", None) if state else None)
        return {
            "class": type(error).__name__,
            "message": primary or (str(error) if isinstance(error, WantingError) else _words(error)),
            "sqlstate": state,
            "line": self._place.line_of_traceback(error.__traceback__),
            "plugin": isinstance(error, AttributeError) and bool(_OPERATION.search(str(error))),
            "lacks": self._lacks(error) if self._loading else None,
            "wants": isinstance(error, WantingError),
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
