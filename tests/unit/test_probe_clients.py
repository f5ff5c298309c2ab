"""Programs of PostgreSQL's that Python is about to start: found however they are started, and no other program is."""

from __future__ import annotations

from typing import Any

import pytest

from auditlib.probes import clients
from auditlib.probes.guards import address


@pytest.mark.parametrize(
    ("event", "arguments", "told"),
    [
        ("subprocess.Popen", (None, ["psql", "-h", "db", "-p", "5433", "-d", "shop"], None, None), "db:5433/shop"),
        ("subprocess.Popen", ("/usr/bin/pg_dump", ["x", "postgresql://me:sesame@db/shop"], None, None), "db/shop"),
        ("subprocess.Popen", (None, ["psql"], None, {"PGHOST": "db", "PGDATABASE": "shop"}), "db/shop"),
        ("subprocess.Popen", (None, "cat x | psql --host=db --dbname=shop", None, None), "db/shop"),
        ("subprocess.Popen", (None, ["sh", "-c", "psql 'host=db dbname=shop'"], None, None), "db/shop"),
        ("os.system", (b"PGPASSWORD=sesame psql -h db shop",), "db/"),
        ("os.posix_spawn", ("/usr/bin/createdb", ["createdb", "-h", "db"], {}), "db/"),
        ("os.exec", ("/usr/bin/env", ["env", "psql"], None), "the local server/"),
    ],
)
def test_a_client_is_found(event: str, arguments: tuple[Any, ...], told: str) -> None:
    """By its name, behind a shell, a path or bytes; its address from a URL, options or variables, and no secret."""
    found = clients.started(event, arguments)
    assert found
    _name, words, variables = found
    assert address((clients.connection_text(words),), clients.options(words, variables)) == told


@pytest.mark.parametrize(
    ("event", "arguments"),
    [
        ("subprocess.Popen", (None, ["git", "commit", "-m", "psql"], None, None)),
        ("subprocess.Popen", (None, "git log", None, None)),
        ("os.system", ("psqlite x",)),
        ("open", ("psql", "r", 0)),
    ],
)
def test_another_program_is_none(event: str, arguments: tuple[Any, ...]) -> None:
    """Only a program of PostgreSQL's that is to run counts."""
    assert clients.started(event, arguments) is None
