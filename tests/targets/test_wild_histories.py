"""Histories of every habit of `wild.md`, each a folder of `histories`, all in one database and one audit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="module")
def histories(audit: Callable[..., Any]) -> Any:
    """Twenty script locations without a common ini, each with a version table of its own."""
    return audit("histories")


def standing(audited: Any, location: str) -> str:
    """The sentence on where a script location stands."""
    return next(line for line in audited.text.splitlines() if line.startswith(f"{location}/migrations: "))


def said(audited: Any, location: str) -> list[str]:
    """Rules and severities of the findings on a location's files, but that its tables have no model, and on its settings."""
    found = audited.frame("findings")
    here = found["file"].fillna("").str.startswith(f"{location}/") | found["object"].eq(f"{location}/migrations")
    settings = found["rule"].str.startswith("CFG")
    rows = found[here & found["rule"].ne("COV004") & ~settings]
    return sorted((rows["rule"] + " " + rows["severity"]).tolist())


def test_core_and_plugin_stand_each_in_a_version_table_of_its_own(histories: Any) -> None:
    """Two script locations in one database: where each stands is told by its own table, and neither is confused."""
    assert standing(histories, "core").endswith("database at c1, no revision pending, head c1.")
    assert standing(histories, "plugin").endswith("database at p1, 1 revision pending, head p2.")
    assert said(histories, "core") == []
    assert said(histories, "plugin") == ["HIS007 warning"]


def test_a_history_in_a_dozen_folders_is_one_chain(histories: Any) -> None:
    """Version files in twelve folders that the ini lists are one chain with one head."""
    assert standing(histories, "many_folders").endswith("database at m12, no revision pending, head m12.")
    assert said(histories, "many_folders") == []


def test_version_folders_of_other_dialects_are_left_aside(histories: Any) -> None:
    """Where the ini lists a folder a dialect and env.py chooses, PostgreSQL's is the history, and that is said."""
    assert standing(histories, "dialect_folders").endswith("database at pg2, no revision pending, head pg2.")
    assert said(histories, "dialect_folders") == []
    assert "postgresql was taken for this database's" in histories.witnessed("dialect_folders/migrations/versions")


def test_labelled_branches_are_meant(histories: Any) -> None:
    """Expand and contract: two heads, of which the other is a note, and nothing is pending."""
    assert standing(histories, "expand_contract").endswith("no revision pending, head e1, k1.")
    assert said(histories, "expand_contract") == ["HIS001 note", "HIS020 note"]  # it drops a column that is not there


def test_two_products_in_one_history(histories: Any) -> None:
    """Each product has its own base and label: one is at its head, one has a revision to come."""
    assert "database at store1, shop2, 1 revision pending" in standing(histories, "two_products")
    assert said(histories, "two_products") == ["HIS001 note", "HIS007 warning"]


def test_an_abandoned_generation_is_not_pending(histories: Any) -> None:
    """Revisions of a line that this database never took are not pending, not replayed, and told in one note."""
    assert standing(histories, "generations").endswith(
        "database at main_0002, no revision pending, 8 on a line never taken, head main_0002."
    )
    assert said(histories, "generations") == ["HIS029 note"]
    assert histories.messages("HIS029") == [
        "8 revisions of generations/migrations, first_0001 to first_0008, stand on a line that this database never took."
    ]
    assert "8 revisions were not replayed" in histories.witnessed("generations/migrations")
    assert not any(name.startswith("first_") for name in histories.steps())


def test_heads_that_nothing_explains_are_an_error(histories: Any) -> None:
    """Two children of one revision without a label, a folder or a depends_on."""
    assert said(histories, "two_heads") == ["HIS001 error"]
    assert "and nothing says why" in " ".join(histories.messages("HIS001"))


def test_a_label_used_twice_is_an_error(histories: Any) -> None:
    """Alembic refuses such a graph as a whole; its own words stand in the coverage line."""
    assert histories.messages("HIS027") == [
        "side is a label of 2 revisions of one_label_twice/migrations: l1 and l2.",
    ]
    assert "HIS027 error" in said(histories, "one_label_twice")
    assert "already used by revision" in histories.witnessed("one_label_twice/migrations")


def test_a_row_that_another_one_implies_is_not_missed(histories: Any) -> None:
    """The version table names one of two heads; the other is applied since the first depends on it."""
    assert standing(histories, "implied_rows").endswith(
        "database at j1 (and by what it needs at i2), no revision pending, head i2, j1."
    )
    assert said(histories, "implied_rows") == ["HIS001 note"]


def test_a_revision_for_another_database_holds_the_head_back(histories: Any) -> None:
    """Statements of MySQL's alone: the database stands below, and the sentence is PostgreSQL's own."""
    assert standing(histories, "mysql_only").endswith("database at my2, 2 revisions pending, head my4.")
    assert said(histories, "mysql_only") == ["HIS007 warning", "HIS023 error"]
    (failed,) = histories.messages("HIS023")
    assert failed.startswith("Pending revision my3 fails") and "syntax error at or near" in failed
    assert histories.steps()["my2"] == "done"  # its statement for MySQL stands under a condition


def test_ids_of_every_form_are_texts(histories: Any) -> None:
    """Digits alone, 11, 13 and 32 characters, words: each is found again as it is written, and fits."""
    wanted = ["4f8a1c2b3d5", "4f8a1c2b3d5e6", "20240131120000", "1706702400", "words_0001", "0042"]
    wanted.append("add_the_note_of_a_part_to_the_pa")
    assert {histories.status()[name] for name in wanted} == {"applied"}
    assert {each.partition(" ")[0] for each in said(histories, "ids")} == {"HIS012"}


@pytest.mark.parametrize(
    ("location", "severity", "words"),
    [
        ("no_downgrades", "warning", "each of no_downgrades/migrations has no downgrade()"),
        ("raising_downgrades", "note", "each of raising_downgrades/migrations has a downgrade() that only raises"),
    ],
)
def test_a_habit_of_a_whole_history_is_one_finding(histories: Any, location: str, severity: str, words: str) -> None:
    """A history without downgrades, or whose downgrades all raise, is told once and not a revision at a time."""
    found = histories.frame("findings")
    rows = found[found["rule"].eq("HIS015") & found["message"].str.contains(words, regex=False)]
    assert list(rows["severity"]) == [severity]
    assert "6 of " in rows["message"].iloc[0]
    assert said(histories, location) == []


def test_a_first_revision_that_assumes_an_older_release(histories: Any) -> None:
    """What no revision creates is lent from the live schema and named."""
    (assumed,) = histories.messages("HIS021")
    assert assumed.startswith("The chain needs account and never creates it: from empty, o1 fails")
    assert histories.steps()["o1"] == "done"


def test_what_a_failed_revision_would_have_made_is_not_said_to_be_made_by_none(histories: Any) -> None:
    """A table whose own revision fails before it: the failure is told, not that no revision creates the table."""
    assert histories.steps()["f2"] == "failed"
    assert histories.steps()["f3"] == "done"
    found = histories.frame("findings")
    told = found[found["message"].str.contains("fails_note", regex=False) & found["rule"].ne("COV004")]
    assert list(told["rule"]) == []
    (failed,) = found.loc[found["rule"].eq("HIS022") & found["revision"].eq("f2"), "cost"]
    assert failed == "No new environment can be built by the chain. Lent from the live schema for what follows: fails_note (words)."
