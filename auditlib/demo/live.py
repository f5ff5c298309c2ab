"""The example application's live database, made as such a database comes to be.

The application creates the tables it knows, Alembic upgrades as far as the last deployment went, people use it,
and somebody mends two things by hand.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect.scratch import Server
from auditlib.demo.project import copy_to
from auditlib.errors import InterpreterError

# Run by the demo's interpreter in the working project, with the application's own env.py.
INSTALL = """
import sys
from alembic import command
from alembic.config import Config
from app.core.database import init_db, make_engine
engine = make_engine()
init_db(engine)
engine.dispose()
command.upgrade(Config("alembic.ini"), sys.argv[1])
"""
DRIVER = "psycopg"
PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")


def _packaged(name: str) -> str:
    return (resources.files("auditlib.demo") / "sql" / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Story:
    """What happened to the database: the revision it was upgraded to, the rows in it, what was done by hand."""

    position: str = "20251126_add_question_embedding"
    rows: str = field(default_factory=lambda: _packaged("rows.sql"))
    by_hand: str = field(default_factory=lambda: _packaged("by_hand.sql"))


def build(server: Server, *, project: Path | None = None, story: Story | None = None) -> str:
    """Make the live database on ``server`` and return its conninfo.

    ``project`` is a working copy of the application; without it one is made for the time of the call.

    Raises ``InterpreterError`` where this interpreter cannot run the application.
    """
    story = story or Story()
    conninfo = server.create_database("live")
    url = server.url(str(conninfo_to_dict(conninfo)["dbname"]), DRIVER)
    if project is None:
        with tempfile.TemporaryDirectory(prefix="auditlib-") as folder:
            _install(copy_to(Path(folder) / "app"), url, story.position)
    else:
        _install(project, url, story.position)
    with psycopg.connect(conninfo) as connection:
        connection.execute(story.rows.encode())
        connection.execute(story.by_hand.encode())
        connection.execute(b"analyze")
    return conninfo


def _install(project: Path, url: str, position: str) -> None:
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment |= {"POSTGRES_URL": url, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(project)}
    done = subprocess.run(
        [sys.executable, "-c", INSTALL, position],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if "Error" in line and not line[:1].isspace()]
        last = (said or done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise InterpreterError(
            f"The example application did not run: {last}",
            "Install it: pip install 'auditlib[demo,embedded]'.",
        )
