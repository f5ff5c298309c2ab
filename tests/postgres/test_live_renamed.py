"""What is live under another name is one finding of the audit, and what only looks alike is not claimed."""

from __future__ import annotations

import pandas as pd
import psycopg
import pytest

from auditlib import pipeline
from auditlib.collect import catalog
from auditlib.collect.scratch import Server
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.spec import combine
from auditlib.snapshot import Snapshot

BASE = """
create table customer (id serial primary key, name varchar(80) not null, email text unique);
create table orders (id int primary key, customer_id int references customer);
"""
MODELS = ("customer", "orders")


@pytest.fixture(scope="module")
def chain(server: Server) -> dict[str, pd.DataFrame]:
    """What the chain makes."""
    return _read(server, BASE, "replay")


def _read(server: Server, sql: str, source: str) -> dict[str, pd.DataFrame]:
    conninfo = server.create_database("renamed")
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(sql.encode())
    return catalog.read(conninfo, source, version_tables=() if source == "live" else None)


def _roots(server: Server, chain: dict[str, pd.DataFrame], change: str) -> pd.DataFrame:
    """Root findings of an audit whose live database was changed; the models say what the chain says."""
    models = {name: rows.assign(source="models:app.metadata") for name, rows in chain.items() if "source" in rows}
    declared = [{"metadata": "app.metadata", "schema": "public", "table": name, "class": name} for name in MODELS]
    told = {"metadata": [{"metadata": "app.metadata", "tracked": True}], "models": declared}
    parts = {name: COLLECTED_FRAMES[name].conform(rows) for name, rows in told.items()}
    live = {name: rows for name, rows in _read(server, BASE + change, "live").items() if name != "witnesses"}
    audited = pipeline.audit(Snapshot({}, combine([live, chain, models, parts], COLLECTED_FRAMES)))
    return audited["findings"].loc[lambda rows: rows["root"].eq("") & rows["rule"].ne("COV010")]


@pytest.mark.parametrize(
    ("more", "apart"),
    [("", ""), ("alter table client add city text;", ", though only one of them has city")],
    ids=["as it was", "with a column more"],
)
def test_a_new_name_is_one_finding(server: Server, chain: dict[str, pd.DataFrame], more: str, apart: str) -> None:
    """Keys that name the table, sequences that it owns and the name that no model knows follow from it."""
    found = _roots(server, chain, f"alter table customer rename to client; {more}")
    assert list(found[["rule", "object"]].itertuples(index=False, name=None)) == [("COV002", "customer")]
    assert f"not live under that name: client looks like it, renamed{apart}." in found["message"].iloc[0]
    assert found["remedy"].iloc[0].startswith("Rename client back to customer, or ")


def test_a_table_that_is_only_alike_is_not_claimed(server: Server, chain: dict[str, pd.DataFrame]) -> None:
    """A table dropped and another of mostly the same columns made: two findings, for no name of the old one is left."""
    made = "create table client (id serial primary key, name varchar(80) not null, email text, city text);"
    found = _roots(server, chain, f"drop table customer cascade; {made}")
    assert {("COV002", "customer"), ("COV004", "client")} <= set(
        found[["rule", "object"]].itertuples(index=False, name=None)
    )
    assert not found["message"].str.contains("renamed").any()


def test_a_column_under_a_new_name_is_renamed_and_not_added(server: Server, chain: dict[str, pd.DataFrame]) -> None:
    """The finding has both names, its key follows from it, and no remedy adds the column beside its own values."""
    found = _roots(server, chain, "alter table orders rename customer_id to client_id;")
    assert list(found[["rule", "object"]].itertuples(index=False, name=None)) == [("DRF008", "customer_id")]
    assert found["message"].iloc[0].endswith(" Live has client_id, which looks like customer_id under another name.")
    assert found["remedy"].iloc[0] == (
        "Rename orders.client_id back to customer_id, or name it client_id in the model and in a revision that renames "
        'it where it is still customer_id (`op.alter_column("orders", "customer_id", new_column_name="client_id")`). '
        "Another customer_id would be empty."
    )


def test_a_unique_index_in_the_place_of_a_constraint_is_named(server: Server, chain: dict[str, pd.DataFrame]) -> None:
    """One that stands for another, folded under it, is named where the other is told."""
    swapped = (
        "alter table customer drop constraint customer_email_key; create unique index by_mail on customer (email);"
    )
    found = _roots(server, chain, swapped)
    assert list(found[["rule", "object"]].itertuples(index=False, name=None)) == [("DRF017", "customer_email_key")]
    assert "by_mail" in found["message"].iloc[0]
