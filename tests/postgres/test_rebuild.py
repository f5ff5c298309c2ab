"""A schema made again from its object frames alone is the schema that was read, but for what no statement makes."""

from __future__ import annotations

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog
from auditlib.collect.rebuild.rights import NEVER_MADE
from auditlib.collect.scratch import Server
from auditlib.config.database import Database
from auditlib.demo import live
from tests.fixtures.rebuilding import again, told
from tests.postgres.plantings import PLANTED
from tests.postgres.rich import RICH
from tests.postgres.test_drift_planted import built, place_to_move_to


@pytest.fixture(scope="module")
def planted(server: Server) -> dict[str, pd.DataFrame]:
    """Every kind of object with every attribute changed."""
    place_to_move_to(server)
    return built(server, "live", changed=True)


def test_a_rich_schema_is_made_again(server: Server) -> None:
    """Everything that SQL can say stands again: partitions, generated columns, SQL bodies, views over views, rights."""
    conninfo = server.create_database("rich")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(RICH.encode())
    read = catalog.read(conninfo, "live")

    found, result = again(read, server)

    lost = told(read, found)
    assert lost.empty, lost.to_string()
    assert result.ran > 140


@pytest.mark.extensions("vector", "unaccent", "pg_trgm")
def test_the_live_schema_of_the_demo_is_made_again(server: Server) -> None:
    """The schema that the pending revisions are rehearsed on is the live one."""
    read = catalog.read(Database.parse(live.build(server)), "live")

    found, result = again(read, server)

    lost = told(read, found)
    assert lost.empty, lost.to_string()
    assert result.refused == []


def test_every_kind_is_made_again(planted: dict[str, pd.DataFrame], server: Server) -> None:
    """No object and no attribute gets lost, but what a story wrote into the catalog, where no statement would."""
    found, result = again(planted, server)

    lost = told(planted, found)
    lost = lost.loc[~lost["object_kind"].isin({"owner", *NEVER_MADE})]  # an owner is a heading over objects of one
    unsaid = [index for each in PLANTED if each.no_statement for index in each.own(lost).index]
    assert lost.drop(unsaid).empty, lost.drop(unsaid).to_string()
    assert len(result.refused) < 40
    assert all(each.message for each in result.refused)
