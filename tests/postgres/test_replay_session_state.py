"""What a revision leaves in its session: Alembic's next revisions find it, the replay's too; our questions hold."""

from __future__ import annotations

import importlib.util
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.replay_changes import Changes
from auditlib.collect.replay_record import Recorder
from auditlib.collect.scratch import Server
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.differences import differences

# Tests are no package: the helper beside this file is loaded by its path.
_spec = importlib.util.spec_from_file_location("state_chains", Path(__file__).with_name("chains.py"))
chains = importlib.util.module_from_spec(_spec)
sys.modules["state_chains"] = chains
_spec.loader.exec_module(chains)

Frames = dict[str, pd.DataFrame]
# As pg_dump begins its files.
DUMP = """
    SET statement_timeout = 0;
    SET lock_timeout = 0;
    SET idle_in_transaction_session_timeout = 0;
    SET client_encoding = 'UTF8';
    SET standard_conforming_strings = on;
    SELECT pg_catalog.set_config('search_path', '', false);
    SET check_function_bodies = false;
    SET xmloption = content;
    SET client_min_messages = warning;
    SET row_security = off;
    SET default_tablespace = '';
    SET default_table_access_method = heap;
    CREATE TABLE public.account (id integer NOT NULL, name text);
    ALTER TABLE ONLY public.account ADD CONSTRAINT account_pkey PRIMARY KEY (id);
"""
CHAIN = {
    "dump": f'op.execute("""{DUMP}""")\nop.execute("set search_path to public")',
    "guarded": "op.execute('create table if not exists account (id int)')",
    "deaf": "op.execute('do $$ begin set client_min_messages = error; create table if not exists account (); end $$')",
    "whole": "with op.get_context().autocommit_block():\n    op.execute(\"set statement_timeout = '5s';"
    " set local lock_timeout = '4s'; set client_min_messages = error; create table if not exists account ()\")",
    "after": "op.execute('create table if not exists account (id int)')\n"
    "assert op.get_bind().exec_driver_sql('show statement_timeout').scalar() != '5s'",
    "function": "op.execute('create function later() returns bigint language sql as $$select n from later$$')",
    "path": "op.execute('create schema shop; create temp table carried as select 7 as n')\n"
    "op.execute('set search_path to public, shop; set search_path to shop, public')",
    "moved": "op.execute('create table item as select n from carried')\nop.execute('drop table carried')",
    "quick": "op.execute('set statement_timeout = 1')",
    **{f"many{n}": f"op.create_table('many{n}', sa.Column('id', sa.Integer, primary_key=True))" for n in range(12)},
    "patient": "op.execute('set statement_timeout = 0')",
    "role": "op.execute('create role tiny_keeper; grant tiny_keeper to current_user')\n"
    "op.execute('grant all on schema shop to tiny_keeper; grant all on alembic_version to tiny_keeper')\n"
    "op.execute('set role tiny_keeper')",
    "owned": "op.create_table('owned', sa.Column('id', sa.Integer, primary_key=True))",
}


def written(project: Path, bodies: dict[str, str], options: str = "") -> chains.Chain:
    """A chain of these revisions; ``options`` are given to Alembic's context."""
    chain = chains.Chain(project)
    for name, body in bodies.items():
        chain.add(name, body)
    env = project / chain.location / "env.py"
    env.write_text(env.read_text().replace("version_table=", f"{options}version_table="))
    return chain


def same(live: Frames, replayed: Frames) -> None:
    """The replay's heads are what Alembic's own upgrade gave."""
    heads = {
        name: frame[frame["source"].eq("replay:head")].assign(source="replay") if "source" in frame else frame
        for name, frame in replayed.items()
    }
    found = differences(combine([live, heads], FRAMES))
    assert found.empty, found.to_string()


@pytest.fixture(scope="module")
def frames(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The replay of the chain, of which no database is known."""
    return chains.replayed(server, written(tmp_path_factory.mktemp("state") / "project", CHAIN), None)


@pytest.mark.parametrize("options", ["", "transaction_per_migration=True, "])
def test_the_next_revision_finds_what_was_left(
    server: Server, database: str, tmp_path: Path, frames: Frames, options: str
) -> None:
    """search_path, role, temporary tables and settings: the catalog is Alembic's own, whatever its transactions."""
    assert set(chains.statuses(frames).values()) == {"done"}, frames["steps"].to_string()
    bodies = {
        name: body for name, body in CHAIN.items() if name not in ("quick", "after")
    }  # for Alembic the limit holds
    chain = written(tmp_path / "project", bodies, options)

    chain.upgrade(server, database)

    same(catalog.read(database, "live", version_tables=[chain.script_location]), frames)
    chains.execute(database, "drop owned by tiny_keeper", "drop role tiny_keeper")


def test_messages_are_heard_though_the_chain_wants_none(frames: Frames) -> None:
    """A baseline of pg_dump's turns notices off for all that follow: the guard that skipped is still told."""
    said = frames["statements"].set_index("revision").loc["guarded", "notice"]
    assert said == 'relation "account" already exists, skipping'
    assert frames["statements"].set_index("revision").loc["after", "notice"] == said
    witnesses = frames["witnesses"].set_index("subject")
    assert {name for name in witnesses.index if name.startswith("notices of")} == {
        "notices of deaf",
        "notices of whole",
    }
    told = witnesses.loc["notices of deaf"]
    assert (told["status"], told["detail"][:37]) == ("partly", "A statement turns notices off and doe")


def test_what_is_temporary_is_no_object_of_the_chain(frames: Frames) -> None:
    """A temporary table that lives on has no line in the lineage."""
    assert "item" in set(frames["object_changes"]["name"]) | set(frames["object_changes"]["table"])
    assert "carried" not in set(frames["object_changes"]["name"]) | set(frames["object_changes"]["table"])


def test_pending_revisions_begin_anew(server: Server, database: str, tmp_path: Path) -> None:
    """Another run of Alembic's has another session: nothing is left to what is pending."""
    bodies = {"dump": CHAIN["dump"], "path": CHAIN["path"], "pending": "op.execute('create table later (id int)')"}
    chain = written(tmp_path / "project", bodies)
    chain.upgrade(server, database, "path")
    frames = chains.replayed(server, chain, database)

    chain.upgrade(server, database)

    same(catalog.read(database, "live", version_tables=[chain.script_location]), frames)
    assert set(frames["tables"].loc[frames["tables"]["table"].eq("later"), "schema"]) == {"public"}


def test_a_baseline_that_hides_the_version_table_fails_as_it_does_with_alembic(
    server: Server, database: str, tmp_path: Path
) -> None:
    """pg_dump's empty search_path, left in place: Alembic cannot write its own row, and nothing stays."""
    chain = written(tmp_path / "project", {"dump": f'op.execute("""{DUMP}""")'})
    with pytest.raises(Exception, match='relation "alembic_version" does not exist'):
        chain.upgrade(server, database)

    frames = chains.replayed(server, chain, None)

    assert frames["steps"].loc[0, ["status", "message"]].tolist() == [
        "failed",
        'relation "alembic_version" does not exist',
    ]
    assert chains.tables(frames, "replay:head") == {"alembic_version"}


def test_a_revision_may_forget_what_was_prepared(server: Server, tmp_path: Path) -> None:
    """Our own questions among it: what each statement locked is told all the same."""
    bodies = {
        "first": "op.execute('create table a (id int)')",
        "all": "op.execute('alter table a add b int')\nop.execute('deallocate all')\n"
        "op.execute('alter table a add c int')",
        "hidden": "op.execute('''do $$ begin execute 'deallocate all'; end $$''')\n"
        "op.execute('alter table a add d int')",
        "discard": "with op.get_context().autocommit_block():\n    op.execute('discard all')\n"
        "op.execute('alter table a add e int')",
        "named": "op.execute('prepare auditlib_1 as select 1')\nop.execute('execute auditlib_1')\n"
        "op.execute('deallocate auditlib_1')\nop.execute('alter table a add f int')",
    }
    replayed = chains.replayed(server, written(tmp_path / "project", bodies), None)
    locks = replayed["locks"]

    assert replayed["steps"]["status"].eq("done").all(), replayed["steps"]["message"].tolist()
    strong = locks[locks["relation"].eq("a") & locks["mode"].eq("ACCESS EXCLUSIVE") & ~locks["masked"]]
    assert strong["step"].tolist() == [2, 3, 4, 5]


QUIET = {
    "by value": "said = {'n': 'statement_timeout', 'v': '1'}\n"
    "op.get_bind().execute(sa.text('select set_config(:n, :v, false)'), said)",
    "by a routine": "op.execute('select hurry()')",
    "of the connection": "op.execute(\"set client_encoding to 'LATIN1'\")",
    "by its other name": "op.execute(\"set names 'LATIN1'\")",
    "forgotten": "op.execute('select forgetful()')",
}
ROUTINES = """
op.execute('''create function hurry() returns void language plpgsql as
              'begin perform set_config(''statement_timeout'', ''1'', false); end' ''')
op.execute('''create function forgetful() returns void language plpgsql as
              'begin execute ''deallocate all''; end' ''')
op.execute('create table a (id int); create table "ž €" (id int)')
"""


@pytest.mark.parametrize("how", QUIET)
def test_no_setting_spoils_our_own_questions(server: Server, tmp_path: Path, how: str) -> None:
    """However a revision sets it, and in whatever transaction: locks, lines and the catalog are told behind it."""
    more = "\nop.execute('alter table \"ž €\" add c int')"
    more += "".join(f"\nop.execute('alter table a add c{number} int')" for number in range(3))
    more += "\nassert op.get_bind().exec_driver_sql('show statement_timeout').scalar() != '1ms'"
    bodies = {"first": ROUTINES, "sets": QUIET[how] + more, "next": "op.execute('alter table a add last int')"}
    chain = written(tmp_path / "project", bodies, "transaction_per_migration=True, ")

    frames = chains.replayed(server, chain, None)

    assert frames["steps"]["message"].isna().all(), frames["steps"]["message"].tolist()
    locks = frames["locks"].merge(frames["statements"], on=["step", "statement_order"])
    assert locks["relation"].eq("a").sum() == 4
    changes = frames["object_changes"]
    lines = changes[changes["table"].eq("a") & changes["name"].str.startswith("c")].set_index("name")["line"]
    assert list(lines.loc[["c0", "c1", "c2"]].diff().dropna()) == [1, 1]


def test_a_question_of_ours_that_is_refused_is_no_silent_loss(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It spoils the revision's transaction: the step fails and says why, instead of being committed as nothing."""

    def refused(_self: object, connection: psycopg.Connection[Any], _statement: object) -> None:
        connection.execute("select 1 / 0")

    monkeypatch.setattr(Recorder, "_see", refused)
    chain = written(tmp_path / "project", {"first": "op.execute('create table a (id int)')"})

    frames = chains.replayed(server, chain, None)

    assert frames["steps"]["status"].tolist() == ["failed"]
    assert frames["steps"]["message"].item() == "auditlib could not ask what the statement before did: division by zero"


@pytest.mark.parametrize("when", ["before a step", "before a question", "before its answer"])
def test_our_own_session_may_end(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """As it does where a revision brings all sessions of the server down: the lineage goes on with another one."""
    begin, end, turn = Changes.begin, Changes.end, itertools.count(1)

    def bring_down(changes: Changes) -> None:
        with psycopg.connect(changes._superuser, autocommit=True) as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [changes._own.info.backend_pid])

    def begun(self: Changes, step: int) -> None:
        if step == 2 and when == "before a step":
            bring_down(self)
        begin(self, step)

    def ended(self: Changes) -> Callable[[], None]:
        second = next(turn) == 2
        if second and when == "before a question":
            bring_down(self)
        wait = end(self)
        if second and when == "before its answer":
            bring_down(self)
        return wait

    monkeypatch.setattr(Changes, "begin", begun)
    monkeypatch.setattr(Changes, "end", ended)
    bodies = {name: f"op.execute('create table {name} (id int)')" for name in ("one", "two")}

    frames = chains.replayed(server, written(tmp_path / "project", bodies), None)

    changes = frames["object_changes"]
    made = changes[changes["object_kind"].eq("table") & changes["action"].eq("created")]
    assert dict(zip(made["name"], made["revision"], strict=True)) == {"one": "one", "two": "two"}
    assert {"one", "two"} <= chains.tables(frames, "replay:head")
