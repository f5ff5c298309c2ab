"""Two readings at once: while one waits for a server or a probe, the other goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Generic, TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


def both(first: Callable[[], First], second: Callable[[], Second]) -> tuple[First, Second]:
    """Both results. An error of either is raised, the first one's before the second's.

    The first runs in this thread, where a signal interrupts it. The other's thread is a daemon: an interrupted run
    does not wait for it.
    """
    results: list[Second] = []
    errors: list[BaseException] = []

    def in_thread() -> None:
        try:
            results.append(second())
        except BaseException as error:  # carried over to the thread that waits
            errors.append(error)

    thread = threading.Thread(target=in_thread, daemon=True)
    thread.start()
    done = first()
    while thread.is_alive():
        # A join without a limit would hold a signal back until the thread ends.
        thread.join(0.2)
    if errors:
        raise errors[0]
    return done, results[0]


class Awaited(Generic[First]):
    """What one of two readings gives and the other waits for."""

    def __init__(self) -> None:
        self._ended = threading.Event()
        self._given: list[First] = []

    def keep(self, make: Callable[[], First]) -> First:
        """What ``make`` gives; who waits goes on, also where it raises."""
        try:
            self._given.append(make())
        finally:
            self._ended.set()
        return self._given[0]

    def wait(self) -> list[First]:
        """What was given, once it is; nothing where making it failed."""
        self._ended.wait()
        return self._given


def imported_ahead(module: str) -> None:
    """Start to import a module that is needed later, while this thread waits for servers and probes.

    Where it cannot be imported, the import in its place says so.
    """

    def in_thread() -> None:
        with suppress(ImportError):
            import_module(module)

    threading.Thread(target=in_thread, daemon=True).start()
