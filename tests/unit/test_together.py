"""What is opened ahead: given once it is open, closed in the end, and never waited for by who leaves in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from auditlib.collect import together


class Opening:
    """A manager that opens when it is let."""

    def __init__(self) -> None:
        self.let = threading.Event()
        self.closed = threading.Event()

    @contextmanager
    def __call__(self) -> Iterator[str]:
        assert self.let.wait(30)
        try:
            yield "open"
        finally:
            self.closed.set()


def test_it_is_given_and_closed() -> None:
    """Who asks gets what was opened; it is closed as the block ends."""
    opening = Opening()
    opening.let.set()
    with together.opened_ahead(opening) as opened:
        assert opened() == "open"
        assert not opening.closed.is_set()
    assert opening.closed.is_set()


def test_who_leaves_does_not_wait_for_it() -> None:
    """An error inside is told at once; what opens only then closes itself."""
    opening = Opening()
    with pytest.raises(ValueError, match="at once"), together.opened_ahead(opening):
        raise ValueError("at once")
    assert not opening.closed.is_set()
    opening.let.set()
    assert opening.closed.wait(30)


def test_what_opening_raises_is_raised_where_it_is_asked_for() -> None:
    """Nobody else hears of it."""

    @contextmanager
    def refuses() -> Iterator[str]:
        raise ValueError("no")
        yield

    with together.opened_ahead(refuses) as opened, pytest.raises(ValueError, match="no"):
        opened()
