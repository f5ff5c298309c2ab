"""A collection under way: what it needs, whom it tells, and how long each stage takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from auditlib.config.settings import Settings
from auditlib.config.target import Target
from auditlib.snapshot import WITNESSES

if TYPE_CHECKING:
    from auditlib.collect.connection import Server as LiveServer

Progress = Callable[[str, str], None]
EVERY_WITNESS = frozenset(WITNESSES)


def silent(stage: str, state: str) -> None:
    """The progress of a run that tells none."""


@dataclass
class Run:
    """One collection under way: what it needs, whom it tells, and how long each stage took."""

    target: Target
    settings: Settings
    progress: Progress
    durations_ms: dict[str, int] = field(default_factory=dict)
    only: frozenset[str] = EVERY_WITNESS
    live: LiveServer | None = None
    scratch: str = ""
    cached: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage and tell its start and end."""
        start = time.monotonic()
        with timed(name, self.progress):
            yield
        self.durations_ms[name] = round((time.monotonic() - start) * 1000)


@contextmanager
def timed(name: str, progress: Progress) -> Iterator[None]:
    """Tell the start and the end of a stage."""
    progress(name, "starts")
    start = time.monotonic()
    yield
    progress(name, f"done in {time.monotonic() - start:.1f} s")
