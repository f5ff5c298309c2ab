"""What the real ``env.py`` makes of its connection and of Alembic's context, asked of a run of it in scratch."""

from . import online, redirected
from .engine import is_autocommit


class Real:
    """The script locations' own environments, each run when it is first asked for."""

    def __init__(self, project, make):
        self._project = project
        self._make = make
        self._redirect = redirected.Redirect(make)
        self._told = {}
        self._engines = {}
        self.problems = {}  # why an env.py did not come to its migrations, by location

    def of(self, location, prepared):
        """``search_path``, ``options`` of the connection and ``given`` of the context; empty where it fails."""
        name = location["name"]
        if name not in self._told:
            self._told[name] = {}
            self.inside(location, prepared, lambda environment, _named: self._ask(name, environment.get_context()))
        return self._told[name]

    def _ask(self, name, context):
        connection = context.connection
        context._ensure_version_table()  # as Alembic does before it runs anything: in the first schema of the path
        path = connection.exec_driver_sql("select pg_catalog.current_setting('search_path')").scalar()
        given = {"transactional_ddl": context.impl.transactional_ddl}
        if context.opts.get("target_metadata") is not None:
            given["target_metadata"] = context.opts["target_metadata"]
        autocommit = {"isolation_level": "AUTOCOMMIT"} if is_autocommit(connection) else {}
        self._told[name] = {"search_path": path, "options": autocommit, "given": given}

    def engine(self, location, prepared):
        """An engine whose sessions have the location's search_path from the start."""
        path = self.of(location, prepared).get("search_path")
        if path not in self._engines:
            settings = {"search_path": path} if path is not None else {}
            self._engines[path] = self._make(connect_args={"server_settings": settings})
        return self._engines[path]

    def inside(self, location, prepared, migrate):
        """Run env.py with work in place of its migrations: whether it came to them; raises what ended it there."""
        failed = []

        def noted(environment, named):
            try:
                migrate(environment, named)
            except BaseException as error:  # an env.py may bear with it
                failed.append(error)
                raise

        run = online.run(location, self._project, prepared, self._redirect, noted)
        if failed or (run.reached and run.error):
            raise (failed or [run.error])[0]
        if run.problem:
            self.problems[location["name"]] = run.problem
        return run.reached
