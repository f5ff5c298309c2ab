"""What guards of revisions left out when the chain was replayed: told by PostgreSQL, or seen since nothing was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd

from auditlib.frames.records import records

Place = tuple[str, str]  # script location and revision
Row = dict[str, Any]
BY_WHAT_IT_FINDS = ("inspector", "condition")
_SKIPPED = ", skipping"
_HARMLESS = ('extension "', 'schema "')
_MAKES = ("create", "alter", "drop")
_SILENT = "nothing was sent"
_IDLE = "its block changed nothing"


class Skip(NamedTuple):
    """A part of an upgrade that had no effect in replay: its line, and how that is known."""

    file: str
    line: int | None
    words: str
    row: Row | None = None

    @property
    def lacking(self) -> bool:
        """It looked for something that was not there."""
        return "does not exist" in self.words


class Replayed:
    """What the steps of the replay that ran to their end sent and changed, by script location and revision."""

    def __init__(self, steps: pd.DataFrame, statements: pd.DataFrame, object_changes: pd.DataFrame) -> None:
        done = records(steps.loc[steps["status"].eq("done"), ["script_location", "revision"]])
        self.done = {(row["script_location"], row["revision"]) for row in done}
        self._sent = _by_place(statements)
        self._changed = _by_place(object_changes)
        self._recorded = not object_changes.empty  # what a block did is unknown where a role could not record it

    def skips(self, place: Place, operations: list[Row]) -> list[Skip]:
        """What was skipped of a revision, whose upgrade does ``operations`` by its text; each line once."""
        if place not in self.done:
            return []
        makes = [row for row in operations if row["action"] in _MAKES and row["operation"] != "unknown"]
        found = [*self._noticed(place), *self._passed(place, makes)]
        if not found and makes and not self._sent[place] and not self._changed[place]:
            found = [Skip(makes[0]["file"], makes[0]["line"], _SILENT, makes[0])]
        return list({(skip.file, skip.line, skip.words): skip for skip in found}.values())

    def _noticed(self, place: Place) -> Iterator[Skip]:
        """What PostgreSQL said that it skipped, but for what stands after the step in any case."""
        for row in self._sent[place]:
            for words in (row["notice"] or "").splitlines():
                if _SKIPPED in words and not words.startswith(_HARMLESS) and not self._made_anyway(place, words):
                    yield Skip(row["file"] or "", row["line"], words.replace(_SKIPPED, ""))

    def _made_anyway(self, place: Place, words: str) -> bool:
        """Dropped where it stands, then made: the usual way to replace it."""
        name = words.partition('"')[2].partition('"')[0]
        made = {row["name"] for row in self._changed[place] if row["action"] == "created"}
        return "does not exist" in words and name.rpartition(".")[2] in made

    def _passed(self, place: Place, operations: list[Row]) -> Iterator[Skip]:
        """What stands behind a condition, and neither was sent nor changed anything."""
        sent, changed = self._sent[place], self._changed[place]
        lines = {row[name] for row in sent if row["command"] != "DO" for name in ("line", "helper_line")}
        lines |= {row[name] for row in changed for name in ("line", "call_line")}
        touched = {(row["schema"], row["table"]) for row in changed} | {("", row["table"]) for row in changed}
        named = {row["name"] for row in changed}
        for row in operations:
            if row["guard"] not in BY_WHAT_IT_FINDS or row["line"] in lines or _known(row, touched, named):
                continue
            block = _block_around(row, sent)
            if block is not None and not self._recorded:
                continue
            if block is None:
                yield Skip(row["file"], row["line"], _SILENT, row)
            elif block["statement_order"] not in {each["statement_order"] for each in _same_step(changed, block)}:
                yield Skip(row["file"], row["line"], _IDLE, row)


def _by_place(frame: pd.DataFrame) -> dict[Place, list[Row]]:
    found: dict[Place, list[Row]] = defaultdict(list)
    for row in records(frame):
        found[row["script_location"], row["revision"]].append(row)
    return found


def _known(row: Row, touched: set[tuple[str, str]], named: set[str]) -> bool:
    """The step did something to the object that the text names; of one without a name, to its table."""
    if row["name"] and row["name"] != row["table"]:
        return row["name"] in named
    return bool(row["table"]) and (row["schema"] or "", row["table"]) in touched


def _block_around(row: Row, sent: list[Row]) -> Row | None:
    """The DO block that holds a statement."""
    before = [each for each in sent if (each["line"] or 0) <= (row["line"] or 0)]
    last = max(before, key=lambda each: (each["line"] or 0, each["statement_order"]), default=None)
    return last if last and last["command"] == "DO" and row["written_as"] == "raw SQL" else None


def _same_step(changed: list[Row], statement: Row) -> list[Row]:
    return [row for row in changed if row["step"] == statement["step"]]
