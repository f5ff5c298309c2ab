"""Runs the real ``env.py`` online, its engines led to scratch, and does work of ours where it runs its migrations.

So that work has the very connection that the application's migrations have: its search_path, its isolation level, what
listeners do to it.
"""

import contextlib
import os

from . import environment

_NOWHERE = "postgresql://auditlib.invalid/scratch"


class Run:
    """What came of a run: whether it came to its migrations, and the error that ended it."""

    def __init__(self):
        self.reached = False
        self.error = None
        self.problem = None


def run(location, project, prepared, redirect, migrate):
    """Run env.py of a location; ``migrate(environment, named)`` is called where it runs its migrations."""
    file = environment.file_of(location, project, prepared)
    result = Run()
    if file is None:
        result.problem = "there is no env.py"
        return result
    for given in ({}, {"connection": None}):
        config = environment.config_of(location, project, prepared)
        if config.get_main_option("sqlalchemy.url") is None:
            config.set_main_option("sqlalchemy.url", _NOWHERE)
        _attempt(result, file, config, _Way(redirect, migrate, given))
        if result.reached or ("connection" in config.attributes and not given):
            break
    if not result.reached:
        words = environment.said(result.error) if result.error else "it never runs its migrations"
        line = environment.line_in(result.error, file) if result.error else None
        result.problem = words + (" (line %d)" % line if line else "")
    return result


class _Way:
    def __init__(self, redirect, migrate, given):
        self.redirect, self.migrate, self.given = redirect, migrate, given


def _attempt(result, file, config, way):
    result.error = None
    try:
        with way.redirect.leading(), contextlib.ExitStack() as stack:
            handed = config.attributes.get("connection")
            if way.given or environment.is_engine(handed):  # an env.py that is handed its connection has no other
                config.attributes["connection"] = stack.enter_context(_connection(handed))
                stack.callback(config.attributes.__setitem__, "connection", handed)
            with _environment(result, file, config, way):
                environment.execute(file, {})
    except BaseException as error:  # the door: target code may raise anything, SystemExit too
        result.error = error


def _connection(engine):
    import sqlalchemy

    return (engine or sqlalchemy.create_engine(_NOWHERE)).connect()


@contextlib.contextmanager
def _environment(result, file, config, way):
    """Alembic's environment; in the class, since an env.py may make environments of its own."""
    from alembic.runtime.environment import EnvironmentContext

    def run_migrations(context, **named):
        result.reached = True
        with way.redirect.leading(False):
            way.migrate(context, named)

    kept = EnvironmentContext.run_migrations
    EnvironmentContext.run_migrations = run_migrations
    try:
        script = _script(config, file)
        with EnvironmentContext(config, script, fn=lambda *_: [], as_sql=False, destination_rev="heads"):
            yield
    finally:
        EnvironmentContext.run_migrations = kept


def _script(config, file):
    from alembic.script import ScriptDirectory

    try:
        return ScriptDirectory.from_config(config)
    except Exception:  # a setting that only version files need must not keep env.py from running
        return ScriptDirectory(os.path.dirname(file))
