"""Where a replay's processes run: of two processors the probe has one, the sessions of the server the other.

The probe asks, we ask the server, and while the probe goes on we ask the server what was done: of three that take turns
two could always work. Linux looks for an idle processor while the one who wakes another still holds its own. Of two,
the other one is the probe's then: the session waits there behind the probe, and ours goes idle. Where there are more,
Linux finds one. See docs/adr/0024-a-processor-for-the-probe.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def of_probe() -> Iterator[None]:
    """Processes that are started within, by this thread, have the probe's processor."""
    two = _two()
    _move(0, two[:1])
    try:
        yield
    finally:
        _move(0, two)


def beside_probe(process: int) -> None:
    """A process of a server of ours has the other processor."""
    _move(process, _two()[1:])


def _move(process: int, where: list[int]) -> None:
    if where:
        with suppress(OSError):  # it is gone, not ours to move, or nobody may move any here
            os.sched_setaffinity(process, where)


def _two() -> list[int]:
    """The processors that we may use, where there are two; empty elsewhere, and where the system does not tell."""
    if not hasattr(os, "sched_getaffinity"):
        return []
    ours = sorted(os.sched_getaffinity(0))
    return ours if len(ours) == 2 else []
