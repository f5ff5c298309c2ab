"""A pass of the chain through an empty database, step by step, to the position and on to the heads."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect import catalog, connection_tries, replay_bounds, replay_refusals
from auditlib.collect.probe import Ending, Workspace
from auditlib.collect.replay_lending import Loans, Need
from auditlib.collect.replay_plan import Plan, Step, location_of
from auditlib.collect.replay_result import Pass
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.config.secrets import redact

POSITION, HEAD = "replay", "replay:head"
MOST_RETRIES = 20
# What scratch cannot do is no fault of the chain's: a build without ICU, an extension it lacks, a superuser's rights.
_NOT_HERE = re.compile(r"not supported (by|in) this build|is not available|could not (open|access|load)|control file")
_NO_RIGHTS = "42501"
_UNDEFINED = frozenset({"42P01", "42703", "42704", "42883", "3F000", "42P10", "42830"})


@dataclass(frozen=True)
class Scratch:
    """The database of a pass, as a superuser reaches it and as the chain does."""

    superuser: str
    chain: str

    @property
    def role(self) -> str:
        """The role that the chain runs as."""
        return str(conninfo_to_dict(self.chain)["user"])


class Run:
    """A pass under way: our end of the conversation with the probe that runs its steps."""

    def __init__(self, place: Workspace, plan: Plan, scratch: Scratch, sessions: ChainSessions) -> None:
        self._place = place
        self._plan = replace(plan, heads={})
        self._scratch = scratch
        self._sessions = sessions
        self._lender = sessions.lender
        self._folders = {each.name: place.inside(each.folder) for each in place.target.locations}
        self._by_number = {step.number: step for step in plan.steps}
        self._started, self._retries = 0.0, 0
        self._seen: set[str] = set()
        self.last = False
        self.result = Pass(
            role=scratch.role,
            loans=self._lender.loans,
            furnished=self._lender.furnished,
            changes=sessions.changes,
        )

    def prepare(self, loans: Loans, made: set[tuple[str, str, str]]) -> None:
        """The version tables, as Alembic makes them, and what earlier passes found to be assumed."""
        with psycopg.connect(self._scratch.chain, autocommit=True) as connection:
            for table in self._plan.tables.values():
                for statement in table.ddl():
                    connection.execute(statement.encode())
            self.result.remarks |= replay_bounds.language(connection)
            if loans:
                self._lender.may_invent = True
                self._lender.furnish(connection, loans, made)
        self._sessions.changes.start()

    def left(self) -> list[Step]:
        """Steps that are still to run."""
        return [step for step in self._plan.steps if step.number not in self.result.steps]

    def leave_out(self, before: Iterable[Pass]) -> None:
        """Steps that ended the process in an earlier pass, with what was seen of them then."""
        for each in before:
            self.result.steps |= {number: each.steps[number] for number in each.ended}
            self.result.statements |= {number: each.statements.get(number, []) for number in each.ended}
            self.result.tries += each.tries

    def give_up(self) -> None:
        """Say of the steps left that they are not run."""
        for step in self.left():
            self._record(step, "skipped", message="not run: too many revisions before it ended or hung the process")

    def read_the_end(self) -> None:
        """The catalog after the last step, unless it was read at the position already."""
        self.meanwhile()
        if self._plan.pending:
            self._read(HEAD)
        elif POSITION not in self._seen:
            self._read(POSITION)

    def arguments(self) -> dict[str, Any]:
        """What the probe is told at its start."""
        return {
            "import_roots": [self._place.inside(root) for root in self._place.target.import_roots],
            "original": str(self._place.target.project),
            "setup": self._place.target.setup,
            "locations": self._locations(),
            "steps": self.steps_left(),
        }

    def steps_left(self) -> list[dict[str, Any]]:
        """The steps left, as the probe wants them."""
        return [
            {
                "number": each.number,
                "location": each.location,
                "revision": each.revision,
                "file": self._place.inside(self._place.target.project / each.file),
                "run": each.applied,  # what is pending is another run of Alembic's
            }
            for each in self.left()
        ]

    def _locations(self) -> dict[str, dict[str, Any]]:
        return {each.name: location_of(each, self._place, self._plan) for each in self._place.target.locations}

    def meanwhile(self) -> None:
        """What the last answer did not have to wait for."""
        self._sessions.meanwhile()

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Do what the probe asks."""
        if self._sessions.knows(message):
            return self._sessions.answer(message)
        if message["kind"] == "step":
            return self._begin(self._by_number[message["number"]])
        if message["kind"] == "ran":
            return self._ran(self._by_number[message["number"]], message.get("failure")) or self._next()
        if message["kind"] == "connects":
            self._remark_connection(message)
        if message["kind"] == "wrote":
            self._sessions.running.files[str(message["file"])] = None
        if message["kind"] == "environment":
            self.result.remarks[f"env.py of {message['location']}"] = redact(str(message["problem"]))
        if message["kind"] == "prepared" and message.get("message"):
            self.result.remarks["setup hook"] = redact(f"{message['setup']} failed: {message['message']}")
        return None

    def _next(self) -> dict[str, Any]:
        """The answer to what the probe asks next, so that it need not ask."""
        step = next((each for each in self._plan.steps if each.number not in self.result.steps), None)
        return {"next": step.number, "answer": self._begin(step)} if step else {}

    def _begin(self, step: Step) -> dict[str, Any]:
        if not step.applied and self._plan.position_known and POSITION not in self._seen:
            self.meanwhile()
            self._read(POSITION)
        if self.result.loans and not self.last:  # another pass begins with them, and is the one that counts
            self._sessions.changes.stop()
        if self._lender.waits:
            self.meanwhile()
            with self._sessions.lending() as connection:
                self._lender.furnish_more(connection)
        self._started, self._retries = time.monotonic(), 0
        return self._go(step)

    def _go(self, step: Step) -> dict[str, Any]:
        stamp = self._plan.stamp(step)
        self._sessions.begin(step.number, applied=bool(step.applied), stamps=[text for text, _values in stamp])
        return {"go": True, "stamp": stamp, "anew": self._sessions.lost()}

    def _ran(self, step: Step, failure: dict[str, Any] | None) -> dict[str, Any]:
        if failure is None:
            self._plan.done(step)
            over = replay_refusals.passed_over(self._file(step), self._sessions.running)
            self._record(step, "done", **over)
        elif self._retries < MOST_RETRIES and self._lent_a_table(step, failure):
            self._retries += 1
            return self._go(step)
        else:
            self._failed(step, failure)
        return {}

    def _lent_a_table(self, step: Step, failure: dict[str, Any]) -> bool:
        """SQLAlchemy's inspector misses a table without a word from PostgreSQL: lend it and run the step again."""
        if failure["class"] != "NoSuchTableError":
            return False
        name = str(failure["message"]).rpartition(": ")[2]
        words = f'relation "{name}" does not exist'
        need = Need(step.number, failure.get("line"), words, name)
        with self._sessions.lending() as connection:
            return self._lender.lend_relation(connection, words, need)

    def _failed(self, step: Step, failure: dict[str, Any]) -> None:
        said = replay_refusals.told(self._file(step), self._sessions.running, failure)
        sqlstate = said["sqlstate"]
        if sqlstate and (sqlstate == _NO_RIGHTS or _NOT_HERE.search(said["message"])):
            self.result.beyond[step.revision] = said["message"]
        if failure.get("lacks"):
            self.result.unloaded[step.revision] = f"{said['message']}; it lacks {failure['lacks']}"
        if failure.get("wants"):
            self.result.wanting[step.revision] = said["message"]
        # Where a step that it builds on failed, that one's objects are what is missing now, as far as text can tell.
        follows = sqlstate in _UNDEFINED and self._plan.builds_on(step, self.result.failed_steps)
        apart = failure.get("lacks") or failure.get("wants") or step.revision in self.result.beyond
        status = "skipped" if apart or follows else "failed"
        self._record(step, status, **{**said, "line": said["line"] or step.line})

    def ended(self, ending: Ending) -> None:
        """The process ended or fell silent: the step under way did it, or the first one left."""
        left = self.left()
        step = next((each for each in left if each.number == self._sessions.running.number), left[0])
        self._sessions.close()
        words = {
            "timeout": f"nothing came for {self._place.target.probe_timeout_s:.0f} seconds; the revision was ended",
            "gone": f"the revision ended the process (exit code {ending.code})",
            "broke": str(ending.last.get("error", "the probe broke")),
        }
        self._record(step, "failed", message=redact(words.get(ending.how, ending.how)), line=step.line)
        self.meanwhile()
        self.result.ended.add(step.number)

    def _record(self, step: Step, status: str, **more: Any) -> None:
        running = self._sessions.running
        ran = running.number == step.number and status != "skipped"
        if ran and running.silenced:
            self.result.remarks[f"notices of {step.revision}"] = replay_bounds.SILENCED
        self.result.tries += connection_tries.of_env(running.outward, step.location, self._folders[step.location])
        took = round((time.monotonic() - self._started) * 1000) if self._started and ran else None
        if running.number == step.number:
            self._sessions.later(self._sessions.changes.end())
        self.result.statements[step.number] = (
            self._sessions.recorder.statements if running.number == step.number else []
        )
        if running.number == step.number:
            self.result.stamps[step.number], self.result.ends[step.number] = running.stamped, running.ended
        self.result.steps[step.number] = {
            "step": step.number,
            "script_location": step.location,
            "revision": step.revision,
            "status": status,
            "duration_ms": took,
            "statements": running.statements if running.number == step.number else None,
            "file": step.file,
            "files_written": ", ".join(running.files) or None if running.number == step.number else None,
            **more,
        }

    def _remark_connection(self, message: dict[str, Any]) -> None:
        step = self._by_number.get(self._sessions.running.number)
        maker = (step.location, step.revision, step.file) if step else None
        self.result.tries.append(connection_tries.by_file(connection_tries.made(message, maker), self._folders))
        said = f"It tried to connect elsewhere: {message.get('driver')} to {message.get('address')}; it was refused."
        self.result.remarks[f"connection of {f'revision {step.revision}' if step else 'the chain'}"] = redact(said)

    def _read(self, source: str) -> None:
        """The catalog as it is now; where this pass is not the last, no more than another pass needs."""
        with psycopg.connect(self._scratch.superuser, autocommit=True) as connection:
            for place in self.result.loans.tables:
                names = self._lender.columns_of(connection, place)
                self.result.present |= {(*place, name) for name in names}
        if self.last or not self.result.loans:
            with self._sessions.changes.session() as own:
                self.result.catalogs[source] = catalog.Answers.of(own or self._scratch.superuser, sizes=False)
        self._seen.add(source)

    def _file(self, step: Step) -> Path:
        return self._place.target.project / step.file
