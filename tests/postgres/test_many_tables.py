"""Schemas of thousands of relations: read in as many statements as one of three, and told in as few words."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
import psycopg
import pytest

from auditlib.collect import catalog, connection, scratch
from auditlib.report.views import drift, findings, models
from auditlib.rules import registry
from tests.rules import witnessed

TABLES, PARTITIONS = 10_000, 1_000
PARTITIONED = "create table events (id int not null, day int not null, primary key (id, day)) partition by list (day);"
MODEL = """
from sqlalchemy import *

metadata = MetaData()
Table("events", metadata, Column("id", Integer, primary_key=True), Column("day", Integer, primary_key=True),
      postgresql_partition_by="list (day)")
"""


def statements(conninfo: str) -> tuple[int, dict[str, pd.DataFrame]]:
    """How many statements a reading sends, and what it reads."""
    with tempfile.NamedTemporaryFile() as log, connection.reading(conninfo) as session:
        session.pgconn.trace(log.fileno())
        frames = catalog.read(session, "live")
        session.pgconn.untrace()
        sent = [line.split("\t") for line in Path(log.name).read_text().splitlines()]
    return sum(parts[1] == "F" and parts[3] in ("Query", "Execute") for parts in sent if len(parts) > 3), frames


def test_ten_thousand_tables_are_read_in_as_many_statements_as_none(server: scratch.Server) -> None:
    """Each of 10,000 tables is in the frames, with its column and key; no statement more was sent than for none."""
    with psycopg.connect(server.create_database("many"), autocommit=True) as session:
        alone, _ = statements(session.info.dsn)
        for first in range(0, TABLES, 2_000):
            numbers = range(first, first + 2_000)
            session.execute(
                "; ".join(f"create unlogged table t{n:05} (a int check (a > {n}))" for n in numbers).encode()
            )
        sent, frames = statements(session.info.dsn)
    assert sent == alone > 10
    assert [len(frames[name]) for name in ("tables", "columns", "constraints")] == [TABLES] * 3
    assert frames["constraints"]["definition"].nunique() == TABLES


@pytest.fixture(scope="module")
def partitioned(server: scratch.Server) -> witnessed.Frames:
    """A table of 1,000 live partitions, one of them partitioned again, that models and chain know without them."""
    one_each = " ".join(
        f"create table events_{n:04} partition of events for values in ({n}){' partition by list (id)' * (n == 7)};"
        for n in range(PARTITIONS)
    )
    below = "create table below partition of events_0007 for values in (1);"
    blocks = {"live": PARTITIONED + one_each + below, "chain": PARTITIONED, "models": MODEL}
    return witnessed.frames_of(server, blocks)


def test_partitions_of_a_table_are_one_finding(partitioned: witnessed.Frames) -> None:
    """1,000 partitions that no revision makes are one note with the list; those of one of them fold under it."""
    said = registry.findings(partitioned, ignore=["COV010"])
    (root,) = said.loc[said["root"].eq("")].to_dict("records")
    assert (root["rule"], root["severity"], root["object"]) == ("COV005", "note", "events")
    assert root["message"].startswith(
        "1000 partitions of events are live that no revision makes: events_0000, events_0001"
    )
    assert root["evidence"].count("events_") == PARTITIONS
    assert said.loc[said["root"].ne(""), "object"].tolist() == ["events_0007"]


def test_partitions_make_no_page_long(partitioned: witnessed.Frames) -> None:
    """Differences, coverage and findings name the table and how many partitions it has, and stay short."""
    covered = models.tables(partitioned["coverage"]).markdown
    assert "| `public.events` | 1\u202f000 |" in covered
    differences = partitioned["differences"]
    assert differences["root"].fillna("").ne("").all()
    assert drift.in_all(differences).plain.startswith("No difference to look at; ")
    said = registry.findings(partitioned)
    for shown in (covered, drift.following(differences).markdown, findings.sections(said, "note").markdown):
        assert len(shown) < 40_000


def test_an_odd_name_of_a_parent_is_read(server: scratch.Server) -> None:
    """Partitions find their table by whatever name it has, and where no revision makes the table they fold under it."""
    odd = '"Odd.Sch""ema"."T.a""ble"'
    live = f'create schema "Odd.Sch""ema"; create table {odd} (a int) partition by list (a);'
    parts = " ".join(f"create table p{n} partition of {odd} for values in ({n});" for n in range(3))
    frames = witnessed.frames_of(server, {"live": live + parts, "chain": 'create schema "Odd.Sch""ema";'})
    said = registry.findings(frames, ignore=["COV004"])
    assert said.loc[said["root"].eq(""), "object"].tolist() == ['T.a"ble']
    assert "3 partitions of" in " ".join(said["message"])


def test_an_heir_is_a_table_of_its_own(server: scratch.Server) -> None:
    """A table that inherits is no partition: it is told by itself."""
    chain = "create table base (a int);"
    frames = witnessed.frames_of(server, {"live": f"{chain} create table heir () inherits (base);", "chain": chain})
    said = registry.findings(frames, ignore=["COV004"])
    assert said.loc[said["root"].eq(""), ["rule", "object"]].values.tolist() == [["COV005", "heir"]]
