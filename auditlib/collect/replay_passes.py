"""The passes of a replay, one after another, in as few processes as they need."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditlib.collect.probe import Workspace, converse
from auditlib.collect.probe_program import program
from auditlib.collect.replay_loans import Loans
from auditlib.collect.replay_pass import Pass, Run
from auditlib.collect.replay_report import made_columns

MOST_RESTARTS = 30
MOST_SILENCES = 2
Opens = Callable[[Loans, set[tuple[str, str, str]]], Run]


class Passes:
    """A first pass, and a second one where the first had to lend something."""

    def __init__(self, place: Workspace, opens: Opens) -> None:
        """``opens`` gives a pass on an empty database, with what to lend first and the columns the chain makes."""
        self._place = place
        self._opens = opens
        self._done: list[Pass] = []
        self._current = opens(Loans(), set())

    def run(self) -> Pass:
        """The pass that speaks for the chain: the second one, unless it fails where the first did not."""
        restarts = silences = 0
        while True:
            if not self._current.left() or restarts > MOST_RESTARTS or silences >= MOST_SILENCES:
                self._current.give_up()
                if not self._turn():
                    break
                restarts = silences = 0
            ending = converse(self._place, program("upgrade"), self._current.arguments(), self._answer)
            if ending.how == "done":
                break
            self._current.ended(ending)
            restarts += 1
            silences += ending.how == "timeout"
        first, last = self._done[0], self._done[-1]
        return last if last.failed_steps <= first.failed_steps else first

    def _answer(self, message: dict[str, Any]) -> dict[str, Any] | None:
        if message["kind"] != "more":
            return self._current.answer(message)
        return {"steps": self._current.steps_left()} if self._turn() else {}

    def _turn(self) -> bool:
        """End the pass under way and begin the next; false where there is none."""
        self._current.read_the_end()
        result = self._current.result
        self._done.append(result)
        if len(self._done) > 1 or not result.loans:
            return False
        self._current = self._opens(result.loans, made_columns(result))
        self._current.leave_out(row for number, row in result.steps.items() if number in result.ended)
        return True
