"""What every kind of test may share: one scratch server for the whole run, a database a test."""

from collections.abc import Iterator

import pytest

from auditlib.collect import scratch


@pytest.fixture(scope="session")
def server() -> Iterator[scratch.Server]:
    """A scratch PostgreSQL of the embedded wheel, shared by all tests of a run."""
    with scratch.server() as running:
        yield running


@pytest.fixture
def database(server: scratch.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    """The conninfo of an empty database of the test's own."""
    yield server.create_database(request.node.name)


def pytest_report_header() -> str:
    """The PostgreSQL that tests run on."""
    best = scratch.candidates()
    return f"postgresql: {best[0].version} ({best[0].origin})" if best else "postgresql: none found"
