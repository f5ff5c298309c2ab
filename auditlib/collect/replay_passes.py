"""The passes of a replay, one after another, in as few processes as they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditlib.collect.probe import Workspace, converse
from auditlib.collect.probe_program import program
from auditlib.collect.replay_loans import Loans
from auditlib.collect.replay_pass import Run
from auditlib.collect.replay_result import Pass

MOST_RESTARTS = 30
MOST_SILENCES = 2
Opens = Callable[[Loans, set[tuple[str, str, str]]], Run]


class Passes:
    """A first pass; where it had to lend something, a second that begins with it; a third if that fares worse."""

    def __init__(self, place: Workspace, opens: Opens, *, apart: bool = False) -> None:
        """``opens`` gives a pass on an empty database, with what to lend first and the columns the chain makes.

        ``apart`` as for ``converse``.
        """
        self._place = place
        self._apart = apart
        self._opens = opens
        self._done: list[Pass] = []
        self._current = opens(Loans(), set())

    def run(self) -> Pass:
        """The pass that speaks for the chain."""
        restarts = silences = 0
        while True:
            if not self._current.left() or restarts > MOST_RESTARTS or silences >= MOST_SILENCES:
                self._current.give_up()
                if not self._turn():
                    break
                restarts = silences = 0
            ending = converse(
                *(self._place, program("upgrade"), self._current.arguments(), self._answer),
                meanwhile=self._meanwhile,
                apart=self._apart,
            )
            if ending.how == "done":
                break
            self._current.ended(ending)
            restarts += 1
            silences += ending.how == "timeout"
        return self._done[-1]

    def _answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        if message["kind"] != "more":
            return self._current.answer(message)
        return {"steps": self._current.steps_left()} if self._turn() else {}

    def _meanwhile(self) -> None:
        self._current.meanwhile()

    def _turn(self) -> bool:
        """End the pass under way and begin the next; false where there is none."""
        self._current.read_the_end()
        self._done.append(self._current.result)
        first, last = self._done[0], self._done[-1]
        if len(self._done) == 1 and first.loans:
            return self._begin(first.loans, first.made)
        if len(self._done) == 2 and not last.failed_steps <= first.failed_steps:
            return self._begin(Loans(), set())
        return False

    def _begin(self, loans: Loans, made: set[tuple[str, str, str]]) -> bool:
        self._current = self._opens(loans, made)
        self._current.last = True
        self._current.leave_out(self._done)
        return True
