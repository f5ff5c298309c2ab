"""What env.py makes of its connection holds in replay and rehearsal: search_path, isolation, and all of it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import catalog, rehearsal, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences
from auditlib.rules import registry

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("path_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["path_chains"] = chains
_spec.loader.exec_module(chains)

HEAD = """
import os
import sqlalchemy as sa
from alembic import context
from sqlalchemy import create_engine, pool
url = os.environ.get("TINY_URL", "postgresql+psycopg://nobody@db.invalid/nothing")
"""
MIGRATE = """
    context.configure(connection=connection, target_metadata=None, version_table="{name}_version"{options})
    with context.begin_transaction():
        context.run_migrations()
"""
# How projects set the path that their migrations run with, and that they run outside of transactions.
ENVIRONMENTS = {
    "by_option": """
engine = create_engine(url, poolclass=pool.NullPool)
with engine.begin() as connection:
    connection.execute(sa.text("create schema if not exists by_option"))
engine = create_engine(url, poolclass=pool.NullPool, connect_args={{"options": "-csearch_path=by_option,public"}})
with engine.connect() as connection:
""",
    "by_statement": """
with create_engine(url, poolclass=pool.NullPool).connect() as connection:
    connection.execute(sa.text("create schema if not exists by_statement"))
    connection.execute(sa.text("set search_path to by_statement"))
    connection.commit()
    connection.dialect.default_schema_name = "by_statement"
""",
    "by_event": """
from sqlalchemy import event
engine = create_engine(url, poolclass=pool.NullPool)
with engine.begin() as connection:
    connection.execute(sa.text("create schema if not exists by_event"))
engine = create_engine(url, poolclass=pool.NullPool)
@event.listens_for(engine, "connect")
def set_path(connection, record):
    connection.cursor().execute("set session search_path = 'by_event'")
    connection.commit()
with engine.connect() as connection:
""",
    "by_asyncio": """
import asyncio
from sqlalchemy.ext.asyncio import create_async_engine

async def migrate():
    path = {{"server_settings": {{"search_path": "by_asyncio"}}}}
    given = url.replace("+psycopg", "+asyncpg")
    engine = create_async_engine(given, poolclass=pool.NullPool, connect_args=path)
    async with engine.begin() as connection:
        await connection.execute(sa.text("create schema if not exists by_asyncio"))
    async with engine.connect() as connection:
        await connection.run_sync(upgrade)

def upgrade(connection):
""",
    "by_itself": """
with create_engine(url, poolclass=pool.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
""",
}
ENDS = {"by_asyncio": "asyncio.run(migrate())"}
OPTIONS = {"by_itself": ", transactional_ddl=False"}
Frames = dict[str, pd.DataFrame]


def written(project: Path, name: str) -> chains.Chain:
    """A location whose env.py has the habit, with two revisions that name no schema."""
    chain = chains.Chain(project, name, f"{name}_version")
    chain.add(f"{name}1", f"op.create_table('{name}_item', sa.Column('id', sa.Integer, primary_key=True))")
    chain.add(
        f"{name}2",
        f"""
        assert [each["name"] for each in sa.inspect(op.get_bind()).get_columns("{name}_item")] == ["id"]
        op.add_column("{name}_item", sa.Column("n", sa.Integer))
        """,
    )
    if name == "by_itself":
        chain.add(f"{name}3", f"op.create_index('ix_n', '{name}_item', ['n'], postgresql_concurrently=True)")
    text = HEAD + (ENVIRONMENTS[name] + MIGRATE + ENDS.get(name, "")).format(name=name, options=OPTIONS.get(name, ""))
    (project / name / "env.py").write_text(text)
    return chain


def same(live: Frames, replayed: Frames) -> None:
    """The replay's heads are what Alembic's own upgrade gave."""
    heads = {
        name: frame[frame["source"].eq("replay:head")].assign(source="replay") if "source" in frame else frame
        for name, frame in replayed.items()
    }
    found = differences(combine([live, heads], FRAMES))
    assert found.empty, found.to_string()


def test_what_env_py_makes_of_its_connection_is_followed(server: Server, tmp_path: Path) -> None:
    """A path by connect_args, a statement, an event, asyncpg; AUTOCOMMIT: replayed and rehearsed as Alembic runs it."""
    live, above = server.create_database("path_live"), server.create_database("path_above")
    written_ones = [written(tmp_path / "project", name) for name in ENVIRONMENTS]
    for chain in written_ones:
        chain.upgrade(server, live, chain.names[0])
        chain.upgrade(server, above)
    locations = tuple(chain.script_location for chain in written_ones)
    target = Target("tiny", tmp_path / "project", locations, Path(sys.executable))
    collected = scripts.read(target) | catalog.read(live, "live", version_tables=locations)

    replayed = replay.read(target, server, collected)
    rehearsed = rehearsal.read(target, server, collected).frames["rehearsal"]

    assert set(chains.statuses(replayed).values()) == {"done"}, replayed["steps"].to_string()
    assert set(rehearsed["status"]) == {"done"}, rehearsed.to_string()
    same(catalog.read(above, "live", version_tables=locations), replayed)


WHOLE = """
    connection.execute(sa.text("create schema if not exists whole"))
    connection.execute(sa.text("set search_path to whole"))
    connection.commit()
    connection.dialect.default_schema_name = "whole"
    context.configure(connection=connection, transaction_per_migration=True, version_table="whole_version")
    with context.begin_transaction():
        context.run_migrations(tenant="north")
"""
BROKEN = "import os\nraise RuntimeError('no ' + os.environ['NOT_GIVEN'])\n"


@pytest.fixture
def whole(tmp_path: Path) -> chains.Chain:
    """A chain that needs all of its env.py: operations, search_path and what it hands to upgrade()."""
    chain = chains.Chain(tmp_path / "project", "whole", "whole_version")
    chain.add("whole1", "op.create_table(tenant + '_item', sa.Column('id', sa.Integer, primary_key=True))")
    chain.add("whole2", "op.create_copy(tenant + '_item')")
    chain.add("whole3", "op.execute('alter table missing add n int')")
    for file in (chain.project / "whole" / "versions").iterdir():
        file.write_text(file.read_text().replace("def upgrade():", "def upgrade(tenant):"))
    text = HEAD + chains.plugin() + "with create_engine(url, poolclass=pool.NullPool).connect() as connection:" + WHOLE
    (chain.project / "whole" / "env.py").write_text(text)
    return chain


def test_revisions_run_inside_of_the_real_env_py(server: Server, database: str, whole: chains.Chain) -> None:
    """Operations that it registers, its path, its transactions, arguments for upgrade(); a failure has its line."""
    whole.upgrade(server, database, "whole2")
    target = Target("tiny", whole.project, (whole.script_location,), Path(sys.executable), run_env=True)
    collected = scripts.read(target) | catalog.read(database, "live", version_tables=[whole.script_location])

    frames = replay.read(target, server, collected)

    assert chains.statuses(frames) == {"whole1": "done", "whole2": "done", "whole3": "failed"}
    assert frames["steps"].iloc[2][["message", "line"]].tolist() == ['relation "missing" does not exist', 11]
    found = differences(combine([collected, frames], FRAMES))
    assert found.empty, found.to_string()
    assert frames["statements"]["line"].notna().all()
    said = frames["witnesses"].set_index("subject").loc["env.py"]
    assert (said["status"], said["detail"][:40]) == ("seen", "Each revision ran inside of the real env")


HANDED = """
from sqlalchemy import create_engine

def prepare():
    return {"connection": create_engine("postgresql+psycopg://app@db.invalid/app", isolation_level="AUTOCOMMIT")}
"""
TAKEN = """
from alembic import context
context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
"""


def test_an_engine_that_the_hook_hands_over_is_led_to_scratch(server: Server, tmp_path: Path) -> None:
    """An env.py that is given its connection has one of that engine's, in the isolation level that it was made with."""
    chain = chains.Chain(tmp_path / "project")
    chain.add("one", "op.create_table('item', sa.Column('id', sa.Integer))")
    chain.add("two", "op.create_index('ix_id', 'item', ['id'], postgresql_concurrently=True)")
    (chain.project / "migrations" / "env.py").write_text(TAKEN)
    (chain.project / "handed.py").write_text(HANDED)
    roots = (chain.project,)
    given = {"setup": "handed:prepare", "run_env": True}
    target = Target("tiny", chain.project, (chain.script_location,), Path(sys.executable), roots, **given)

    frames = replay.read(target, server, scripts.read(target))

    assert chains.statuses(frames) == {"one": "done", "two": "done"}, frames["steps"].to_string()
    assert frames["connection_tries"].empty


REACHES = """
    for sql in ("copy (select 1) to program 'touch it'", "select dblink_connect('host=db.example port=5432 dbname=x')"):
        try:
            connection.exec_driver_sql(sql)
        except Exception:
            connection.rollback()
"""


def test_what_env_py_asks_of_the_server_is_a_finding(server: Server, whole: chains.Chain) -> None:
    """Its engines are led to scratch: what it sends there and what leads out of the server is told as its own."""
    file = whole.project / "whole" / "env.py"
    file.write_text(
        file.read_text().replace("NullPool).connect() as connection:", f"NullPool).connect() as connection:{REACHES}")
    )
    target = Target("tiny", whole.project, (whole.script_location,), Path(sys.executable), run_env=True)

    frames = replay.read(target, server, scripts.read(target))

    assert chains.statuses(frames)["whole2"] == "done"
    tries = frames["connection_tries"]
    assert tries[["by", "script_location", "driver", "address"]].fillna("").to_numpy().tolist() == [
        ["env.py", "whole", "COPY … PROGRAM", ""],
        ["env.py", "whole", "dblink", "db.example:5432/x"],
    ]
    (found,) = (
        registry.findings({name: frame.empty() for name, frame in FRAMES.items()} | frames)
        .query("rule == 'HIS019'")
        .to_dict("records")
    )
    assert (found["severity"], found["file"]) == ("error", "whole/env.py")


def test_an_env_py_that_does_not_run_is_said(server: Server, whole: chains.Chain) -> None:
    """The revisions are replayed without it, and the coverage line says why; what only it gives is not run."""
    (whole.project / "whole" / "env.py").write_text(BROKEN)
    target = Target("tiny", whole.project, (whole.script_location,), Path(sys.executable), run_env=True)

    frames = replay.read(target, server, scripts.read(target))

    told = frames["witnesses"].set_index("subject")
    assert "KeyError: 'NOT_GIVEN' (line 2)" in told.loc["env.py of whole", "detail"]
    assert chains.statuses(frames)["whole1"] == "skipped"
    assert "which only env.py gives" in told.loc["arguments of revisions", "detail"]
    assert "Let env.py come to its migrations" in told.loc["arguments of revisions", "next_step"]


def test_a_path_that_is_set_for_the_database_is_said(server: Server, database: str, tmp_path: Path) -> None:
    """Live sets search_path for the database or a role: what the chain makes of that is not seen."""
    chain = chains.Chain(tmp_path / "project")
    chain.add("one", "op.execute('create table a (id int)')")
    name = chains.psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    chains.execute(database, f'alter database "{name}" set search_path = public, pg_temp')
    chains.stamp(database, "one")

    told = chains.replayed(server, chain, database)["witnesses"].set_index("subject")

    assert told.loc["search_path of live", "status"] == "not seen"


def test_what_the_path_leads_to_is_lent(server: Server, database: str, tmp_path: Path) -> None:
    """The schema of the path and a table in it that no revision makes, nor env.py: both are assumed, by their names."""
    chain = chains.Chain(tmp_path / "project")
    chain.add("one", "op.execute('create table pet (id int)')")
    chain.add("two", "op.execute('alter table person add seen date')")
    env = chain.project / chain.location / "env.py"
    text = env.read_text().replace("poolclass=", "connect_args={'options': '-csearch_path=shop'}, poolclass=")
    env.write_text(text.replace('environ["TINY_URL"]', 'environ.get("TINY_URL", "postgresql+psycopg://db.invalid/")'))
    chains.execute(database, "create schema shop", "create table shop.person (id int)")
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"].to_string()
    assert frames["assumed"][["schema", "table", "column"]].to_numpy().tolist() == [["shop", "person", ""]]
    live = catalog.read(database, "live", version_tables=[chain.script_location])
    made = frames["tables"].loc[frames["tables"]["source"].eq("replay"), ["schema", "table"]].to_numpy().tolist()
    assert ["shop", "pet"] in made
    found = differences(combine([live, frames], FRAMES))
    assert "pet" not in set(found["name"]) | set(found["table"]), found.to_string()
