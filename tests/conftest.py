"""What every kind of test shares: a scratch server a run, a database a test, the option that makes a skip a failure."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest

from auditlib.collect import scratch


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--no-skips`: for a machine that has everything. `--every-server`: not only the best PostgreSQL found."""
    parser.addoption("--no-skips", action="store_true", help="fail where a test was skipped")
    parser.addoption("--every-server", action="store_true", help="run server tests on every PostgreSQL found")


def pytest_configure() -> None:
    """Ctrl-C reaches the programs that tests start, also where a shell runs the suite in the background."""
    if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With `--every-server`, each test that needs a server runs on every major version found."""
    if "server" in metafunc.fixturenames and metafunc.config.getoption("--every-server"):
        majors = sorted({binaries.major for binaries in scratch.candidates()})
        metafunc.parametrize("server", majors, indirect=True, scope="session", ids=lambda major: f"pg{major}")


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
    """A scratch PostgreSQL of the embedded wheel, shared by all tests of a run."""
    with scratch.server(want_major=getattr(request, "param", None)) as running:
        yield running


@pytest.fixture
def database(server: scratch.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """The conninfo of an empty database of the test's own."""
    yield server.create_database(request.node.name)


def pytest_report_header() -> str:
    """The PostgreSQL that tests run on."""
    best = scratch.candidates()
    return f"postgresql: {best[0].version} ({best[0].origin})" if best else "postgresql: none found"
