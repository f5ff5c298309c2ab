"""Two readings at once: while one waits for a server or a probe, the other goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, ExitStack, contextmanager
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


@contextmanager
def opened_ahead(make: Callable[[], AbstractContextManager[First]]) -> Iterator[Callable[[], First]]:
    """Open what is needed later, while this thread waits for servers and probes.

    Gives a function that waits for it, and raises what opening it raised. It is closed in the end, also where nobody
    came to need it; what is still opening then is closed by its own thread, for which Python waits as it ends.
    """
    opened: Future[First] = Future()
    turn, closing = threading.Lock(), threading.Event()
    with ExitStack() as stack:

        def in_thread() -> None:
            with ExitStack() as own:
                try:
                    made = own.enter_context(make())
                except BaseException as error:  # carried over to the thread that asks
                    opened.set_exception(error)
                    return
                with turn:
                    if not closing.is_set():
                        stack.push(own.pop_all())
                        opened.set_result(made)

        threading.Thread(target=in_thread).start()
        try:
            yield opened.result
        finally:
            with turn:
                closing.set()
