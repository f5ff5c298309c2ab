"""Processes of a replay on machines of one, two and more processors."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from auditlib.collect import processors

Moved = list[tuple[int, list[int]]]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Moved:
    """What was set, by process; the machine has as many processors as the test is parametrised with."""
    found: Moved = []
    mine = set(range(4, 4 + request.param))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: mine)
    monkeypatch.setattr(os, "sched_setaffinity", lambda process, given: found.append((process, list(given))))
    return found


@pytest.mark.parametrize("moved", [2], indirect=True)
def test_of_two_the_probe_has_one_and_the_server_the_other(moved: Moved) -> None:
    """And whoever starts the probe has both again afterwards, also where it does not start."""
    with pytest.raises(OSError, match="no such file"), processors.of_probe():
        raise OSError("no such file")
    processors.beside_probe(77)

    assert moved == [(0, [4]), (0, [4, 5]), (77, [5])]


@pytest.mark.parametrize("moved", [1, 3, 8], indirect=True)
def test_elsewhere_nothing_is_set(moved: Moved) -> None:
    """With more of them Linux finds an idle one, with one there is nothing to choose."""
    with processors.of_probe():
        processors.beside_probe(77)

    assert moved == []


def test_where_the_system_does_not_tell_nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on macOS."""
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.delattr(os, "sched_setaffinity")

    with processors.of_probe():
        processors.beside_probe(77)


@pytest.mark.parametrize("refusal", [ProcessLookupError, PermissionError])
def test_what_may_not_be_moved_stays(monkeypatch: pytest.MonkeyPatch, refusal: type[OSError]) -> None:
    """A session of the server's may be gone by now, and some sandboxes refuse it: the probe starts all the same."""

    def refused(process: int, _given: object) -> None:
        raise refusal(process)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: {0, 1})
    monkeypatch.setattr(os, "sched_setaffinity", refused)

    with processors.of_probe():
        processors.beside_probe(77)


def test_what_is_started_within_has_the_first_one() -> None:
    """The real thing, on two of this machine's processors, or the one that it has."""
    before = os.sched_getaffinity(0)
    two = sorted(before)[:2]
    os.sched_setaffinity(0, two)
    try:
        with processors.of_probe():
            said = subprocess.check_output([sys.executable, "-c", "import os; print(*os.sched_getaffinity(0))"])
        assert sorted(os.sched_getaffinity(0)) == two
    finally:
        os.sched_setaffinity(0, before)

    assert [int(each) for each in said.split()] == two[:1]
