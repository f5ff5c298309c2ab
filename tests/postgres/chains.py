"""Tiny Alembic projects for tests of the replay, written from the bodies of their revisions."""

from __future__ import annotations

import os
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import psycopg
from alembic import command
from alembic.config import Config

from auditlib.collect import catalog, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import ScriptLocation, Target

ENV = """
import os
from alembic import context
from sqlalchemy import create_engine, pool
target_metadata = None
url = os.environ["TINY_URL"]
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata, version_table=%r)
    with context.begin_transaction():
        context.run_migrations()
"""
REVISION = '''"""{name}"""
from alembic import op
import sqlalchemy as sa
{head}
revision = "{name}"
down_revision = {down!r}
depends_on = {depends!r}


def upgrade():
{body}


def downgrade():
    pass
'''

# An operation of the project's own, as plug-ins register theirs.
PLUGIN = '''
from alembic.operations import MigrateOperation, Operations


@Operations.register_operation("create_copy")
class CreateCopy(MigrateOperation):
    """A view that shows a table as it is."""

    def __init__(self, table):
        self.table = table

    @classmethod
    def create_copy(cls, operations, table):
        """Make the view."""
        return operations.invoke(cls(table))


@Operations.implementation_for(CreateCopy)
def create_copy(operations, operation):
    operations.execute("create view {schema}%s_copy as select * from {schema}%s" % (operation.table, operation.table))
'''


def plugin(schema: str = "") -> str:
    """The text of a module with an operation ``create_copy``; the schema, if any, with its dot."""
    return PLUGIN.format(schema=schema)


@dataclass(frozen=True)
class Chain:
    """A project with one script location; revisions are given as name to body, each the child of the one before."""

    project: Path
    location: str = "migrations"
    version_table: str = "alembic_version"
    names: list[str] = field(default_factory=list)

    def add(self, name: str, body: str, *, down: object = "previous", depends: object = None, head: str = "") -> None:
        """Write a revision; ``down`` is its parent, or parents, where that is not the one added last."""
        folder = self.project / self.location / "versions"
        folder.mkdir(parents=True, exist_ok=True)
        (self.project / self.location / "env.py").write_text(ENV % self.version_table)
        parent = (self.names[-1] if self.names else None) if down == "previous" else down
        text = REVISION.format(
            name=name,
            head=textwrap.dedent(head),
            down=parent,
            depends=depends,
            body=textwrap.indent(textwrap.dedent(body).strip() or "pass", "    "),
        )
        (folder / f"{name}.py").write_text(text)
        self.names.append(name)

    @property
    def script_location(self) -> ScriptLocation:
        """As the target knows it."""
        folder = self.project / self.location
        return ScriptLocation(self.location, folder, (folder / "versions",), version_table=self.version_table)

    def upgrade(self, server: Server, conninfo: str, to: str = "heads") -> None:
        """Alembic's own upgrade."""
        config = Config()
        config.set_main_option("script_location", str(self.project / self.location))
        config.set_main_option("path_separator", "os")
        os.environ["TINY_URL"] = server.url(_name(conninfo), "psycopg")
        # In a thread: an env.py of asyncio's wants a loop of its own, and a browser in this process has one running.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(command.upgrade, config, to).result()


def replayed(
    server: Server, chains: Chain | list[Chain], live: str | None, *, timeout_s: float = 30.0, setup: str = ""
) -> dict[str, pd.DataFrame]:
    """All frames of the replay."""
    return both(server, chains, live, timeout_s=timeout_s, setup=setup)[1]


def both(
    server: Server, chains: Chain | list[Chain], live: str | None, *, timeout_s: float = 30.0, setup: str = ""
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame]]:
    """The frames of scripts and live database, and those of the replay."""
    chains = chains if isinstance(chains, list) else [chains]
    locations = tuple(chain.script_location for chain in chains)
    project = chains[0].project
    given = {"import_roots": (project,), "probe_timeout_s": timeout_s, "setup": setup}
    target = Target("tiny", project, locations, Path(sys.executable), **given)
    collected = scripts.read(target)
    if live:
        collected |= catalog.read(live, "live", version_tables=locations)
    return collected, replay.read(target, server, collected)


def stamp(conninfo: str, *revisions: str, table: str = "alembic_version") -> None:
    """A version table with these rows."""
    with psycopg.connect(conninfo) as connection:
        connection.execute(f"create table if not exists {table} (version_num varchar(32) primary key)".encode())
        for revision in revisions:
            connection.execute(f"insert into {table} values (%s)".encode(), [revision])


def execute(conninfo: str, *statements: str) -> None:
    """Statements, each in a transaction of its own."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def statuses(frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Status by revision."""
    return dict(frames["steps"][["revision", "status"]].itertuples(index=False, name=None))


def tables(frames: dict[str, pd.DataFrame], source: str = "replay") -> set[str]:
    """Tables of a source."""
    rows = frames["tables"]
    return set(rows.loc[rows["source"].eq(source), "table"])


def columns(frames: dict[str, pd.DataFrame], table: str, source: str = "replay") -> dict[str, str]:
    """Type by column of a table."""
    rows = frames["columns"]
    rows = rows[rows["source"].eq(source) & rows["table"].eq(table)]
    return dict(rows[["column", "type"]].itertuples(index=False, name=None))


def _name(conninfo: str) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"])
