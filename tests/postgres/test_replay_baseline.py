"""A baseline as pg_dump writes it: hundreds of tables in one transaction, and rights on each of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect.replay_reading import Catalog
from auditlib.collect.scratch import Server
from tests.postgres import chains

TABLES = 60  # with their keys, TOAST tables and the indexes of these, more than are asked for one by one
TABLE = "create table t{0} (id int primary key, name text)"
RIGHTS = "revoke all on table t{0} from public; grant select on t{0} to pg_monitor; grant insert on t{0} to pg_monitor"
LATER = (
    "op.execute('alter table t0 alter column id type bigint')\nop.execute('create index ix on t1 (name)')\n"
    "op.execute('comment on table t2 is $$new$$')"
)

FUNCTION = """op.execute('''create function gives() returns bool language plpgsql as
    'begin grant insert on called to pg_monitor; return true; end' ''')"""
BLOCK = "do $$ declare done bool; begin grant trigger on named to pg_monitor; done := gives(); end $$"


@pytest.fixture(scope="module")
def wholes() -> list[int]:
    """How many objects each reading of the whole catalog found."""
    return []


@pytest.fixture(scope="module")
def frames(server: Server, tmp_path_factory: pytest.TempPathFactory, wholes: list[int]) -> dict[str, pd.DataFrame]:
    """The replay of a baseline, of a rewrite in its own transaction, and of what comes after it."""
    chain = chains.Chain(tmp_path_factory.mktemp("baseline"))
    lines = [text.format(number) for number in range(TABLES) for text in (TABLE, *RIGHTS.split("; "))]
    lines.append("alter table t0 alter column name type varchar(9) using name")
    text = ";\n".join(lines)
    chain.add("base", f'op.execute("""{text}""")')
    chain.add("later", LATER)
    with pytest.MonkeyPatch.context() as patch:
        whole = Catalog.whole

        def counted(self: Catalog, connection: object) -> object:
            found = whole(self, connection)
            wholes.append(len(found.rows["tables"]))
            return found

        patch.setattr(Catalog, "whole", counted)
        return chains.replayed(server, chain, None)


def test_rights_on_tables_are_no_reason_to_read_everything(frames: dict[str, pd.DataFrame], wholes: list[int]) -> None:
    """Each right has the line of its own statement, and the whole catalog was read at the beginning alone."""
    assert frames["steps"]["status"].tolist() == ["done", "done"]
    assert len(wholes) == 1
    changes = frames["object_changes"]
    given = changes[
        changes["object_kind"].eq("privilege") & changes["table"].eq("t7") & changes["action"].eq("created")
    ]
    told = given.merge(frames["statements"], on=["step", "statement_order"])
    granted = told[told["name"].str.contains("pg_monitor")]
    assert set(granted["sql"]) == {"grant select on t7 to pg_monitor", "grant insert on t7 to pg_monitor"}
    assert (told["line_x"] == told["line_y"]).all()


def test_what_comes_after_is_measured_as_ever(frames: dict[str, pd.DataFrame]) -> None:
    """The tables of the baseline are known by name and file then: what rewrites is said to, what does not is not."""
    locks = frames["locks"][frames["locks"]["step"].eq(2) & frames["locks"]["relation_kind"].eq("table")]
    told = {(row.relation, row.mode, row.rewritten) for row in locks.itertuples()}
    assert told == {
        ("t0", "ACCESS EXCLUSIVE", True),
        ("t1", "SHARE", False),
        ("t2", "SHARE UPDATE EXCLUSIVE", False),
    }
    assert frames["locks"]["step"].eq(2).sum() == len(frames["locks"])


def test_rights_that_a_block_gives_by_a_call_are_told_with_it(server: Server, tmp_path: Path) -> None:
    """Its text names one table and the function that it calls another one: both have the block's step."""
    chain = chains.Chain(tmp_path)
    chain.add("made", "op.execute('create table named (id int); create table called (id int)')\n" + FUNCTION)
    chain.add("gives", f"op.execute({BLOCK!r})")
    chain.add("after", "op.execute('create table after (id int)')")

    changes = chains.replayed(server, chain, None)["object_changes"]

    given = changes[changes["object_kind"].eq("privilege") & changes["name"].str.contains("pg_monitor")]
    assert set(zip(given["table"], given["revision"], strict=True)) == {("named", "gives"), ("called", "gives")}
    assert given["line"].notna().all()
