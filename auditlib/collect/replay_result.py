"""What came of a pass of the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from auditlib.collect.catalog import Answers
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_lending import Loans
from auditlib.collect.replay_sent import Statement
from auditlib.frames.roles import MIGRATING, with_role_named


@dataclass
class Pass:
    """What came of a pass: a row of ``steps`` a step, its statements, catalogs by source, what was lent and noticed.

    ``stamps`` are the statements that noted a step down as applied, ``ends`` the lines, by session, on which it ended
    a transaction itself.

    ``beyond`` is what scratch cannot do, by revision, ``unloaded`` what could not be loaded here, ``wanting`` what
    takes arguments of env.py; ``furnished`` are columns lent before they were needed, ``present`` what lent tables
    came to have, ``ended`` the steps that ended their process, ``tries`` what tried to connect elsewhere.
    """

    role: str = ""
    steps: dict[int, dict[str, Any]] = field(default_factory=dict)
    statements: dict[int, list[Statement]] = field(default_factory=dict)
    stamps: dict[int, list[Statement]] = field(default_factory=dict)
    ends: dict[int, dict[int, int]] = field(default_factory=dict)
    catalogs: dict[str, Answers] = field(default_factory=dict)
    loans: Loans = field(default_factory=Loans)
    furnished: set[tuple[str, str, str]] = field(default_factory=set)
    present: set[tuple[str, str, str]] = field(default_factory=set)
    remarks: dict[str, str] = field(default_factory=dict)
    beyond: dict[str, str] = field(default_factory=dict)
    unloaded: dict[str, str] = field(default_factory=dict)
    wanting: dict[str, str] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)
    tries: list[dict[str, Any]] = field(default_factory=list)
    changes: Changes | None = None

    @cached_property
    def frames(self) -> dict[str, dict[str, pd.DataFrame]]:
        """Object frames by source, made of the catalogs when the pass is over."""
        found = {source: answers.frames(source) for source, answers in self.catalogs.items()}
        return {source: with_role_named(read, self.role, MIGRATING) for source, read in found.items()}

    @property
    def made(self) -> set[tuple[str, str, str]]:
        """The columns of lent tables that the chain itself added."""
        return self.present - self.loans.columns.keys()

    @property
    def failed_steps(self) -> set[int]:
        """Numbers of the steps that did not run to their end."""
        return {number for number, row in self.steps.items() if row["status"] != "done"}

    def rows(self) -> Iterator[dict[str, Any]]:
        """The steps with ``stamped``, which is known once every transaction has ended."""
        for number, row in self.steps.items():
            stamps = self.stamps.get(number) if row["status"] == "done" else None
            stamped = not any(each.undone for each in stamps) if stamps else None
            line = self.ends[number].get(stamps[0].session) if stamps and stamped is False else None
            told = {"stamped": stamped, "ended_line": line}
            points = row["status"] != "done" or row.get("message") or stamped is False
            yield {**row, **told, "file": row["file"] if points else None}
