"""A schema made again from its object frames alone is the schema that was read, but for a reviewed list."""

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
from tests.postgres.rich import RICH
from tests.postgres.test_drift_planted import built, place_to_move_to

# What the stories plant by writing into the catalog: no statement makes it, so nothing can make it again.
NO_STATEMENT_MAKES = {
    ("access method", "index_p_"),
    ("collation", "plain"),
    ("constraint", "users_code_key"),
    ("conversion", "latin"),
    ("event trigger", "watch_p_"),
    ("foreign data wrapper", "files_p_"),
    ("foreign data wrapper", "spare_p_"),
    ("index", "ix_id"),
    ("index", "users_code_key"),
    ("operator", "!===(integer, integer)"),
    ("operator", "<%>(integer, integer)"),
    ("policy", "own"),
    ("sequence", "tickets"),
}


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


def test_every_kind_is_made_again_or_listed(planted: dict[str, pd.DataFrame], server: Server) -> None:
    """No object kind and no attribute gets lost, but for the reviewed list."""
    found, result = again(planted, server)

    lost = told(planted, found)
    lost = lost.loc[lost["object_kind"].ne("owner")]  # a heading over objects of one owner
    names = [name.split("p_")[0] + "p_" if kind in _WHOLE else name for kind, name in _keys(lost)]
    left = {(kind, name) for (kind, _), name in zip(_keys(lost), names, strict=True) if kind not in NEVER_MADE}
    assert left <= NO_STATEMENT_MAKES, lost.to_string()
    assert len(result.refused) < 40
    assert all(each.message for each in result.refused)


_WHOLE = ("access method", "event trigger", "foreign data wrapper")


def _keys(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(rows[["object_kind", "name"]].itertuples(index=False, name=None))
