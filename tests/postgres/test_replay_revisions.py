"""What a single revision does: it fails alone, is refused, catches what fails, or works in ways of its own."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect.scratch import Server

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("revision_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["revision_chains"] = chains
_spec.loader.exec_module(chains)


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


ORM = """
from sqlalchemy.orm import Session, declarative_base
Base = declarative_base()

class Thing(Base):
    __tablename__ = "thing"
    id = sa.Column(sa.Integer, primary_key=True)
    n = sa.Column(sa.Integer)
"""
# Alembic itself runs these; none needs another, but for the table of the two with a session.
WORK = {
    "savepoint": """
        try:
            with op.get_bind().begin_nested():
                op.execute("select 1 / 0")
        except sa.exc.DBAPIError:
            op.execute("create table saved (id int)")
        """,
    "thing": """
        op.execute('create table thing (id int primary key, n int)')
        op.execute('insert into thing values (1)')
        """,
    "session": """
        session = Session(bind=op.get_bind())
        for thing in session.query(Thing).all():
            thing.n = thing.id + 41
        session.flush()
        assert session.execute(sa.text("select n from thing")).scalar() == 42
        """,
    "named": "op.create_table('a', sa.Column('id', sa.Integer), sa.Column('n', sa.Integer, unique=True))",
}
# The database says that these were applied, but for the last; each stands alone.
STAMPED = {
    "imports": "pass",
    "caught": """
        try:
            op.execute("select 1 / 0")
        except Exception:
            pass
        op.execute("create table caught (id int)")
        """,
    "percents": """
        assert op.get_bind().exec_driver_sql("select format('%I', 'A b')").scalar() == '"A b"'
        op.execute("create table percents as select format('%I.%%', 'A b') as n")
        assert op.get_bind().execute(sa.text("select n from percents where n like '%A%'")).scalar() == '"A b".%'
        """,
    "elsewhere": "sa.create_engine('postgresql+psycopg://u:hunter2@db.example.com/x').connect()",
    "maps": "op.execute('create extension postgis')",
    "shape": "op.execute('create table shape (g geometry)')",
    "other": "op.execute('create table other (id int, secret text)')",
    "data": "op.execute(\"insert into other (id, nothing) values (1, 'hunter3')\")",
}
HEADS = {"session": ORM, "imports": "import no_such_module"}
Frames = dict[str, pd.DataFrame]


def _chain(folder: Path, revisions: dict[str, str]) -> chains.Chain:
    chain = chains.Chain(folder / "project")
    for name, body in revisions.items():
        chain.add(name, body, head=HEADS.get(name, ""))
    return chain


@pytest.fixture(scope="module")
def worked(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The replay of revisions that Alembic upgraded; `env.py` has a naming convention."""
    database, chain = server.create_database("worked"), _chain(tmp_path_factory.mktemp("worked"), WORK)
    env = chain.project / "migrations" / "env.py"
    naming = 'sqlalchemy.MetaData(naming_convention={"uq": "unique_%(table_name)s_%(column_0_name)s"})'
    env.write_text("import sqlalchemy\n" + env.read_text().replace("metadata = None", f"metadata = {naming}"))
    chain.upgrade(server, database)
    return chains.replayed(server, chain, database)


@pytest.fixture(scope="module")
def stamped(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The replay of revisions some of which cannot run, in a database stamped with the last but one."""
    database, chain = server.create_database("stamped"), _chain(tmp_path_factory.mktemp("stamped"), STAMPED)
    chains.stamp(database, "other")
    return chains.replayed(server, chain, database)


def _step(frames: Frames, revision: str) -> pd.Series:
    return frames["steps"].set_index("revision").loc[revision]


def test_savepoints_of_the_revision_hold(worked: Frames) -> None:
    """begin_nested around a statement that fails, then the next: as with Alembic, the step is done."""
    assert _step(worked, "savepoint")["status"] == "done"
    assert "saved" in chains.tables(worked)


def test_a_session_on_the_bind_works(worked: Frames) -> None:
    """A data migration with an ORM Session on op.get_bind() reads and writes."""
    assert _step(worked, "session")["status"] == "done"


def test_constraint_names_follow_the_naming_convention(worked: Frames) -> None:
    """Alembic takes names of unnamed constraints from the MetaData that env.py hands over; so does the replay."""
    assert worked["constraints"].query("table == 'a'")["constraint"].tolist() == ["unique_a_n"]


def test_a_revision_that_does_not_import_fails_alone(stamped: Frames) -> None:
    """Python's own words, and the line in the revision."""
    step = _step(stamped, "imports")

    assert step["status"] == "failed"
    assert step["message"] == "ModuleNotFoundError: No module named 'no_such_module'"
    assert step["line"] == 4


def test_a_caught_refusal_leaves_the_transaction_as_postgresql_does(stamped: Frames) -> None:
    """A revision that catches an error and goes on fails as it would with Alembic: the transaction is aborted."""
    step = _step(stamped, "caught")

    assert (step["status"], step["sqlstate"]) == ("failed", "25P02")


def test_percent_signs_without_values_are_text(stamped: Frames) -> None:
    """exec_driver_sql with a bare percent sign, as some drivers take it, and op.execute, which doubles it."""
    assert _step(stamped, "percents")["status"] == "done", _step(stamped, "percents")["message"]


def test_a_connection_elsewhere_is_refused_and_told(stamped: Frames) -> None:
    """A revision that opens an engine of its own does not get out, and the coverage line says so."""
    told = stamped["witnesses"].set_index("subject")["detail"]

    assert _step(stamped, "elsewhere")["status"] == "failed"
    assert "db.example.com" in told["connection of revision elsewhere"]
    assert "hunter2" not in "".join(frame.to_csv() for frame in stamped.values())


def test_what_scratch_cannot_do_is_no_fault_of_the_chain(stamped: Frames) -> None:
    """A missing extension is skipped with PostgreSQL's words, and so is what needs it; the coverage line says why."""
    told = stamped["witnesses"].set_index("subject").loc["revision maps"]

    assert stamped["steps"].set_index("revision").loc[["maps", "shape", "other"], "status"].tolist() == [
        "skipped",
        "skipped",
        "done",
    ]
    assert 'extension "postgis" is not available' in told["detail"]
    assert "--scratch-url" in told["next_step"]


def test_data_in_a_failing_statement_is_masked(stamped: Frames) -> None:
    """A literal of a data statement appears in no frame."""
    assert 'column "nothing" of relation "other" does not exist' in _step(stamped, "data")["message"]
    assert _step(stamped, "data")["statement"].lower().startswith("insert into other")
    assert "hunter3" not in "".join(frame.to_csv() for frame in stamped.values())


def test_a_revision_may_print_exit_or_hang(server: Server, database: str, chain: chains.Chain) -> None:
    """What a revision does to its process stops that revision alone."""
    chain.add("prints", "print('{\"kind\": \"done\"}'); op.execute('create table a (id int)')")
    chain.add("exits", "import os; os._exit(7)")
    chain.add("leaves", "raise SystemExit('no')")
    chain.add("hangs", "import time; time.sleep(600)")
    chain.add("goes_on", "op.execute('create table b (id int)')")
    chains.stamp(database, "goes_on")

    frames = chains.replayed(server, chain, database, timeout_s=3)
    words = frames["steps"].set_index("revision")["message"]

    assert chains.statuses(frames) == {
        "prints": "done",
        "exits": "failed",
        "leaves": "failed",
        "hangs": "failed",
        "goes_on": "done",
    }
    assert words["exits"] == "the revision ended the process (exit code 7)"
    assert words["leaves"].startswith("the revision ends the process")
    assert words["hangs"] == "nothing came for 3 seconds; the revision was ended"
    assert {"a", "b"} <= chains.tables(frames)


@pytest.mark.extensions("vector", "dblink")
def test_the_chain_is_no_superuser(server: Server, database: str, chain: chains.Chain) -> None:
    """Programs, files and foreign servers are refused by PostgreSQL itself; an allowed extension is created."""
    chain.add("extension", "op.execute('create extension vector'); op.execute('create table v (e vector(3))')")
    chain.add("program", "op.execute(\"create table t (x text); copy t from program 'id'\")")
    chain.add("rights", "op.execute('alter role current_user superuser')")
    chain.add("elsewhere", "op.execute('create extension dblink')")
    chains.stamp(database, "elsewhere")

    frames = chains.replayed(server, chain, database)
    steps = frames["steps"].set_index("revision")

    assert steps.loc["extension", "status"] == "done"
    assert steps.loc[["program", "rights", "elsewhere"], "sqlstate"].tolist() == ["42501"] * 3
