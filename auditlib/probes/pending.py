"""Runs upgrade() of the pending revisions as production would, then writes each down as ``--sql`` would.

As ``upgrade`` does, but where a location keeps all revisions in one transaction, one is held over its steps: auditlib
goes back to before a step that failed, so that the next one can be rehearsed too. Afterwards ``sql`` tells what
Alembic writes in offline mode, or what keeps it from that.
"""

import io
import os

from . import upgrade
from .demands import call
from .made import Made


def main(channel, arguments):
    """Rehearse every step, end the transactions, and write the SQL."""
    runner = Rehearsal(channel, arguments)
    for step in arguments["steps"]:
        runner.step(step)
    runner.finish()
    for step in arguments["steps"]:
        runner.write(step)


class Rehearsal(upgrade.Runner):
    """A runner that may hold one transaction for all steps of a script location."""

    def __init__(self, channel, arguments):
        super().__init__(channel, arguments)
        self._held = None  # location, connection, Alembic's context and its transaction
        self._written = Made()

    def _upgrade(self, environment_context, options, step, stamp):
        if not self._locations[step["location"]].get("one_transaction"):
            self._commit()
            super()._upgrade(environment_context, options, step, stamp)
            return
        from alembic.operations import Operations

        module = self._loaded(step)
        context = self._entered(environment_context, options, step)
        with self._made_within(context, step), Operations.context(context):
            call(module, "upgrade")
            for sql, parameters in stamp:
                context.connection.exec_driver_sql(sql, tuple(parameters))

    def _entered(self, environment_context, options, step):
        """Alembic's context with the transaction that the location's earlier steps began."""
        if self._held and self._held[0] == step["location"]:
            environment_context._migration_context = self._held[2]
            return self._held[2]
        self.finish()
        connection = self._connected(step)
        environment_context.configure(connection=connection, **options)
        context = environment_context.get_context()
        transaction = context.begin_transaction()
        transaction.__enter__()
        self._held = (step["location"], connection, context, transaction)
        return context

    def finish(self):
        """The run is over: the transaction that is held, too."""
        self._commit()
        super().finish()

    def _commit(self):
        """Commit the transaction that is held, as Alembic does after the last revision."""
        if self._held is None:
            return
        location, _connection, _context, transaction = self._held
        self._held = None
        try:
            transaction.__exit__(None, None, None)
        except BaseException as error:  # what was deferred to the end may fail there
            self._channel.tell("closing", location=location, failure=self._failure(error))

    def write(self, step):
        """The SQL that Alembic writes for a step where it has no connection."""
        buffer, location = io.StringIO(), self._locations[step["location"]]
        self._place.set(step["number"], os.path.join(self._project, step["file"]))
        failure = None
        try:
            options = self._options(location)
            with self._context(location) as context:
                self._write(context, options, step, buffer)
        except BaseException as error:  # the door: what reflects has nothing to look at, and says so in any way
            failure = self._failure(error)
        self._channel.tell("sql", number=step["number"], sql=buffer.getvalue(), failure=failure)

    def _write(self, environment_context, options, step, buffer):
        from alembic.operations import Operations

        module = self._loaded(step)
        environment_context.context_opts["as_sql"] = True
        given = {"dialect_name": "postgresql", "literal_binds": True, "output_buffer": buffer}
        environment_context.configure(**dict(options, **given))
        context = environment_context.get_context()
        with self._written.within(context.impl, step["location"]), Operations.context(context):
            call(module, "upgrade")
