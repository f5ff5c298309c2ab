"""The line of an object inside an operation, from the text of a revision."""

from __future__ import annotations

import os
from pathlib import Path

from auditlib.collect.replay_inside import Wanted, line_inside

COLUMN = Wanted("column", "x", {}, made=True)


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    """Two audits in one process each see the revision as it is then."""
    file = tmp_path / "r1.py"
    found = []
    for moment, gap in enumerate(("", "\n\n")):
        file.write_text(f"op.create_table(\n    't',\n{gap}    sa.Column('x'),\n)\n")
        os.utime(file, ns=(moment, moment))
        found.append(line_inside(file, 1, COLUMN))
    assert found == [3, 5]


def test_what_is_not_written_there_has_no_line(tmp_path: Path) -> None:
    """A computed name, another statement's column, a file that is none: the caller's line has to do."""
    file = tmp_path / "r1.py"
    file.write_text("op.create_table('t', sa.Column(name))\nop.add_column('u', sa.Column('x'))\n")
    assert line_inside(file, 1, COLUMN) is None
    assert line_inside(file, 2, COLUMN) == 2
    assert line_inside(tmp_path / "gone.py", 1, COLUMN) is None
    file.write_text("op.create_table(")
    assert line_inside(file, 1, COLUMN) is None
