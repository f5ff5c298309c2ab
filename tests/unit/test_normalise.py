"""Two majors, one spelling: what is brought together, what is listed, and what stays a difference."""

from __future__ import annotations

import pandas as pd
import pytest

from auditlib.frames.all import FRAMES
from auditlib.frames.normalise import across, unqualified
from auditlib.reconcile.differences import differences

OLD = (
    " SELECT people.id,\n    lower(people.name) AS \"people.x\",\n    'people.y'::text AS t\n   FROM app.people{more};"
)
NEW = " SELECT id,\n    lower(name) AS \"people.x\",\n    'people.y'::text AS t\n   FROM app.people{more};"
WHERE = "\n  WHERE (EXISTS ( SELECT\n           FROM app.pets\n          WHERE (pets.owner = people.id)))"


def frames(live: dict[str, list[dict]], chain: dict[str, list[dict]], majors: tuple[int, int]) -> dict:
    """Frames of two sources, read from servers of two majors."""
    sources = {"live": live, "replay": chain}
    rows: dict[str, list[dict]] = {"servers": []}
    for (source, given), major in zip(sources.items(), majors, strict=True):
        rows["servers"].append({"source": source, "version": f"{major}.1", "major": major})
        for name, own in given.items():
            placed = {"schema": "app"} if "schema" in FRAMES[name].column_names else {}
            rows.setdefault(name, []).extend({"source": source, **placed, **row} for row in own)
    return {name: frame.conform(rows.get(name, [])) for name, frame in FRAMES.items()}


def view(text: str) -> dict[str, list[dict]]:
    """A view with that query."""
    return {"views": [{"view": "v", "view_kind": "view", "definition": text}]}


@pytest.mark.parametrize("more", ["", WHERE, "\n  WHERE (people.id > 1)", " other"])
def test_a_lone_relation_is_spelled_alike(more: str) -> None:
    """With the name of the only relation or without it: one text; names and literals that look alike are kept."""
    old, new = OLD.format(more=more), NEW.format(more=more)
    if more == " other":
        old = old.replace("people.id", "other.id").replace("(people.", "(other.")
    assert unqualified(old) == unqualified(new)
    assert "'people.y'" in unqualified(old)
    assert '"people.x"' in unqualified(old)


def test_two_relations_keep_their_names() -> None:
    """Where two relations are read, which one a column is of is part of what the view says."""
    query = " SELECT {0}.id\n   FROM app.a\n     JOIN app.b ON (a.id = b.id);"
    assert unqualified(query.format("a")) != unqualified(query.format("b"))
    comma = " SELECT {0}.id\n   FROM app.a,\n    app.b;"
    assert unqualified(comma.format("a")) != unqualified(comma.format("b"))


def test_a_text_that_still_differs_is_listed_and_no_difference() -> None:
    """Neither a finding nor silence: the view is named in the coverage line with what to do."""
    given = frames(view(OLD.format(more="")), view(" SELECT 2;"), (15, 18))
    assert differences(given).empty
    line = across(given).witnesses().set_index("subject").loc["view definition across versions"]
    assert (line["status"], "app.v" in line["detail"]) == ("not seen", True)
    assert "--pg-bin" in line["next_step"]


@pytest.mark.parametrize("majors", [(16, 18), (15, 15)])
def test_between_majors_that_write_alike_all_is_compared(majors: tuple[int, int]) -> None:
    """Where no change lies between two majors, a view that differs differs."""
    given = frames(view(OLD.format(more="")), view(" SELECT 2;"), majors)
    assert [*differences(given)["attribute"]] == ["definition"]
    assert not across(given).left_out


def test_what_is_no_text_is_compared_across_majors() -> None:
    """A column of another type, and a view that only one side has, are found whatever the versions."""
    column = {"table": "t", "column": "a", "position": 1, "nullable": True}
    one = {"tables": [{"table": "t"}], "columns": [{**column, "type": "text"}], **view(OLD.format(more=""))}
    other = {"tables": [{"table": "t"}], "columns": [{**column, "type": "integer"}]}
    found = differences(frames(one, other, (15, 18)))
    assert {*found["attribute"]} == {"type", ""}


def test_nothing_is_said_within_one_major() -> None:
    """No coverage line where live and scratch are of one major, and the frames are left as they are."""
    given = frames(view(OLD.format(more="")), view(OLD.format(more="")), (17, 17))
    whole = across(given)
    assert whole.witnesses().empty
    pd.testing.assert_frame_equal(whole.frames["views"], given["views"])


@pytest.mark.parametrize(
    ("attribute", "live", "chain", "majors", "differs"),
    [
        ("streaming", "off", "parallel", (15, 18), 0),
        ("streaming", "off", "on", (15, 18), 1),
        ("streaming", "off", "parallel", (15, 17), 1),
        ("run_as_owner", True, False, (15, 18), 0),
        ("run_as_owner", True, False, (16, 18), 1),
    ],
)
def test_a_default_that_changed_between_majors_is_listed(
    attribute: str, live: object, chain: object, majors: tuple[int, int], differs: int
) -> None:
    """A subscription that says nothing streams in parallel since 18, and runs as its owner before 16."""
    given = frames(*({"subscriptions": [{"subscription": "s", attribute: said}]} for said in (live, chain)), majors)
    assert len(differences(given)) == differs
    assert [name for _what, name in across(given).left_out] == ["s"] * (1 - differs)
