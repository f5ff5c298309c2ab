"""Each step up, down and up again, the catalog compared: our end of the conversation with the probe that runs them."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from auditlib.collect import replay_refusals, reversing_catalog, reversing_changes
from auditlib.collect.probe import Ending, Workspace
from auditlib.collect.replay_lending import Lender
from auditlib.collect.replay_loans import Need
from auditlib.collect.replay_pass import Run, Scratch
from auditlib.collect.replay_plan import Plan, Step
from auditlib.collect.replay_sessions import ChainSessions
from auditlib.collect.reversing_catalog import Catalog, Deviation
from auditlib.collect.reversing_changes import Phase
from auditlib.config.secrets import redact

UP, DOWN, AGAIN = "up", "down", "again"
_GO = {UP: "upgrade", DOWN: "downgrade", AGAIN: "upgrade"}
Row = dict[str, Any]
_EXTENSION = re.compile(r"\bextension\b", re.I)


@dataclass
class Found:
    """Rows of ``reversibility`` by step, over all passes; ``until`` is when no other step is tried.

    ``unheard`` is what became another and nothing told when: no step is known to have done it.
    """

    until: float
    rows: dict[int, Row] = field(default_factory=dict)
    unheard: list[str] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Seconds of the budget that are left."""
        return self.until - time.monotonic()


class ReversingRun(Run):
    """A pass that takes down and up again each step that ``found`` says nothing of yet.

    A step that could not be applied again leaves a database that is nobody's: the pass is over, and another begins.
    """

    def __init__(self, place: Workspace, plan: Plan, scratch: Scratch, sessions: ChainSessions, found: Found) -> None:
        super().__init__(place, plan, scratch, sessions)
        self._found = found
        self._phase = UP
        self._before: Catalog | None = None
        self._phases: list[Phase] = []
        self._idle: dict[int, bool] = {}
        self.over = False

    def give_up(self) -> None:
        """Nothing to say here of steps left: the caller does."""

    def answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        """Do what the probe asks; after the last step nothing more."""
        return {} if message["kind"] == "more" else super().answer(message)

    def _begin(self, step: Step) -> Row:
        if self.over or self._found.left < 0:
            return {}
        if self._lender.waits:
            self.meanwhile()
            with self._sessions.lending() as connection:
                self._lender.furnish_more(connection)
        if not self._heard and step.number not in self._found.rows and self._before is None:
            self._before = reversing_catalog.read(self._scratch.superuser)
        return self._go_on(step, UP)

    @property
    def _heard(self) -> bool:
        """Event triggers tell what is touched; else the whole catalog is read each time."""
        return self._sessions.changes.catalog is not None

    def _go_on(self, step: Step, phase: str) -> Row:
        self._phase, changes = phase, self._sessions.changes
        # A way back that fails for lack of something fails: nothing is lent to it.
        self._sessions.lender = self._lender if phase == UP else _NOTHING
        go = super()._go(step)
        self._sessions.later(lambda: self._phases.append(Phase(len(changes.moments), step.number, phase)))
        return {**go, "function": _GO[phase], "stamp": go["stamp"] if phase == UP else []}

    def _ran(self, step: Step, failure: dict[str, Any] | None) -> Row:
        # All there is where an extension may have come or gone: another role does that, on a connection of its own.
        changes, sent = self._sessions.changes, self._sessions.recorder.statements
        self._sessions.later(changes.end())
        if any(_EXTENSION.search(each.text.own) for each in sent):
            self._sessions.later(changes.whole)
        if self._phase == UP:
            return self._went_up(step, failure)
        if self._phase == DOWN:
            return self._went_down(step, failure)
        self._say(step, again=failure is None, message=_words(failure))
        self.over = failure is not None
        self._before = None
        return {}

    def _went_up(self, step: Step, failure: dict[str, Any] | None) -> Row:
        self.result.steps[step.number] = {"status": "failed" if failure else "done"}
        if failure is None:
            self._plan.done(step)
        if step.number in self._found.rows:
            self._before = None
            return {}
        if failure is not None:
            self._say(step, verdict="not tried", message=f"the upgrade failed here: {_words(failure)}")
            return {}
        return self._go_on(step, DOWN)

    def _went_down(self, step: Step, failure: dict[str, Any] | None) -> Row:
        running = self._sessions.running
        if failure is not None:
            self._before = None
            said = replay_refusals.told(self._file(step), running, failure)
            verdict = "fails" if said["sqlstate"] else "refuses"
            self._say(step, verdict=verdict, **{name: said[name] for name in ("message", "sqlstate", "line")})
            return {}
        self._idle[step.number] = not running.statements
        if self._before is not None:
            now = reversing_catalog.read(self._scratch.superuser)
            self._conclude(step, reversing_catalog.deviation(self._before, now))
        return self._go_on(step, AGAIN)

    def conclude(self) -> None:
        """The pass is over: say of each step that came back what it left, lost and changed."""
        self.meanwhile()
        if self._heard:
            self._phases.append(Phase(len(self._sessions.changes.moments), 0, ""))
            self._sessions.changes.whole()
        found = reversing_changes.deviations(self._sessions.changes, self._scratch.role, self._phases, UP, DOWN)
        self._found.unheard += [line for lines in found.pop(0, Deviation()) for line in lines]
        for number in self._idle.keys() & found.keys():
            self._conclude(self._by_number[number], found[number])

    def _conclude(self, step: Step, seen: Deviation) -> None:
        if "verdict" in self._found.rows.get(step.number, {}):
            return
        found = self._own(seen)
        idle = self._idle[step.number] and bool(found)
        self._say(step, verdict="no-op" if idle else _verdict(found), **_listed(found))

    def _own(self, found: Deviation) -> Deviation:
        """Without what we lent while the step ran."""
        lent = {f"table {schema}.{table}" for schema, table in self._lender.loans.tables}
        lent |= {f"{kind} {schema}.{name}" for kind, schema, name in self._lender.loans.objects}
        return Deviation(tuple(each for each in found.left if each not in lent), found.lost, found.changed)

    def _say(self, step: Step, **more: Any) -> None:
        known = {"step": step.number, "script_location": step.location, "revision": step.revision, "file": step.file}
        row = self._found.rows.get(step.number, known)
        told = {name: value for name, value in more.items() if value is not None}
        self._found.rows[step.number] = {**row, **told}

    def ended(self, ending: Ending) -> None:
        """The process ended or hung: the step under way is not tried again."""
        number = self._sessions.running.number
        step = next((each for each in self._plan.steps if each.number == number), self._plan.steps[0])
        words = {"timeout": "it came to no end and was stopped", "gone": "it ended the process"}
        self._say(step, verdict="fails", message=redact(words.get(ending.how, str(ending.last.get("error")))))
        self._sessions.close()
        self.over = True


class _NothingLent(Lender):
    """Lends nothing."""

    def __init__(self) -> None:
        self.may_invent = False

    def lend(self, connection: psycopg.Connection[Any], error: psycopg.Error, need: Need) -> bool:
        """Nothing can be done."""
        return False


_NOTHING = _NothingLent()


def _verdict(found: Deviation) -> str:
    kinds: Mapping[str, tuple[str, ...]] = {"leaves": found.left, "loses": found.lost, "changes": found.changed}
    return next((f"{word} objects" for word, named in kinds.items() if named), "exact")


def _listed(found: Deviation) -> Row:
    return {name: "\n".join(getattr(found, name)) or None for name in ("left", "lost", "changed")}


def _words(failure: dict[str, Any] | None) -> str | None:
    return redact(str(failure["message"])) if failure else None
