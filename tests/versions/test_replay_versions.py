"""The replay under the SQLAlchemy and Alembic that applications have, with asyncpg as their only driver."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from auditlib.collect import catalog, rehearsal, replay, scratch, scripts
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences
from tests.postgres import chains

CHAINS = {
    "1.4": ("sqlalchemy[asyncio]==1.4.*", "alembic==1.8.*", "asyncpg"),
    "2.0": ("sqlalchemy[asyncio]==2.0.*", "alembic>=1.13,<2", "asyncpg"),
}
ENV = """
import asyncio
import os
import sqlalchemy as sa
from alembic import context
from sqlalchemy import pool
from sqlalchemy.ext.asyncio import create_async_engine

url = os.environ.get("TINY_URL", "postgresql+asyncpg://nobody@db.invalid/nothing")


def migrate(connection):
    context.configure(connection=connection, target_metadata=None, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


async def main():
    path = {"search_path": "app"}
    engine = create_async_engine(url, poolclass=pool.NullPool, connect_args={"server_settings": path})
    async with engine.begin() as connection:
        await connection.execute(sa.text("create schema if not exists app"))
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


asyncio.run(main())
"""
UPGRADE = """
import sys
from alembic import command
from alembic.config import Config
config = Config()
config.set_main_option("script_location", sys.argv[1])
command.upgrade(config, sys.argv[2])
"""
HEAD = """
from sqlalchemy.orm import Session, declarative_base
Base = declarative_base()

class Item(Base):
    __tablename__ = "item"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(20))
"""
REVISIONS = {
    "one": """
        op.create_table("item", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
        item = sa.table("item", sa.column("id"), sa.column("name"))
        op.bulk_insert(item, [{"id": 1, "name": "a"}, {"id": 2, "name": ""}])
    """,
    "two": """
        session = Session(bind=op.get_bind())
        assert [each.id for each in session.query(Item).order_by(Item.id)] == [1, 2]
        session.query(Item).filter(Item.id == 2).update({"name": "b"})
        session.flush()
        assert op.get_bind().execute(sa.text("select name from item where id = :id"), {"id": 2}).scalar() == "b"
    """,
    "three": """
        with op.get_context().autocommit_block():
            op.create_index("ix_name", "item", ["name"], postgresql_concurrently=True)
        op.alter_column("item", "name", existing_type=sa.String(20), type_=sa.Text, nullable=False)
    """,
    "four": """
        assert [each["name"] for each in sa.inspect(op.get_bind()).get_indexes("item")] == ["ix_name"]
        op.add_column("item", sa.Column("made", sa.DateTime(timezone=True), server_default=sa.func.now()))
        op.create_unique_constraint("item_name_key", "item", ["name"])
    """,
}


@pytest.fixture(scope="module", params=CHAINS)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has that SQLAlchemy, and of drivers asyncpg alone."""
    folder = tmp_path_factory.mktemp("asynchronous") / request.param
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *CHAINS[request.param]]
    subprocess.run(install, check=True)
    return folder / "bin" / "python"


@pytest.mark.slow
def test_a_chain_of_asyncpg_alone_replays(server: scratch.Server, python: Path, tmp_path: Path) -> None:
    """What Alembic's own upgrade made by asyncpg is what the replay makes, by itself and inside of env.py."""
    chain = chains.Chain(tmp_path / "project")
    for name, body in REVISIONS.items():
        chain.add(name, body, head=HEAD)
    (chain.project / chain.location / "env.py").write_text(ENV)
    live = server.create_database("asynchronous")
    url = server.url(chains._name(live), "asyncpg")
    target = Target("tiny", chain.project, (chain.script_location,), python)
    seen = []
    for revision in ("one", "heads"):
        upgrade = [str(python), "-c", UPGRADE, str(chain.project / chain.location), revision]
        subprocess.run(upgrade, check=True, env={**os.environ, "TINY_URL": url, "PYTHONDONTWRITEBYTECODE": "1"})
        seen.append(scripts.read(target) | catalog.read(live, "live", version_tables=target.locations))
    first, collected = seen

    for each in (target, replace(target, run_env=True)):
        frames = replay.read(each, server, collected)
        assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"].to_string()
        found = differences(combine([collected, frames], FRAMES))
        assert found.empty, found.to_string()
    # The rows that the second one looks for are not rebuilt; the others run on the schema of the first.
    rehearsed = rehearsal.read(target, server, first).frames["rehearsal"].set_index("revision")
    assert rehearsed["status"].to_dict() == {"two": "failed", "three": "done", "four": "done"}, rehearsed.to_string()
    assert rehearsed.loc["two", "message"].startswith("AssertionError")
