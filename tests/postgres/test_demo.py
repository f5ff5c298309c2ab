"""The demo is what its description says: counted from the application as it runs and from PostgreSQL."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from auditlib.collect import scratch
from auditlib.demo import live, project

pytestmark = pytest.mark.extensions("vector", "unaccent", "pg_trgm")

HEAD = "20251126_add_query_signature"
POSITION = "20251126_add_question_embedding"
BASE_MODULES = ("quality_analysis", "regional_taxes", "ccnl_database", "faq_automation", "subscription", "data_export")

# Runs where the application runs: what SQLAlchemy itself says of every table.
TELL = f"""
import importlib, json
from sqlmodel import SQLModel
import app.models.models
from app.models import ccnl_database, ccnl_update_models
owners = {{}}
for name in {BASE_MODULES!r}:
    for thing in vars(importlib.import_module("app.models." + name)).values():
        if getattr(thing, "__module__", "") == "app.models." + name and hasattr(thing, "__tablename__"):
            owners.setdefault(name, []).append(thing.__tablename__)
def told(metadata):
    return {{t.name: {{c.name: [str(c.type), [k.target_fullname for k in c.foreign_keys]] for c in t.columns}}
            for t in metadata.tables.values()}}
print(json.dumps({{"tracked": told(SQLModel.metadata), "base": told(ccnl_database.Base.metadata),
                  "second": told(ccnl_update_models.Base.metadata), "owners": owners}}))
"""


@pytest.fixture(scope="module")
def working_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application as a project."""
    return project.copy_to(tmp_path_factory.mktemp("demo") / "app")


@pytest.fixture(scope="module")
def declared(working_copy: Path) -> dict[str, dict[str, dict[str, list]]]:
    """What the application's own SQLAlchemy says of its tables."""
    return json.loads(_run(working_copy, ["-c", TELL]).stdout)


@pytest.fixture(scope="module")
def connection(server: scratch.Server, working_copy: Path) -> Iterator[psycopg.Connection]:
    """A connection to the demo's live database."""
    with psycopg.connect(live.build(server, project=working_copy), autocommit=True) as opened:
        yield opened


def _run(folder: Path, arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder), **environment}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def _script(folder: Path) -> ScriptDirectory:
    config = Config(folder / "alembic.ini")
    config.set_main_option("script_location", str(folder / "alembic"))
    return ScriptDirectory.from_config(config)


def _tables(connection: psycopg.Connection) -> set[str]:
    query = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    return {name for (name,) in connection.execute(query)}


def test_three_metadata_hold_20_39_and_5_tables(declared: dict) -> None:
    """One tracked MetaData, one Base of six modules, one Base of another module."""
    assert [len(declared[name]) for name in ("tracked", "base", "second")] == [20, 39, 5]


def test_tables_of_base_by_module(declared: dict) -> None:
    """The six modules that share Base declare 9, 4, 9, 5, 4 and 8 tables."""
    counts = {name: len(tables) for name, tables in declared["owners"].items()}

    assert counts == dict(zip(BASE_MODULES, (9, 4, 9, 5, 4, 8), strict=True))


def test_three_names_are_declared_twice_with_other_columns(declared: dict) -> None:
    """subscriptions, invoices and tax_calculations stand in two MetaData and are not the same table."""
    twice = declared["tracked"].keys() & (declared["base"].keys() | declared["second"].keys())

    assert twice == {"subscriptions", "invoices", "tax_calculations"}
    assert all(declared["tracked"][name].keys() != declared["base"][name].keys() for name in twice)


def test_eleven_uuid_keys_name_the_integer_user(declared: dict) -> None:
    """Each foreign key to user.id in Base is UUID, and user.id is INTEGER in the tracked MetaData."""
    keys = {
        f"{table}.{column}": kind
        for table, columns in declared["base"].items()
        for column, (kind, targets) in columns.items()
        if targets == ["user.id"]
    }

    assert declared["tracked"]["user"]["id"][0] == "INTEGER"
    assert set(keys.values()) == {"UUID"}
    assert set(keys) == {
        "expert_profiles.user_id",
        "subscriptions.user_id",
        "generated_faqs.approved_by",
        *(f"{table}.user_id" for table in declared["owners"]["data_export"]),
    }


def test_env_hands_only_sqlmodel_to_alembic(working_copy: Path) -> None:
    """env.py and the backup beside it: one target_metadata, of SQLModel."""
    assert "target_metadata = SQLModel.metadata" in (working_copy / "alembic" / "env.py").read_text()
    assert (working_copy / "alembic" / "env.py.backup").exists()


def test_nineteen_revisions_one_head(working_copy: Path) -> None:
    """Alembic itself walks one line of nineteen revisions to the head."""
    script = _script(working_copy)

    assert len(list(script.walk_revisions())) == 19
    assert script.get_heads() == [HEAD]
    assert [path.name for path in (working_copy / "alembic" / "versions").glob("*.backup")] == [
        "20251111_add_publication_date.py.backup"
    ]


def test_revision_17_has_33_characters_and_no_other_is_over_32(working_copy: Path) -> None:
    """The revision that follows the database's position does not fit VARCHAR(32)."""
    lengths = {script.revision: len(script.revision) for script in _script(working_copy).walk_revisions()}

    assert {name for name, length in lengths.items() if length > 32} == {"20251126_faq_candidates_embedding"}
    assert lengths["20251126_faq_candidates_embedding"] == 33
    assert lengths["extraction_quality_junk_20251103"] == 32


def test_nine_ids_end_and_ten_begin_with_the_date(working_copy: Path) -> None:
    """Two naming patterns, and two ids that equal their file's name."""
    scripts = list(_script(working_copy).walk_revisions())

    assert sum(script.revision[:8].isdigit() for script in scripts) == 10
    assert sum(script.revision[-8:].isdigit() for script in scripts) == 9
    assert sum(script.revision == Path(script.path).stem for script in scripts) == 2


def test_live_stands_at_revision_16(connection: psycopg.Connection) -> None:
    """The version table holds one row."""
    assert connection.execute("select version_num from alembic_version").fetchall() == [(POSITION,)]


def test_four_of_44_untracked_tables_are_live(connection: psycopg.Connection, declared: dict) -> None:
    """Of the tables outside the tracked MetaData only the four of the expert feedback revision exist."""
    untracked = (declared["base"].keys() | declared["second"].keys()) - declared["tracked"].keys()

    assert len(declared["base"]) + len(declared["second"]) == 44
    assert untracked & _tables(connection) == {
        "expert_profiles",
        "expert_feedback",
        "expert_generated_tasks",
        "expert_faq_candidates",
    }


def test_every_tracked_table_is_live(connection: psycopg.Connection, declared: dict) -> None:
    """create_all made the tracked tables, the chain made 25 more, Alembic its own."""
    live_tables = _tables(connection)

    assert declared["tracked"].keys() <= live_tables
    assert len(live_tables - declared["tracked"].keys()) == 25 + 1


def test_two_things_were_changed_by_hand(connection: psycopg.Connection) -> None:
    """user.role is narrower than model and revision say, and an index has other columns."""
    role = """select character_maximum_length from information_schema.columns
              where table_name = 'user' and column_name = 'role'"""
    index = "select indexdef from pg_indexes where indexname = 'idx_expert_feedback_created_at'"

    assert connection.execute(role).fetchone() == (20,)
    assert connection.execute(index).fetchone()[0].endswith("USING btree (feedback_type, created_at)")


def test_the_next_revision_cannot_be_applied(server: scratch.Server, working_copy: Path) -> None:
    """Alembic's own upgrade stops at revision 17: the table is missing; past it, revision 18 meets its column."""
    conninfo = live.build(server, project=working_copy)
    url = server.url(psycopg.conninfo.conninfo_to_dict(conninfo)["dbname"], "psycopg")

    done = _run(working_copy, ["-m", "alembic", "upgrade", "head"], POSTGRES_URL=url)
    assert done.returncode != 0
    assert 'relation "faq_candidates" does not exist' in done.stderr

    with psycopg.connect(conninfo) as connection:
        connection.execute("alter table alembic_version alter column version_num type varchar(64)")
        connection.execute("update alembic_version set version_num = '20251126_faq_candidates_embedding'")
    done = _run(working_copy, ["-m", "alembic", "upgrade", "head"], POSTGRES_URL=url)
    assert done.returncode != 0
    assert 'column "question_embedding" of relation "expert_faq_candidates" already exists' in done.stderr


def test_a_copy_needs_an_empty_folder(working_copy: Path) -> None:
    """Nothing of a user's is overwritten."""
    with pytest.raises(FileExistsError, match="not empty"):
        project.copy_to(working_copy)
