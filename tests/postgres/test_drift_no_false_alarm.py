"""Models and a database that create_all made of them, in one major version and across two: nothing differs."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import psycopg
import pytest
import sqlalchemy
from psycopg.conninfo import conninfo_to_dict

from auditlib.collect import catalog, models
from auditlib.collect.scratch import Server
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.frames.normalise import Across, across
from auditlib.frames.spec import combine
from auditlib.reconcile.coverage import coverage
from auditlib.reconcile.differences import differences
from tests.postgres import constructs
from tests.postgres.rich import RICH

Frames = dict[str, pd.DataFrame]
ENOUGH = 80
TOLD = ["object_kind", "table", "name", "attribute", "reason"]


def declared(
    server: Server, folder: Path, *, python: str = sys.executable, old: bool = False, text: str = ""
) -> Frames:
    """What the probe finds in a module with every construct or with ``text``, built in scratch."""
    package = folder / "shop"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "tables.py").write_text(text or constructs.module(old=old), encoding="utf-8")
    return models.read(Target("shop", folder, (), Path(python), (folder,)), server)


def created(server: Server, source: str, *, more: str = "", old: bool = False) -> Frames:
    """A database made by ``create_all`` of the same module, as an application does it, and by SQL beside."""
    module: dict[str, object] = {}
    exec(compile(constructs.module(old=old), "tables", "exec"), module)
    conninfo = server.create_database("created")
    engine = sqlalchemy.create_engine(server.url(str(conninfo_to_dict(conninfo)["dbname"]), "psycopg"))
    try:
        with engine.begin() as connection:
            for schema in ("other", "apart"):
                connection.execute(sqlalchemy.schema.CreateSchema(schema))
            for metadata in (each for each in module.values() if isinstance(each, sqlalchemy.MetaData)):
                metadata.create_all(connection)
    finally:
        engine.dispose()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(more.encode())
    read = catalog.read(conninfo, source)
    return {name: frame for name, frame in read.items() if name != "witnesses"}


def compared(*parts: Frames) -> tuple[pd.DataFrame, Across]:
    """The differences of all parts, and what was left out of their comparison."""
    frames = combine(parts, FRAMES)
    return differences({**frames, "coverage": coverage(frames)}), across(frames)


def _as_chain(live: Frames) -> Frames:
    """The same, as if it were the chain's."""
    return {name: frame.assign(source="replay") for name, frame in live.items() if "source" in frame}


@pytest.fixture(scope="module")
def by_models(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The models' frames."""
    return declared(server, tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def live(server: Server) -> Frames:
    """The frames of a database made by create_all."""
    return created(server, "live")


def test_every_construct_is_built(by_models: Frames, live: Frames) -> None:
    """Eighty constructs and more, each in a table of its own: found by the probe, none refused, all live."""
    assert by_models["model_problems"].empty, by_models["model_problems"][["table", "message"]].to_string()
    declared_tables = by_models["models"][["schema", "table"]].drop_duplicates()
    assert len(declared_tables) == len(constructs.names()) >= ENOUGH
    assert len(live["tables"]) == len(declared_tables)


def test_models_do_not_differ_from_the_database_they_made(by_models: Frames, live: Frames) -> None:
    """On every attribute that models can express; with a chain that made the same, and without one."""
    for parts in ([by_models, live], [by_models, live, _as_chain(live)]):
        found, _ = compared(*parts)
        assert found.empty, found[TOLD].to_string()


@pytest.fixture(scope="module")
def on_both(server: Server, oldest_server: Server) -> dict[int, Server]:
    """A server of the oldest major at hand, and one of the newest."""
    if server.major == oldest_server.major:
        pytest.skip("across majors is tested from the others")
    return {0: oldest_server, 1: server}


# Up to 15 also the columns of a lone subquery, function or list of values are written with its name.
NOT_COMPARED = {("view definition", f"rich.{name}") for name in ("called", "listed", "sub")}


@pytest.fixture(scope="module")
def made_on_both(on_both: dict[int, Server]) -> dict[int, Frames]:
    """The same models and the same SQL on each of them."""
    return {place: created(each, "live", more=RICH) for place, each in on_both.items()}


@pytest.fixture(scope="module")
def declared_on_both(
    on_both: dict[int, Server], by_models: Frames, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, Frames]:
    """The models' frames, built on each of them."""
    return {0: declared(on_both[0], tmp_path_factory.mktemp("older")), 1: by_models}


@pytest.mark.parametrize("live_is", [0, 1], ids=["live is older", "live is newer"])
def test_across_majors_nothing_but_what_is_listed_differs(
    live_is: int, on_both: dict[int, Server], made_on_both: dict[int, Frames], declared_on_both: dict[int, Frames]
) -> None:
    """The same models and the same SQL live on one major and built on another: no difference, and a line that lists."""
    here, there = on_both[live_is], on_both[1 - live_is]
    live, chain = made_on_both[live_is], _as_chain(made_on_both[1 - live_is])
    by_sql, whole = compared(live, chain)
    assert by_sql.empty, by_sql[TOLD].to_string()
    by_models, _ = compared(live, chain, declared_on_both[1 - live_is])
    ours = by_models.loc[by_models["schema"].ne("rich") & by_models["name"].ne("rich")]
    assert ours.empty, ours[TOLD].to_string()
    # MAINTAIN is among all privileges since 17.
    assert {(what, name) for what, name in whole.left_out if not what.endswith(" MAINTAIN")} == NOT_COMPARED
    said = whole.witnesses().set_index("subject")
    assert "rich.called, rich.listed, rich.sub" in said.loc["view definition across versions", "detail"]
    assert said.loc["server versions", "status"] == "seen"
    assert f"PostgreSQL {min(here.major, there.major)} and" in said.loc["server versions", "detail"]


def test_models_do_not_deny_comments_that_they_cannot_make(server: Server, by_models: Frames) -> None:
    """A comment on a function, a view or a view's column, live and in the chain, is no model's to declare."""
    text = """
        create function f() returns int language sql return 1; comment on function f() is 'f';
        create view v as select 1 as a; comment on view v is 'v'; comment on column v.a is 'a';
        create type t as enum ('a'); comment on type t is 't';
    """
    live = created(server, "live", more=text)
    found, _ = compared(live, _as_chain(live), by_models)
    assert found.loc[found["object_kind"].eq("comment")].empty, found[TOLD].to_string()


def test_a_schema_is_made_where_one_is_missing_and_its_listener_still_passes(server: Server, tmp_path: Path) -> None:
    """Only what the models themselves refuse is told: here a schema that their listeners make twice."""
    text = """
from sqlalchemy import *
from sqlalchemy import event
metadata = MetaData()
kind = Enum("a", name="kind", schema="late", metadata=metadata)
Table("t", metadata, Column("k", kind), schema="late")
for _ in range(2):
    event.listen(metadata, "before_create", DDL("CREATE SCHEMA late"))
"""
    frames = declared(server, tmp_path, text=text)
    problem = frames["model_problems"].squeeze()
    assert (problem["message"], problem["statement"]) == ('schema "late" already exists', "CREATE SCHEMA late")
    assert frames["types"][["schema", "type"]].to_numpy().tolist() == [["late", "kind"]]
    assert frames["tables"]["table"].tolist() == ["t"]
