"""A project whose revisions, modules and env.py try to reach another server, and to break what runs them.

As a program: ``hostile_project.py PROJECT OUTPUT`` audits it as the user who runs it and keeps the frames.
"""

from __future__ import annotations

import pickle
import sys
import textwrap
from pathlib import Path

from auditlib.collect import models, replay, scratch, scripts
from auditlib.config.target import ScriptLocation, Target
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.spec import combine

PATIENCE_S = 6.0
LEFT = "86399.25"  # seconds that a process which must not be left behind would sleep

# What each way runs; {url}, {host}, {port}, {folder} and {password} are those of the audited server.
REACHING = {
    "psycopg": "import psycopg; psycopg.connect('{url}').execute('create table reached (id int)')",
    "psycopg2": "import psycopg2; psycopg2.connect('{url}').cursor().execute('create table reached (id int)')",
    "asyncpg": "import asyncio, asyncpg; asyncio.run(asyncpg.connect('{url}'))",
    "pg8000": (
        "import pg8000.dbapi; pg8000.dbapi.connect("
        "user='postgres', host='{host}', port={port}, database='audited', password='{password}')"
    ),
    "engine": "import sqlalchemy; sqlalchemy.create_engine('postgresql+psycopg2' + '{url}'[10:]).connect()",
    "dotenv": "import psycopg; psycopg.connect(open('.env').read().partition('=')[2].strip())",
    "surroundings": "import os, psycopg; psycopg.connect(os.environ.get('DATABASE_URL', ''))",
    "service": "import psycopg; psycopg.connect('service=audited')",
    "pgpass": "import psycopg; psycopg.connect('host={host} port={port} dbname=audited user=postgres')",
    "unix": "import psycopg2; psycopg2.connect('host={folder} port={port} dbname=audited user=postgres')",
    "psql": "import subprocess; subprocess.run(['psql', '{url}', '-c', 'create table reached (id int)'], check=True)",
    "shell": "import os; os.system('PGPASSWORD={password} psql -h {folder} -p {port} -U postgres audited -l')",
}
SILENT = {  # past every guard in Python: the kernel alone refuses them
    "libpq": (
        "from psycopg import pq; found = pq.PGconn.connect("
        "b'host={folder} port={port} dbname=audited user=postgres'); assert found.status != 0, 'reached'"
    ),
    "child": (
        "import subprocess, sys; subprocess.run([sys.executable, '-S', '-c', "
        "'import socket; socket.socket(socket.AF_UNIX).connect(\"{folder}/.s.PGSQL.{port}\")'], check=True)"
    ),
}
TRIED = "do $$ begin create extension {}; exception when others then null; end $$"
ASKING = {  # by the server that runs the statement
    "dblink": "op.execute(\"select dblink_connect('host={host} port={port} dbname=audited user=postgres "
    "password={password}')\")",
    "dblink_made": f'op.execute("{TRIED.format("dblink")}")\n' + "op.execute(\"select dblink_connect('{url}')\")",
    "postgres_fdw": f'op.execute("{TRIED.format("postgres_fdw")}")\n'
    'op.execute("import foreign schema public from '
    'server audited into public")',
    "copy_program": "op.execute('create table piped (line text)')\n"
    'op.execute("copy piped from program \'psql {url} -c \\"create table reached (id int)\\"\'")',
    "subscription": "op.execute(\"create subscription far connection '{url}' publication all_of_it\")",
}
BREAKING = {
    "loops": "while True: pass",
    "forks": (
        "import os\nfor _ in range(3):\n    if not os.fork():\n        os.setsid()\n        if not os.fork():\n"
        f"            os.execve('/bin/sleep', ['sleep', '{LEFT}'], {{{{}}}})\n        os._exit(0)"
    ),
    "fork_bomb": (
        "import os, time\nwhile True:\n    if not os.fork():\n        os.setsid()\n"
        f"        os.execve('/bin/sleep', ['sleep', '{LEFT}'], {{{{}}}})"
    ),
    "exits": "import sys; sys.exit(3)",
    "leaves": "import os; os._exit(3)",
    "eats": "held = []\nwhile True:\n    held.append(bytes(1 << 28))",
    "drops_recorder": "op.execute('drop schema if exists auditlib cascade')\nop.execute('drop owned by current_user')",
    "changes_role": "op.execute('set role postgres'); op.execute('create table as_superuser (id int)')",
    "session_role": "op.execute('set session authorization postgres')",
    "grants_itself": "op.execute('alter role current_user superuser')",
    "terminates": "op.execute('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')",
    "terminates_itself": "op.execute('select pg_terminate_backend(pg_backend_pid())')",
    "last": "op.execute('create table at_the_end (id int)')",
}
EVERY = REACHING | SILENT | ASKING | BREAKING


def write(project: Path, given: dict[str, object]) -> None:
    """The project: a revision a way in one chain, a module a way, and an env.py that tries all and bears with it."""
    versions, package = project / "migrations" / "versions", project / "app"
    versions.mkdir(parents=True)
    package.mkdir()
    before = None
    for name, body in EVERY.items():
        head = f"from alembic import op\nrevision = '{name}'\ndown_revision = {before!r}\n\n\ndef upgrade():\n"
        text = textwrap.indent(body.format(**given), "    ")
        (versions / f"{name}.py").write_text(head + text + "\n\n\ndef downgrade():\n    pass\n")
        before = name
    for name, body in (REACHING | SILENT).items():
        (package / f"{name}_way.py").write_text(MODULE.format(body=body.format(**given), name=name))
    (package / "__init__.py").write_text("")
    (package / "base.py").write_text(BASE)
    tries = "".join(TRY.format(body=body.format(**given)) for body in REACHING.values())
    (project / "migrations" / "env.py").write_text(ENV.format(tries=tries))
    (project / ".env").write_text(f"DATABASE_URL={given['url']}\n")


BASE = "from sqlalchemy.orm import declarative_base\n\nBase = declarative_base()\n"
MODULE = """from sqlalchemy import Column, Integer
from app.base import Base


class Seen(Base):
    __tablename__ = "seen_{name}"
    id = Column(Integer, primary_key=True)


{body}
"""
ENV = """from alembic import context
from app.base import Base

{tries}
context.configure(url="postgresql://", target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
"""
TRY = """try:
    {body}
except Exception:
    pass
"""


def target(project: Path) -> Target:
    """As auditlib knows it."""
    folder = project / "migrations"
    location = ScriptLocation("migrations", folder, (folder / "versions",))
    return Target("hostile", project, (location,), Path(sys.executable), (project,), probe_timeout_s=PATIENCE_S)


def main() -> None:
    """Audit what is collected in scratch, and keep the frames."""
    project, output = (Path(each) for each in sys.argv[1:])
    known = target(project)
    collected = scripts.read(known)
    with scratch.server() as server:
        read = combine((collected, models.read(known, server), replay.read(known, server, collected)), COLLECTED_FRAMES)
    output.write_bytes(pickle.dumps(read))


if __name__ == "__main__":
    main()
