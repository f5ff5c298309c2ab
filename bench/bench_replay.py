"""What recording costs: the replay of a long chain against Alembic's own upgrade, and a step beside many tables.

Both run on one server in turn, so that a noise of the machine meets both, and the best of each counts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from generate import TABLES_A_TRANSACTION, table
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect import replay, scratch, scripts
from auditlib.config.target import ScriptLocation, Target

REVISIONS, ROUNDS, TABLES, STEPS = 300, 3, 2_000, 20
ENV = """
from alembic import context
from sqlalchemy import create_engine, pool
with create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
"""
HEAD = '''"""Revision {number}"""
import sqlalchemy as sa
from alembic import op

revision = "{number:04}"
down_revision = {down}


def upgrade():
'''
# What revisions do, in turn: two of raw SQL, three of operations.
BODIES = (
    """    op.create_table(
        "t_{number}",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("made", sa.DateTime(), server_default=sa.func.now()),
    )
    op.create_index("ix_{number}", "t_{number}", ["name"])
""",
    """    op.add_column("t_{last}", sa.Column("extra", sa.Text()))
""",
    '''    op.execute("""
        create table s_{number} (id serial primary key, parent int references t_{last} (id), size numeric);
        create index on s_{number} (parent);
    """)
''',
    """    op.execute("alter table t_{last} alter column extra set not null")
""",
    """    op.create_unique_constraint("uq_{number}", "t_{last}", ["name"])
""",
)


def rows() -> list[dict[str, Any]]:
    """Measurements as ``name``, ``value``, ``unit``, ``bound``, ``holds``."""
    with scratch.server() as server, tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        long = _chain(project / "long", REVISIONS)
        replayed, upgraded = _alternating(lambda: _replayed(long, server), lambda: _upgraded(long, server))
        few, many = (_step(project / str(tables), server, tables) for tables in (20, TABLES))
    return [
        _row(f"alembic upgrade head, {REVISIONS} revisions", upgraded, "s"),
        _row(f"replay that records all, {REVISIONS} revisions", replayed, "s"),
        _row("replay against alembic upgrade head", replayed / upgraded, "times", at_most=2.2),
        _row(f"a step more, beside {TABLES} tables", many, "ms", at_most=50.0),
        _row("a step more, beside 20 tables", few, "ms"),
    ]


def _chain(project: Path, revisions: int, first: Sequence[str] = ()) -> Path:
    versions = project / "alembic" / "versions"
    versions.mkdir(parents=True)
    (project / "alembic" / "env.py").write_text(ENV)
    for number in range(1, revisions + 1):
        down = repr(f"{number - 1:04}") if number > 1 else None
        place = number - len(first) - 1
        last = number - place % len(BODIES)
        body = first[number - 1] if place < 0 else BODIES[place % len(BODIES)].format(number=number, last=last)
        text = HEAD.format(number=number, down=down) + body
        (versions / f"{number:04}.py").write_text(text)
    return project


def _target(project: Path) -> Target:
    location = ScriptLocation("alembic", project / "alembic", (project / "alembic" / "versions",))
    return Target("long", project, (location,), Path(sys.executable), import_roots=(project,))


@cache
def _scripts(project: Path) -> dict[str, Any]:
    return scripts.read(_target(project))


def _replayed(project: Path, server: scratch.Server) -> dict[str, Any]:
    """The replay alone: what it is given was read before."""
    frames = replay.read(_target(project), server, _scripts(project))
    if frames["steps"]["status"].ne("done").any():
        raise RuntimeError("the chain of the bench does not run")
    return frames


def _upgraded(project: Path, server: scratch.Server) -> None:
    name = str(conninfo_to_dict(server.create_database("upgraded"))["dbname"])
    url = server.url(name, "psycopg")
    program = (
        "import sys; from alembic import command; from alembic.config import Config; c = Config(); "
        "c.set_main_option('script_location', sys.argv[1]); c.set_main_option('path_separator', 'os'); "
        "c.set_main_option('sqlalchemy.url', sys.argv[2].replace('%', '%%')); command.upgrade(c, 'head')"
    )
    subprocess.run([sys.executable, "-c", program, str(project / "alembic"), url], check=True)
    server.drop_database(name)


def _step(folder: Path, server: scratch.Server, tables: int) -> float:
    """Milliseconds that a step takes in a database of so many tables, those before it left out."""
    without, with_steps = (_beside(folder / str(steps), tables, steps) for steps in (0, STEPS))
    base, all_ = _alternating(lambda: _replayed(without, server), lambda: _replayed(with_steps, server))
    return (all_ - base) / STEPS * 1000


def _beside(project: Path, tables: int, steps: int) -> Path:
    """A chain that makes ``tables`` tables, some hundreds a revision, and then goes ``steps`` steps."""
    blocks = []
    for start in range(0, tables, TABLES_A_TRANSACTION):
        made = "; ".join(table(number, 20, 4) for number in range(start, min(start + TABLES_A_TRANSACTION, tables)))
        kind = "create type mood as enum ('sad', 'ok', 'happy'); " if not start else ""
        blocks.append(f"    op.execute('''do $$ begin {kind}{made}; end $$''')\n")
    return _chain(project, len(blocks) + steps, blocks)


def _alternating(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for run, times in zip((first, second), taken, strict=True):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return min(taken[0]), min(taken[1])


def _row(name: str, value: float, unit: str, *, at_most: float | None = None) -> dict[str, Any]:
    holds = None if at_most is None else value <= at_most
    return {"name": name, "value": value, "unit": unit, "bound": at_most, "holds": holds}
