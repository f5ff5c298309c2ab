"""What recording costs: the replay of a long chain against Alembic's own upgrade, and a step beside many tables.

Both run on one server in turn, so that a noise of the machine meets both, and the best of each counts.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache as remembered
from functools import partial
from pathlib import Path
from typing import Any

from generate import TABLES_A_TRANSACTION
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect import cache, cache_key, replay, scratch, scripts
from auditlib.collect.probe import workspace
from auditlib.collect.replay_plan import plan
from auditlib.collect.scratch_role import chain_role
from auditlib.config.target import ScriptLocation, Target

REVISIONS, ROUNDS, TABLES, STEPS = 300, 7, 2_000, 100
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
        upgraded, passed, stage = _best_in_turn(
            ROUNDS, lambda: _upgraded(long, server), lambda: _passed(long, server), lambda: _stage(long, server)
        )
        first, second = _kept(long, server, project / "cache")
        few, many = (_step(project / str(tables), server, tables) for tables in (20, TABLES))
    return [
        _row(f"alembic upgrade head, {REVISIONS} revisions", upgraded, "s"),
        _row("one pass that records all", passed, "s"),
        _row("the pass against alembic upgrade head", passed / upgraded, "times", at_most=2.2),
        _row("the replay stage against alembic upgrade head", stage / upgraded, "times"),
        _row("a second replay, nothing changed, against the first", second / first, "times", at_most=0.1),
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


@remembered
def _scripts(project: Path) -> dict[str, Any]:
    return scripts.read(_target(project))


def _passed(project: Path, server: scratch.Server) -> float:
    """Seconds of the pass alone: a database made, the chain run in it, all recorded, the catalog read at its end.

    All is kept as the server gave it; frames of the record are made in the rest of the stage.
    """
    target, frames = _target(project), _scripts(project)
    with workspace(target) as place, chain_role(server) as role:
        chain = replay.Chain(place, server, plan(target, frames, place.project), frames, role)
        start = time.perf_counter()
        seen = replay._replayed(chain)
        took = time.perf_counter() - start
    if seen.failed_steps:
        raise RuntimeError("the chain of the bench does not run")
    return took


def _stage(project: Path, server: scratch.Server) -> float:
    """Seconds of the whole stage: a working copy of the project, the pass, its record as frames."""
    start = time.perf_counter()
    replay.read(_target(project), server, _scripts(project))
    return time.perf_counter() - start


def _kept(project: Path, server: scratch.Server, folder: Path) -> tuple[float, float]:
    """Seconds of the stage that finds nothing in the cache, and of the next one."""
    target, frames = _target(project), _scripts(project)
    found = []
    for _ in range(2):
        start = time.perf_counter()
        key = partial(cache_key.key, target, server, cache_key.lent(frames))
        cache.kept(folder, "replay", key, lambda: replay.read(target, server, frames))
        found.append(time.perf_counter() - start)
    return found[0], found[1]


def _upgraded(project: Path, server: scratch.Server) -> float:
    """Seconds of Alembic's own upgrade, on a database that is made and dropped for it as the pass's is."""
    start = time.perf_counter()
    name = str(conninfo_to_dict(server.create_database("upgraded"))["dbname"])
    url = server.url(name, "psycopg")
    program = (
        "import sys; from alembic import command; from alembic.config import Config; c = Config(); "
        "c.set_main_option('script_location', sys.argv[1]); c.set_main_option('path_separator', 'os'); "
        "c.set_main_option('sqlalchemy.url', sys.argv[2].replace('%', '%%')); command.upgrade(c, 'head')"
    )
    subprocess.run([sys.executable, "-c", program, str(project / "alembic"), url], check=True)
    server.drop_database(name)
    return time.perf_counter() - start


def _step(folder: Path, server: scratch.Server, tables: int) -> float:
    """Milliseconds that a step takes in a database of so many tables, those before it left out."""
    without, with_steps = (_beside(folder / str(steps), tables, steps) for steps in (0, STEPS))
    base, all_ = _best_in_turn(1, lambda: _passed(without, server), lambda: _passed(with_steps, server))
    return (all_ - base) / STEPS * 1000


def _beside(project: Path, tables: int, steps: int) -> Path:
    """A chain that makes ``tables`` tables, some hundreds a revision, and then goes ``steps`` steps."""
    blocks = []
    for start in range(0, tables, TABLES_A_TRANSACTION):
        numbers = range(start, min(start + TABLES_A_TRANSACTION, tables))
        made = "; ".join(f"create table of_{number} (id int primary key, name text)" for number in numbers)
        blocks.append(f"    op.execute('''do $$ begin {made}; end $$''')\n")
    return _chain(project, len(blocks) + steps, blocks)


def _best_in_turn(rounds: int, *runs: Callable[[], float]) -> list[float]:
    """The shortest of each: all of them run in turn, so that a noise of the machine meets all."""
    return [min(times) for times in zip(*([run() for run in runs] for _ in range(rounds)), strict=True)]


def _row(name: str, value: float, unit: str, *, at_most: float | None = None) -> dict[str, Any]:
    holds = None if at_most is None else value <= at_most
    return {"name": name, "value": value, "unit": unit, "bound": at_most, "holds": holds}
