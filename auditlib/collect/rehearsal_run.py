"""The rehearsal under way: our end of the conversation with the probe that runs the pending revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from auditlib.collect import replay_refusals
from auditlib.collect.probe import Ending, Workspace, converse
from auditlib.collect.probe_program import program
from auditlib.collect.rebuild.build import Refused
from auditlib.collect.rehearsal_sessions import RehearsalSessions
from auditlib.collect.replay_pass import Run, Scratch
from auditlib.collect.replay_plan import Plan, Step
from auditlib.config.secrets import redact

MOST_RESTARTS = 5
_GUARDED = "auditlib: nothing connects"  # the words of the guards in probes

Version = tuple[str, str, str]  # schema and name of a version table, and an id that it holds


@dataclass(frozen=True)
class Conditions:
    """How production runs the revisions: the rows of the version tables, and where one transaction holds all."""

    versions: tuple[Version, ...]
    heads: Mapping[str, list[str]]
    one_transaction: frozenset[str]


class RehearsalRun(Run):
    """A pass through the pending steps, on the live schema, with nothing lent."""

    def __init__(
        self, place: Workspace, plan: Plan, scratch: Scratch, sessions: RehearsalSessions, conditions: Conditions
    ) -> None:
        super().__init__(place, plan, scratch, sessions)
        self._plan.heads.update({name: list(heads) for name, heads in conditions.heads.items()})
        self._own = sessions
        self._conditions = conditions
        self._unmade: dict[str, Refused] = {}
        self.written: dict[int, dict[str, Any]] = {}
        self.stamps = _stamps(replace(plan, heads=dict(self._plan.heads)))

    def stamp_as_live(self, refused: Iterable[Refused]) -> None:
        """Write the version rows that live has; ``refused`` are statements without which the schema was rebuilt."""
        self._unmade = {each.making.name: each for each in refused if not each.making.attribute}
        with psycopg.connect(self._scratch.chain, autocommit=True) as connection:
            for table in self._plan.tables.values():
                for statement in table.ddl():
                    connection.execute(statement.encode())
        with psycopg.connect(self._scratch.superuser, autocommit=True) as connection:
            for schema, table_name, number in self._conditions.versions:
                insert = sql.SQL("insert into {} (version_num) values (%s)").format(sql.Identifier(schema, table_name))
                connection.execute(insert, [number])

    def run(self) -> None:
        """Every step, as far as the process lives."""
        for _ in range(MOST_RESTARTS):
            ending = converse(self._place, program("pending"), self.arguments(), self.answer, meanwhile=self.meanwhile)
            if ending.how == "done" or not self.left():
                return
            self.ended(ending)
            if not self.left():
                return
        self._stop("not rehearsed: too many revisions before it ended or hung the process")

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Do what the probe asks."""
        if message["kind"] == "sql":
            self.written[message["number"]] = message
            return None
        if message["kind"] == "closing":
            words = redact(str(message["failure"]["message"]))
            self.result.remarks[f"commit of {message['location']}"] = f"The transaction cannot be committed: {words}"
            return None
        return super().answer(message)

    def ended(self, ending: Ending) -> None:
        """What shared its transaction went with the process: the rest would not begin as production does."""
        super().ended(ending)
        if self._conditions.one_transaction:
            self._stop("not rehearsed: an earlier revision ended the process, and its transaction with it")

    def _stop(self, words: str) -> None:
        for step in self.left():
            self._record(step, "skipped", message=words)

    def _locations(self) -> dict[str, dict[str, Any]]:
        found = super()._locations()
        return {
            # Its transactions are held here, so that env.py is asked and not run around each step.
            name: {**each, "one_transaction": self.is_one(name), "asks_env": each["asks_env"] or each["run_env"]}
            | {"run_env": False}
            for name, each in found.items()
        }

    def _begin(self, step: Step) -> dict[str, Any]:
        if self.is_one(step.location) and self._own.lost():
            self._stop("not rehearsed: the session ended, and its transaction with it")
        if step.number in self.result.steps:
            return {}
        if self._own.running.number == step.number:
            self._own.undo()  # it begins again, with the operations of a plug-in
        self._own.together = self.is_one(step.location)
        return super()._begin(step)

    def _failed(self, step: Step, failure: dict[str, Any]) -> None:
        super()._failed(step, failure)
        row = self.result.steps[step.number]
        self._own.undo()
        missing = next((each for name, each in self._unmade.items() if f'"{name}"' in str(row["message"])), None)
        if missing:
            row |= {"status": "skipped", "message": f"{row['message']}: it could not be rebuilt here"}
        if row["status"] == "failed" and _GUARDED in str(row["message"]):
            row |= {"status": "skipped", "message": f"{row['message']}: it was kept from that here, not in production"}
        row["stamp_message"] = self._own.refuses(self._plan.stamp(step))

    def _record(self, step: Step, status: str, **more: Any) -> None:
        reached = all(row["status"] == "done" for row in self.result.steps.values())
        told = {"reached": reached, "one_transaction": self.is_one(step.location)}
        super()._record(step, status, **{**more, **told})

    def is_one(self, location: str) -> bool:
        """Whether one transaction holds all revisions of a location."""
        return location in self._conditions.one_transaction

    def place_of(self, step: Step, failure: Mapping[str, Any]) -> dict[str, Any]:
        """Line and words of what keeps Alembic from writing the SQL of a step."""
        said = replay_refusals.told(self._file(step), self._sessions.running, {**failure, "sqlstate": None})
        return {"message": said["message"], "line": said["line"]}


def _stamps(plan: Plan) -> dict[int, str]:
    """What stands at the end of each step in a file of SQL, where every step runs to its end."""
    found = {}
    for step in plan.steps:
        stamp = [text % tuple(sql.Literal(each).as_string(None) for each in ids) for text, ids in plan.stamp(step)]
        found[step.number] = "\n".join(f"{text};" for text in stamp)
        plan.done(step)
    return found
