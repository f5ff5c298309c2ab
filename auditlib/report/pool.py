"""Threads that each have a warm kernel, started before there is anything to run on it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from auditlib.report.kernels import Kernel, scratch_folder

KERNELS = 2
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True)
class _Order(Generic[Item, Result]):
    """What there is to do, where, and how one of it is done."""

    waiting: SimpleQueue[Item]
    folder: Path
    do: Callable[[Item, Kernel], Result]


class Pool(Generic[Item, Result]):
    """Kernels for one round of work. They start, and import what notebooks need, while the caller does other things.

    A kernel belongs to the thread that started it, so each thread makes its own and takes one item after the other.
    """

    def __init__(self, kernels: int = KERNELS) -> None:
        """Starts the threads, and they their kernels; an error of these is raised by ``each``."""
        self._stopped = threading.Event()
        self._running: list[Kernel] = []
        self._order: Future[_Order[Item, Result]] = Future()
        with ExitStack() as stack:
            self._scratch = stack.enter_context(scratch_folder())
            threads = stack.enter_context(ThreadPoolExecutor(kernels, thread_name_prefix="notebooks"))
            self._futures = [threads.submit(self._worker) for _ in range(kernels)]
            self._stack = stack.pop_all()

    def __enter__(self) -> Pool[Item, Result]:
        """The pool itself."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Ends every kernel at once, and waits for the threads."""
        self._stopped.set()
        self._order.cancel()
        for kernel in self._running:
            kernel.kill()
        self._stack.close()

    def each(self, items: Sequence[Item], folder: Path, do: Callable[[Item, Kernel], Result]) -> list[Result]:
        """``do`` with every item and a kernel whose current folder is ``folder``, in no order; only once a pool."""
        waiting: SimpleQueue[Item] = SimpleQueue()
        for item in items:
            waiting.put(item)
        self._order.set_result(_Order(waiting, folder, do))
        return [each for future in as_completed(self._futures) for each in future.result()]

    def _worker(self) -> list[Result]:
        done: list[Result] = []
        kernel = self._started()
        try:
            order = self._order.result()
            for item in self._taken(order):
                kernel = self._ready(kernel, order.folder)
                done.append(order.do(item, kernel))
        except CancelledError:  # there is nothing to do after all
            return done
        finally:
            kernel.close()
        return done

    def _started(self) -> Kernel:
        kernel = Kernel(self._scratch)
        self._running.append(kernel)
        if self._stopped.is_set():
            kernel.kill()
        try:
            kernel.warm()
        except BaseException:
            kernel.close()
            raise
        return kernel

    def _ready(self, kernel: Kernel, folder: Path) -> Kernel:
        """The kernel made clean, or a fresh one where it died."""
        if not kernel.alive:
            kernel.close()
            kernel = self._started()
        kernel.clean(folder)
        return kernel

    def _taken(self, order: _Order[Item, Result]) -> Iterator[Item]:
        while not self._stopped.is_set():
            try:
                yield order.waiting.get_nowait()
            except Empty:
                return
