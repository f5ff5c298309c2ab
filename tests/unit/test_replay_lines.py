"""The line of a statement inside the string that a revision hands to Alembic, wherever in the file that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditlib.collect.replay_lines import Spot, line_at, line_of_statement

REVISION = '''
ITEMS = """
    create table item (
        id int
    );
    create index ix on item (id);
"""
SEVERAL = ["drop table a", "drop table b"]
TWICE = "drop table t"
AGAIN = "drop table t"
SCREENED = "comment on table item is '5 %'"


def upgrade():
    op.execute(ITEMS)
    written = """
        create view seen as
        select id from item
    """



    op.execute(written)
    for each in SEVERAL:
        op.execute(each)
    op.execute(TWICE)
    op.execute(SCREENED)
    op.execute("drop " + "table c")


def downgrade():
    op.execute("drop table c")
'''
ITEMS = "\n    create table item (\n        id int\n    );\n    create index ix on item (id);\n"
WRITTEN = "\n        create view seen as\n        select id from item\n    "


@pytest.fixture
def revision(tmp_path: Path) -> Path:
    """The file of a revision that gives names to its statements."""
    file = tmp_path / "r1.py"
    file.write_text(REVISION)
    return file


@pytest.mark.parametrize(
    ("call", "text", "words", "line", "begins"),
    [
        (15, ITEMS, "create table", 3, 3),
        (15, ITEMS, "id int", 4, 3),
        (15, ITEMS, "create index", 6, 6),
        (23, WRITTEN, "select", 18, 17),
        (25, "drop table a", "drop", 8, 8),
        (25, "drop table b", "drop", 8, 8),
        (27, "comment on table item is '5 %%'", "comment", 11, 11),
    ],
)
def test_a_text_that_has_a_name_has_the_lines_it_was_written_on(
    revision: Path, call: int, text: str, words: str, line: int, begins: int
) -> None:
    """A constant of the module or of the function, one of a list of them, one with a percent sign."""
    at = text.index(words)
    assert line_at(revision, call, text, at) == line
    assert line_of_statement(revision, call, text, Spot(at, "")) == begins


@pytest.mark.parametrize(
    ("call", "text"),
    [(26, "drop table t"), (28, "drop table c"), (15, "drop table unheard")],
    ids=["written twice", "written in another function", "written nowhere"],
)
def test_a_text_whose_place_is_not_sure_stands_at_the_call(revision: Path, call: int, text: str) -> None:
    """Rather the call's line than one where another statement may stand."""
    assert line_at(revision, call, text, 0) == call
