"""The chain, run in scratch: on tiny projects, each with one habit of real ones."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["chains"] = chains
_spec.loader.exec_module(chains)


@pytest.fixture
def chain(tmp_path: Path) -> chains.Chain:
    """An empty project."""
    return chains.Chain(tmp_path / "project")


def test_a_linear_chain_gives_the_database_that_alembic_gives(
    server: Server, database: str, chain: chains.Chain
) -> None:
    """Operations and raw SQL, replayed to the position, leave the very columns that Alembic's own upgrade left."""
    chain.add(
        "one",
        """
        op.create_table("a", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
        op.create_index("ix_a_name", "a", ["name"], unique=True)
        """,
    )
    chain.add("two", "op.execute('create table b (id bigserial primary key, a_id int references a (id))')")
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done", "two": "done"}
    assert set(frames["tables"]["source"]) == {"replay"}
    assert chains.tables(frames) == {"a", "b", "alembic_version"}
    assert chains.columns(frames, "b") == {"id": "bigint", "a_id": "integer"}
    assert frames["assumed"].empty
    assert frames["steps"]["statements"].tolist() == [2, 1]


def test_pending_revisions_are_seen_apart(server: Server, database: str, chain: chains.Chain) -> None:
    """Source replay stands where the database stands, replay:head after the pending revisions."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add("two", "op.execute('create table b (id int)')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)

    assert chains.tables(frames, "replay") == {"a", "alembic_version"}
    assert chains.tables(frames, "replay:head") == {"a", "b", "alembic_version"}


def test_autocommit_blocks_are_honoured(server: Server, database: str, chain: chains.Chain) -> None:
    """CREATE INDEX CONCURRENTLY runs in an autocommit block, and fails outside one as it does in Alembic."""
    chain.add("one", "op.execute(\"create type mood as enum ('sad')\"); op.execute('create table a (m mood, n int)')")
    chain.add(
        "two",
        """
        with op.get_context().autocommit_block():
            op.execute("alter type mood add value 'happy'")
            op.create_index("ix_a_n", "a", ["n"], postgresql_concurrently=True)
        op.execute("insert into a values ('happy', 1)")
        """,
    )
    chain.add("three", "op.create_index('ix_a_m', 'a', ['m'], postgresql_concurrently=True)")
    chain.upgrade(server, database, "two")

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done", "two": "done", "three": "failed"}
    assert frames["indexes"].query("source == 'replay'")["index"].tolist().count("ix_a_n") == 1
    assert frames["types"].query("source == 'replay'")["labels"].tolist() == ["'sad', 'happy'"]
    assert frames["steps"].iloc[-1]["sqlstate"] == "25001"


def test_an_assumed_table_is_lent_with_the_columns_named(server: Server, database: str, chain: chains.Chain) -> None:
    """A table that no revision creates is taken from live, column by column, and what the chain adds stays its own."""
    chains.execute(database, "create table person (id uuid primary key, email varchar(50), age int, note text)")
    chain.add("one", "op.execute('create table pet (owner uuid references person (id))')")
    chain.add("two", "op.execute('alter table person add column if not exists age int')")
    chain.add("three", "op.execute('update person set email = lower(email)')")
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)
    assumed = frames["assumed"].set_index("column")

    assert set(chains.statuses(frames).values()) == {"done"}
    assert set(frames["assumed"]["table"]) == {"person"}
    assert set(assumed.index) == {"", "id", "email"}
    assert assumed.loc["", ["revision", "line", "message"]].tolist() == [
        "one",
        11,
        'relation "person" does not exist',
    ]
    assert assumed.loc["email", "revision"] == "three"
    assert chains.columns(frames, "person") == {"age": "integer"}
    assert chains.columns(frames, "pet") == {"owner": "uuid"}


def test_a_guard_sees_what_it_saw_live(server: Server, database: str, chain: chains.Chain) -> None:
    """A revision that asks for a column first finds it, though no statement fails without it."""
    chains.execute(database, "create table person (id int primary key, email text)")
    chain.add("one", "op.execute('alter table person add column seen date')")
    chain.add(
        "two",
        """
        op.execute('''do $$ begin
            if exists (select 1 from information_schema.columns where table_name = 'person' and column_name = 'email')
            then create index ix_person_email on person (email); end if;
        end $$''')
        """,
    )
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert "ix_person_email" in set(frames["indexes"]["index"])
    assert chains.columns(frames, "person") == {"seen": "date"}
    assert set(frames["assumed"]["column"]) == {""}


def test_the_inspector_is_answered_too(server: Server, database: str, chain: chains.Chain) -> None:
    """SQLAlchemy's NoSuchTableError on an assumed table has it lent and the revision run again."""
    chains.execute(database, "create table person (id int primary key)")
    chain.add(
        "one",
        """
        if "seen" not in {c["name"] for c in sa.inspect(op.get_bind()).get_columns("person")}:
            op.add_column("person", sa.Column("seen", sa.Date))
        """,
    )
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done"}
    assert chains.columns(frames, "person") == {"seen": "date"}


def test_types_schemas_and_functions_are_lent(server: Server, database: str, chain: chains.Chain) -> None:
    """Beside tables the chain may assume an enum, a schema, a function, a sequence and a key."""
    chains.execute(
        database,
        "create schema shop",
        "create type shop.state as enum ('new', 'old')",
        "create sequence shop.numbers",
        "create function shop.touch() returns trigger language plpgsql as 'begin return new; end'",
        "create table shop.item (id int primary key, code text unique)",
    )
    chain.add(
        "one",
        """
        op.execute("create table shop.orders (n int default nextval('shop.numbers'), s shop.state, "
                   "code text references shop.item (code))")
        op.execute("create trigger t before insert on shop.orders for each row execute function shop.touch()")
        """,
    )
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)
    objects = frames["assumed_objects"]

    assert chains.statuses(frames) == {"one": "done"}
    assert set(objects["object_kind"] + " " + objects["name"]) == {
        "schema shop",
        "type state",
        "sequence numbers",
        "function touch",
        "constraint item_code_key",
    }
    assert set(frames["assumed"]["column"]) == {"", "code"}
    assert chains.columns(frames, "orders") == {"n": "integer", "s": "shop.state", "code": "text"}


def test_what_an_applied_revision_ended_was_there(server: Server, database: str, chain: chains.Chain) -> None:
    """Live lacks what the chain dropped or renamed; an applied step that did so is no failure."""
    chains.execute(database, "create table person (id int primary key, old text)", "create table gone (id int)")
    chains.execute(database, "create index ix_old on person (old)")
    chain.add("one", "op.execute('drop index ix_old')")
    chain.add("two", "op.alter_column('person', 'old', new_column_name='new')")
    chain.add("three", "op.drop_table('gone')")
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done", "two": "done", "three": "done"}
    assert {"gone", "person"} <= set(frames["assumed"]["table"])


def test_a_failing_step_is_told_and_the_rest_goes_on(server: Server, database: str, chain: chains.Chain) -> None:
    """PostgreSQL's words, its code, the line of the statement inside the string, and the steps after it."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add(
        "two",
        '''
        op.execute("""
            create table b (id int);

            alter table a
                add column id int;
        """)
        ''',
    )
    chain.add("three", "op.execute('insert into b values (1)')")
    chain.add("four", "op.execute('alter table a add column n int')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)
    failed = frames["steps"].iloc[1]

    assert chains.statuses(frames) == {"one": "done", "two": "failed", "three": "skipped", "four": "done"}
    assert failed["message"] == 'column "id" of relation "a" already exists'
    assert failed["sqlstate"] == "42701"
    assert failed["file"] == "migrations/versions/two.py"
    assert failed["line"] == 14
    assert chains.columns(frames, "a", "replay:head") == {"id": "integer", "n": "integer"}


def test_data_in_a_failing_statement_is_masked(server: Server, database: str, chain: chains.Chain) -> None:
    """A literal of a data statement appears in no frame."""
    chain.add("one", "op.execute('create table a (id int, secret text)')")
    chain.add("two", "op.execute(\"insert into a (id, nothing) values (1, 'hunter2')\")")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)

    assert "hunter2" not in "".join(frame.to_csv() for frame in frames.values())
    assert frames["steps"].iloc[1]["statement"].lower().startswith("insert into a")


def test_branches_are_replayed_and_merged(server: Server, database: str, chain: chains.Chain) -> None:
    """Two heads and a merge point: every revision once, parents first, and one version row at the end."""
    chain.add("root", "op.execute('create table a (id int)')")
    chain.add("left", "op.execute('alter table a add column l int')")
    chain.add("right", "op.execute('alter table a add column r int')", down="root")
    chain.add("merged", "op.execute('alter table a add column m int')", down=("left", "right"))
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)
    order = frames["steps"]["revision"].tolist()

    assert set(chains.statuses(frames).values()) == {"done"}
    assert order[0] == "root" and order[-1] == "merged" and len(order) == 4
    assert set(chains.columns(frames, "a")) == {"id", "l", "r", "m"}


def test_two_heads_without_a_merge(server: Server, database: str, chain: chains.Chain) -> None:
    """A database that stands on one of two branches has the other pending."""
    chain.add("root", "op.execute('create table a (id int)')")
    chain.add("left", "op.execute('alter table a add column l int')")
    chain.add("right", "op.execute('alter table a add column r int')", down="root")
    chain.upgrade(server, database, "right")

    frames = chains.replayed(server, chain, database)

    assert set(chains.columns(frames, "a", "replay")) == {"id", "r"}
    assert set(chains.columns(frames, "a", "replay:head")) == {"id", "r", "l"}


def test_a_session_on_the_bind_works(server: Server, database: str, chain: chains.Chain) -> None:
    """A data migration with an ORM Session on op.get_bind() reads and writes."""
    chain.add("one", "op.execute('create table a (id int primary key, n int)'); op.execute('insert into a values (1)')")
    chain.add(
        "two",
        """
        session = Session(bind=op.get_bind())
        for thing in session.query(Thing).all():
            thing.n = thing.id + 41
        session.flush()
        assert session.execute(sa.text("select n from a")).scalar() == 42
        """,
        head="""
        from sqlalchemy.orm import Session, declarative_base
        Base = declarative_base()

        class Thing(Base):
            __tablename__ = "a"
            id = sa.Column(sa.Integer, primary_key=True)
            n = sa.Column(sa.Integer)
        """,
    )
    chain.upgrade(server, database)

    assert chains.statuses(chains.replayed(server, chain, database)) == {"one": "done", "two": "done"}


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


def test_a_revision_that_does_not_import_fails_alone(server: Server, database: str, chain: chains.Chain) -> None:
    """Python's own words, and the line in the revision."""
    chain.add("one", "pass", head="import no_such_module")
    chain.add("two", "op.execute('create table b (id int)')")
    chains.stamp(database, "two")

    step = chains.replayed(server, chain, database)["steps"].iloc[0]

    assert step["status"] == "failed"
    assert step["message"] == "ModuleNotFoundError: No module named 'no_such_module'"
    assert step["line"] == 4


def test_a_caught_refusal_leaves_the_transaction_as_postgresql_does(
    server: Server, database: str, chain: chains.Chain
) -> None:
    """A revision that catches an error and goes on fails as it would with Alembic: the transaction is aborted."""
    chain.add(
        "one",
        """
        try:
            op.execute("select 1 / 0")
        except Exception:
            pass
        op.execute("create table a (id int)")
        """,
    )
    chains.stamp(database, "one")

    step = chains.replayed(server, chain, database)["steps"].iloc[0]

    assert (step["status"], step["sqlstate"]) == ("failed", "25P02")


def test_savepoints_of_the_revision_hold(server: Server, database: str, chain: chains.Chain) -> None:
    """begin_nested around a statement that fails, then the next: as with Alembic, the step is done."""
    chain.add(
        "one",
        """
        try:
            with op.get_bind().begin_nested():
                op.execute("select 1 / 0")
        except sa.exc.DBAPIError:
            op.execute("create table a (id int)")
        """,
    )
    chain.upgrade(server, database)

    frames = chains.replayed(server, chain, database)

    assert chains.statuses(frames) == {"one": "done"}
    assert "a" in chains.tables(frames)


def test_an_id_that_does_not_fit_fails_its_step(server: Server, database: str, chain: chains.Chain) -> None:
    """The version row is written as Alembic writes it, into a column as wide as the live one."""
    name = "a_revision_id_of_more_than_32_characters"
    chain.add("one", "op.execute('create table a (id int)')")
    chain.add(name, "op.execute('create table b (id int)')")
    chain.upgrade(server, database, "one")

    frames = chains.replayed(server, chain, database)
    step = frames["steps"].iloc[1]

    assert step["message"] == "value too long for type character varying(32)"
    assert "b" not in chains.tables(frames, "replay:head")


def test_two_script_locations_share_a_database(server: Server, database: str, tmp_path: Path) -> None:
    """Each location has its own version table, and both are replayed into one database."""
    core = chains.Chain(tmp_path / "project", "core")
    plugin = chains.Chain(tmp_path / "project", "plugin", "plugin_version")
    core.add("core_one", "op.execute('create table a (id int primary key)')")
    plugin.add("plugin_one", "op.execute('create table b (a int references a (id))')")
    plugin.add("plugin_two", "op.execute('create table c (id int)')")
    core.upgrade(server, database)
    plugin.upgrade(server, database, "plugin_one")

    frames = chains.replayed(server, [core, plugin], database)

    assert set(chains.statuses(frames).values()) == {"done"}
    assert chains.tables(frames, "replay") == {"a", "b", "alembic_version", "plugin_version"}
    assert "c" in chains.tables(frames, "replay:head")


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


def test_a_connection_elsewhere_is_refused_and_told(server: Server, database: str, chain: chains.Chain) -> None:
    """A revision that opens an engine of its own does not get out, and the coverage line says so."""
    chain.add("one", "sa.create_engine('postgresql+psycopg://u:hunter2@db.example.com/x').connect()")
    chains.stamp(database, "one")

    frames = chains.replayed(server, chain, database)
    told = frames["witnesses"].set_index("subject")["detail"]

    assert chains.statuses(frames) == {"one": "failed"}
    assert "db.example.com" in told["connection of revision one"]
    assert "hunter2" not in "".join(frame.to_csv() for frame in frames.values())


def test_constraint_names_follow_the_naming_convention(server: Server, database: str, chain: chains.Chain) -> None:
    """Alembic takes names of unnamed constraints from the MetaData that env.py hands over; so does the replay."""
    chain.add("one", "op.create_table('a', sa.Column('id', sa.Integer), sa.Column('n', sa.Integer, unique=True))")
    env = chain.project / "migrations" / "env.py"
    naming = 'sqlalchemy.MetaData(naming_convention={"uq": "unique_%(table_name)s_%(column_0_name)s"})'
    env.write_text("import sqlalchemy\n" + env.read_text().replace("metadata = None", f"metadata = {naming}"))
    chain.upgrade(server, database)

    constraints = chains.replayed(server, chain, database)["constraints"]

    assert constraints.query("table == 'a'")["constraint"].tolist() == ["unique_a_n"]


def test_without_a_position_only_the_heads_are_told(server: Server, chain: chains.Chain) -> None:
    """Where no database was read, the chain is replayed to its heads and the position is said to be unknown."""
    chain.add("one", "op.execute('create table a (id int)')")

    frames = chains.replayed(server, chain, None)

    assert set(frames["tables"]["source"]) == {"replay:head"}
    position = frames["witnesses"].set_index("subject").loc["position"]
    assert position["status"] == "not seen" and "the live database was not read" in position["detail"]


def test_an_empty_database_was_read(server: Server, database: str, chain: chains.Chain) -> None:
    """A database without a table and without a version table was read all the same."""
    chain.add("one", "op.execute('create table a (id int)')")

    witnesses = chains.replayed(server, chain, database)["witnesses"].set_index("subject")

    assert "no version row names a revision of the project" in witnesses.loc["position", "detail"]


def test_nothing_is_left_on_the_server(server: Server, database: str, chain: chains.Chain) -> None:
    """Databases and the role of a replay are gone when it ends."""
    import psycopg

    query = "select count(*), (select count(*) from pg_roles) from pg_database"
    chain.add("one", "op.execute('create table a (id int)')")
    with psycopg.connect(database, autocommit=True) as connection:
        before = connection.execute(query).fetchone()
        chains.replayed(server, chain, None)
        assert connection.execute(query).fetchone() == before


def test_what_scratch_cannot_do_is_no_fault_of_the_chain(server: Server, database: str, chain: chains.Chain) -> None:
    """A missing extension is skipped with PostgreSQL's words, and so is what needs it; the coverage line says why."""
    chain.add("maps", "op.execute('create extension postgis')")
    chain.add("shape", "op.execute('create table a (g geometry)')")
    chain.add("other", "op.execute('create table b (id int)')")
    chains.stamp(database, "other")

    frames = chains.replayed(server, chain, database)
    told = frames["witnesses"].set_index("subject").loc["revision maps"]

    assert chains.statuses(frames) == {"maps": "skipped", "shape": "skipped", "other": "done"}
    assert 'extension "postgis" is not available' in told["detail"]
    assert "--scratch-url" in told["next_step"]


def test_percent_signs_without_values_are_text(server: Server, database: str, chain: chains.Chain) -> None:
    """exec_driver_sql with a bare percent sign, as some drivers take it, and op.execute, which doubles it."""
    chain.add(
        "one",
        """
        assert op.get_bind().exec_driver_sql("select format('%I', 'A b')").scalar() == '"A b"'
        op.execute("create table a as select format('%I.%%', 'A b') as n")
        assert op.get_bind().execute(sa.text("select n from a where n like '%A%'")).scalar() == '"A b".%'
        """,
    )
    chains.stamp(database, "one")

    assert chains.statuses(chains.replayed(server, chain, database)) == {"one": "done"}


def test_a_failing_env_py_is_told_without_its_password(server: Server, database: str, chain: chains.Chain) -> None:
    """Where env.py is run for its naming convention and fails, the witness line masks what its words give away."""
    chain.add("one", "op.execute('create table a (id int)')")
    chain.upgrade(server, database)
    env = chain.project / chain.location / "env.py"
    env.write_text("naming_convention = {}\nraise RuntimeError('postgresql://app:hunter2@db.invalid/shop is gone')\n")

    witnesses = chains.replayed(server, chain, database)["witnesses"]

    assert witnesses["detail"].str.contains("app:***@db.invalid", regex=False).any()
    assert not witnesses["detail"].str.contains("hunter2").any()


def test_roles_that_the_chain_makes_are_its_own_each_time(server: Server, database: str, chain: chains.Chain) -> None:
    """A role made by the chain is new to every pass, keeps nothing from ending, and is gone afterwards."""
    chains.execute(database, "create table person (id int primary key)")
    chain.add(
        "one", "op.execute('create role review_reader; create role review_staff; grant review_reader to review_staff')"
    )
    chain.add("two", "op.execute('alter table person add column seen date; grant select on person to review_reader')")
    chains.stamp(database, "two")

    for _ in range(2):
        frames = chains.replayed(server, chain, database)

        assert chains.statuses(frames) == {"one": "done", "two": "done"}, frames["steps"]["message"].tolist()
        assert set(frames["assumed"]["table"]) == {"person"}
    with psycopg.connect(database) as session:
        left = session.execute("select rolname from pg_roles where rolname ~ '^(review|auditlib_chain)'").fetchall()
    assert left == []


def test_a_lent_role_may_own_and_be_granted(server: Server, database: str, chain: chains.Chain) -> None:
    """Roles that scratch lacks are lent, and the chain, which is no superuser, may give them what it makes."""
    chain.add("one", "op.execute('create table a (id int); grant select on a to lent_reader')")
    chain.add("two", "op.execute('alter table a owner to lent_owner')")
    made = "op.execute('create role made_owner; create table b (id int)')"
    chain.add("three", f"{made}; op.execute('alter table b owner to made_owner')")
    chains.stamp(database, "three")

    frames = chains.replayed(server, chain, database)
    owners = frames["tables"].loc[lambda rows: rows["source"].eq("replay")].set_index("table")["owner"]

    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"]["message"].tolist()
    assert owners[["a", "b"]].tolist() == ["lent_owner", "made_owner"]
    granted = frames["privileges"].loc[lambda rows: rows["name"].eq("a"), ["grantee", "privilege", "state"]]
    assert granted.values.tolist() == [["lent_reader", "SELECT", "granted to"]]


def test_the_roles_that_migrate_count_as_one(server: Server, database: str, chain: chains.Chain) -> None:
    """What the chain made belongs to the migrating role in both databases; what somebody else owns is a difference."""
    chain.add("one", "op.execute('create schema app; create table app.a (id int); create table b (id serial)')")
    chain.add("two", "op.execute('alter default privileges grant select on tables to pg_monitor')")
    chain.upgrade(server, database)
    replayed = chains.replayed(server, chain, database)

    def against_live() -> pd.DataFrame:
        live = catalog.read(database, "live", version_tables=[chain.script_location])
        return differences(combine([live, replayed], FRAMES))

    same = against_live()
    chains.execute(database, "alter table b owner to pg_monitor")
    found = against_live()

    assert same.empty, same.to_string()
    assert found.loc[found["root"].eq(""), ["name", "attribute", "wrong"]].values.tolist() == [["b", "owner", "live"]]
    assert "live is pg_monitor" in found.loc[found["root"].eq(""), "reason"].iloc[0]


HOOK = """
import builtins
from alembic.config import Config

def prepare():
    builtins.application = "stands"
    made = Config()
    made.attributes["tenant"] = "one"
    return made

def broken():
    raise RuntimeError("no such tenant")
"""
NEEDS_HOOK = """
from alembic import context
assert application == "stands"
op.execute("create table tenant_" + context.config.attributes["tenant"] + " (id int)")
"""


def test_the_setup_hook_runs_before_the_revisions(server: Server, chain: chains.Chain) -> None:
    """What it sets up, and its Config's attributes, are there when a revision runs; one that fails is said."""
    chain.add("one", NEEDS_HOOK)
    (chain.project / "prepares.py").write_text(HOOK)

    assert chains.tables(chains.replayed(server, chain, None, setup="prepares:prepare"), "replay:head") >= {
        "tenant_one"
    }
    broken = chains.replayed(server, chain, None, setup="prepares:broken")

    said = broken["witnesses"].set_index("subject").loc["setup hook", "detail"]
    assert "prepares:broken failed: RuntimeError: no such tenant" in said
    assert chains.statuses(broken) == {"one": "failed"}
