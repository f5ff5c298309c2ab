"""What include_object and include_name hide: asked as Alembic asks them, told under the setting, and no drift."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from auditlib.collect import scratch
from tests.postgres.wild import Frames, audited, line, said, witness

ENV = "wild_hidden/migrations/env.py"


@pytest.fixture(scope="module")
def frames(server: scratch.Server) -> Iterator[Frames]:
    """The audit of a project whose two functions hide a schema, tables, a column and an index."""
    yield audited(server, "wild_hidden")


def test_every_hidden_object_stands_with_the_line_that_hides_it(frames: Frames) -> None:
    """Reflected tables by columns and types, a pattern of names, a model's info, a column, an index, a schema."""
    by_name, by_object = line(ENV, "def include_name"), line(ENV, "def include_object")
    rows = frames["hidden"][["object_kind", "schema", "table", "name", "lines"]]
    assert sorted(rows.itertuples(index=False, name=None)) == [
        ("column", "public", "users", "nickname", by_object),
        ("index", "public", "orders", "manual_orders_id", by_object),
        ("schema", "", "", "elsewhere", by_name),
        ("table", "elsewhere", "things", "things", by_name),
        ("table", "public", "later", "later", by_object),
        ("table", "public", "orders_p2020", "orders_p2020", by_name),
        ("table", "public", "tool_state", "tool_state", by_object),
    ]


def test_coverage_marks_hidden_tables(frames: Frames) -> None:
    """Hidden tables are marked, whoever has them; the others are known not to be."""
    hidden = frames["coverage"].set_index("table")["hidden"]
    assert sorted(hidden[hidden].index) == ["later", "orders_p2020", "things", "tool_state"]
    assert not hidden.isna().any()


def test_what_is_hidden_is_no_finding_of_its_own(frames: Frames) -> None:
    """No root finding names a hidden object but the one of the setting, which counts what folds under it."""
    findings = frames["findings"]
    roots = findings.loc[findings["root"].fillna("").eq("")]
    names = "things|later|orders_p2020|tool_state|nickname|manual_orders|elsewhere"
    assert set(roots.loc[roots["message"].str.contains(names), "rule"]) == {"CFG005"}
    (by_name, by_object) = said(frames, "CFG005")
    assert f"include_name ({line(ENV, 'def include_name')}) hides 3 objects" in by_name
    assert "column users.nickname" in by_object and "1 index" in by_object


def test_what_is_hidden_is_listed_with_who_has_it(frames: Frames) -> None:
    """The evidence says of each hidden table whether live, models and chain have it."""
    findings = frames["findings"].set_index("object")
    listed = {each["object"]: each for each in json.loads(findings.loc["include_object", "evidence"])["hidden"]}
    flags = ("in_live", "in_models", "in_chain")
    assert [listed["table later"][name] for name in flags] == [False, True, False]
    assert [listed["table tool_state"][name] for name in flags] == [True, False, True]


def test_what_is_not_hidden_is_found_still(frames: Frames) -> None:
    """A left-over table that the functions let through is a finding, also in another schema."""
    tables = frames["findings"].loc[frames["findings"]["rule"].eq("COV004"), "object"]
    assert sorted(tables) == ["left_over", "shelves"]


def test_the_coverage_line_counts(frames: Frames) -> None:
    """The line says that the functions were asked, and of how many tables."""
    assert witness(frames, "filters of env.py") == ("seen", "asked about every object of 7 tables; 7 are hidden")


def test_a_function_that_raises_leaves_it_unknown(server: scratch.Server) -> None:
    """What include_object cannot answer is neither hidden nor seen; the coverage line tells its words."""
    frames = audited(server, "wild_hidden_unknown")
    hidden = frames["coverage"].set_index("table")["hidden"]
    assert hidden.isna().to_dict()["odd"] and not hidden["things"]
    status, detail = witness(frames, "filters of env.py")
    assert status == "partly" and "AttributeError: 'Table' object has no attribute 'owner'" in detail
    assert said(frames, "CFG005") == []


def test_what_one_location_sees_is_not_hidden(server: scratch.Server) -> None:
    """Two locations that each hide the other's tables hide nothing; what both hide is hidden, with both lines."""
    frames = audited(server, "wild_hidden_twice")
    rows = frames["hidden"]
    assert rows["table"].tolist() == ["foreign_data"]
    env = "wild_hidden_twice/{}/env.py"
    assert rows["lines"].tolist() == [", ".join(line(env.format(name), "def include") for name in ("auth", "core"))]
    assert not frames["coverage"].set_index("table").loc[["accounts", "orders"], "hidden"].any()
