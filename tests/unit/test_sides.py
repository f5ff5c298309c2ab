"""Two sides on small frames made by hand: majors, silences, sources, what is not said to be renamed."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from auditlib.errors import SnapshotError
from auditlib.frames.all import FRAMES
from auditlib.frames.records import records
from auditlib.reconcile.sides.between import between
from auditlib.reconcile.sides.side import Side, side
from auditlib.report.views.sides import sentence
from auditlib.snapshot import Snapshot
from auditlib.two_sides import side_of

Rows = list[dict[str, Any]]
TABLE = {"schema": "public", "table": "t", "table_kind": "table", "persistence": "permanent"}


def frames(source: str, **rows: Rows) -> dict[str, pd.DataFrame]:
    """All frames; object rows without a source have this one."""
    told = {
        name: [{"source": source, **row} if "source" in FRAMES[name].key else row for row in own]
        for name, own in rows.items()
    }
    return {name: frame.conform(told.get(name, [])) for name, frame in FRAMES.items()}


def live(**rows: Rows) -> Side:
    """A live database."""
    return side(frames("live", **rows), "live")


def said(a: Side, b: Side) -> list[tuple[str, ...]]:
    """Kind, name, attribute and change of each root difference."""
    rows = between(a, b)["side_differences"]
    roots = rows.loc[rows["root"].eq(""), ["object_kind", "name", "attribute", "change"]]
    return list(roots.itertuples(index=False, name=None))


def test_two_majors_are_compared_in_one_spelling() -> None:
    """A view that 15 and 18 print differently is no difference; that two majors were compared is said."""
    view = {"schema": "public", "view": "v", "view_kind": "view"}
    texts = {15: " SELECT t.a\n   FROM public.t;", 18: " SELECT a\n   FROM public.t;"}
    old, new = (
        live(servers=[{"version": f"{major}.1", "major": major}], views=[{**view, "definition": text}])
        for major, text in texts.items()
    )
    found = between(old, new)
    assert found["side_differences"].empty
    lines = found["witnesses"].loc[lambda rows: rows["witness"].eq("both"), "detail"]
    assert lines.str.contains("PostgreSQL 15 and 18 were compared").any()


def test_a_chain_that_stopped_does_not_deny() -> None:
    """What a replay that failed does not hold may be missing for that: it is counted, not told."""
    steps = [{"script_location": "m", "revision": "r", "direction": "upgrade", "step": 1, "status": "failed"}]
    known = {name for name in steps[0] if name in FRAMES["steps"].column_names}
    made = frames("replay", steps=[{name: steps[0][name] for name in known}], schemas=[{"schema": "public"}])
    found = between(live(schemas=[{"schema": "public"}], tables=[TABLE]), side(made, "replay"))
    assert found["side_differences"].empty
    lines = found["witnesses"].set_index(["witness", "subject"])["detail"]
    assert lines["B", "objects of which it is no witness"].startswith("1 not compared: the chain was lent them")


def test_the_chain_does_not_deny_what_it_was_lent() -> None:
    """Of a table that live lent to the chain, columns that were not needed are counted and not told."""
    columns = [
        {"schema": "public", "table": "t", "column": name, "position": place, "type": "text"}
        for place, name in enumerate(("id", "more"), 1)
    ]
    lent = [{"schema": "public", "table": "t", "column": name} for name in ("", "id")]
    chain = side(frames("replay", assumed=lent, tables=[TABLE], columns=columns[:1]), "replay")
    found = between(live(tables=[TABLE], columns=columns), chain)
    assert found["side_differences"].empty
    assert found["witnesses"]["detail"].str.contains("1 not compared: the chain was lent them").any()


@pytest.mark.parametrize(
    ("frame", "one", "other"),
    [
        ("sequences", {"sequence": "tickets"}, {"sequence": "numbers"}),
        ("types", {"type": "mail", "type_kind": "domain"}, {"type": "phone", "type_kind": "domain"}),
    ],
)
def test_what_tells_too_little_is_not_renamed(frame: str, one: dict[str, Any], other: dict[str, Any]) -> None:
    """A sequence that nothing owns, a domain without a check: two objects, not one under two names."""
    more = {"sequences": {"data_type": "bigint", "start": 1}, "types": {"base_type": "character varying(255)"}}[frame]
    a, b = (live(**{frame: [{"schema": "public", **each, **more}]}) for each in (one, other))
    assert sorted(change for *_, change in said(a, b)) == ["only in A", "only in B"]


def test_boilerplate_columns_do_not_make_a_new_name() -> None:
    """Of two tables of the same columns on one side none is said to be the renamed one."""
    columns = [{"column": "id", "position": 1, "type": "integer"}, {"column": "name", "position": 2, "type": "text"}]

    def database(*tables: str) -> Side:
        rows = [{**TABLE, "table": name} for name in tables]
        own = [{"schema": "public", "table": name, **each} for name in tables for each in columns]
        return live(tables=rows, columns=own)

    assert said(database("country", "city"), database("country", "town")) == [
        ("table", "city", "", "only in A"),
        ("table", "town", "", "only in B"),
    ]
    assert said(database("city"), database("town")) == [("table", "city", "name", "renamed")]


def test_a_column_dropped_and_another_added_is_not_renamed() -> None:
    """A column of the same type at another place is another column."""
    at = [("id", "name", "note"), ("name", "note", "number")]
    a, b = (
        live(
            tables=[TABLE],
            columns=[
                {"schema": "public", "table": "t", "column": name, "position": place, "type": "integer"}
                for place, name in enumerate(names, 1)
            ],
        )
        for names in at
    )
    assert {change for *_, change in said(a, b)} == {"only in A", "only in B"}


def test_a_snapshot_of_one_source_is_that_source() -> None:
    """Without a live database the only source is meant; of several the error names them."""
    one = Snapshot({}, frames("replay", tables=[TABLE]))
    assert side_of(one).source == "replay"
    both = {**one.frames, "tables": pd.concat([one["tables"], one["tables"].assign(source="replay:head")])}
    with pytest.raises(SnapshotError, match="replay, replay:head"):
        side_of(Snapshot({}, both))
    with pytest.raises(SnapshotError, match="holds no objects"):
        side_of(Snapshot({}, frames("live")))


def test_partitions_that_one_side_alone_has_are_one_difference() -> None:
    """Several partitions are one line, with what is in them; a single one is itself; from B's side it is the same."""
    parent = {**TABLE, "table": "events", "table_kind": "partitioned table", "partition_key": "RANGE (day)"}

    def database(*years: int) -> Side:
        parts = [
            {**TABLE, "table": f"e{year}", "partition_of": "public.events", "partition_bound": f"FROM ({year})"}
            for year in years
        ]
        own = [{"schema": "public", "table": each["table"], "column": "day", "type": "date"} for each in parts]
        return live(tables=[parent, *parts], columns=own)

    several = ("partitions", "public.events only in a", "", "only in A")
    assert said(database(2024, 2025, 2026), database(2024)) == [several]
    assert said(database(2024), database(2024, 2025, 2026)) == [
        (several[0], "public.events only in b", "", "only in B")
    ]
    assert said(database(2024, 2025), database(2024)) == [("table", "e2025", "", "only in A")]
    rows = between(database(2024, 2025, 2026), database(2024))["side_differences"]
    assert rows["dependents"].tolist()[0] == len(rows) - 1 == 4


def test_a_column_that_is_called_as_its_table() -> None:
    """Its name keeps the table's before it."""
    table = {"schema": "public", "table": "name", "table_kind": "table"}
    column = {"schema": "public", "table": "name", "column": "name", "position": 1, "type": "text", "nullable": True}
    found = between(live(tables=[table]), live(tables=[table], columns=[column]))["side_differences"]
    assert found["b_name"].tolist() == ["public.name.name"]


def test_what_is_said_of_an_object_names_it() -> None:
    """A comment, a privilege and a default privilege are told by the whole name of what they are about."""
    column = {"object_kind": "column", "schema": "public", "table": "t", "name": "t"}
    granted = {"grantee": "PUBLIC", "privilege": "SELECT", "state": "granted to"}
    relation = {"object_kind": "table", "schema": "s", "table": "v", "name": "v"}
    found = between(
        live(comments=[{**column, "comment": "old"}]),
        live(
            comments=[{**column, "comment": "new"}],
            privileges=[{**relation, **granted}],
            default_privileges=[{"schema": "", "role": "owner", "objects": "tables", **granted}],
        ),
    )
    assert [sentence(row) for row in records(found["side_differences"])] == [
        "comment on column t.t: A says old, B says new",
        "privilege SELECT granted to PUBLIC on table s.v: only in B",
        "default privilege SELECT granted to PUBLIC on tables of owner in every schema: only in B",
    ]
