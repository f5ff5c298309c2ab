"""Rates of good practice, score cards and critical revisions, measured on small histories."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import scripts
from auditlib.config.target import ScriptLocation, Target
from auditlib.frames.results import FINDINGS
from auditlib.reconcile.critical import critical
from auditlib.reconcile.practice import practice, score_card

GOOD = '''"""Add posts table"""
from alembic import op
revision = "good"
down_revision = None
def upgrade():
    # the blog needs them
    op.execute("""
        CREATE TABLE posts (
            id int PRIMARY KEY, author_id int,
            created_at timestamptz, updated_at timestamptz,
            CONSTRAINT fk_author FOREIGN KEY (author_id) REFERENCES users (id)
        );
        CREATE INDEX ix_author ON posts (author_id, created_at);
    """)
def downgrade():
    op.drop_table("posts")
'''
BAD = '''"""fix"""
from alembic import op
revision = "bad"
down_revision = "good"
def upgrade():
    op.execute("CREATE TABLE IF NOT EXISTS tags (name text, post_id int REFERENCES posts (id))")
'''


@pytest.fixture
def read(tmp_path: Path) -> dict[str, pd.DataFrame]:
    """A history of one good and one bad revision."""
    folder = tmp_path / "alembic" / "versions"
    folder.mkdir(parents=True)
    for name, text in (("good", GOOD), ("bad", BAD)):
        (folder / f"{name}.py").write_text(text)
    location = ScriptLocation("alembic", tmp_path / "alembic", (folder,))
    return scripts.read(Target("t", tmp_path, (location,), Path(sys.executable)))


def test_each_practice_is_counted_with_its_exceptions(read: dict[str, pd.DataFrame]) -> None:
    """The good revision counts, the bad one is the exception by name."""
    found = practice(read["revisions"], read["operations"], read["notes"]).set_index("practice")
    assert found["count"].to_dict() == {
        "created_at set": 1, "descriptive message": 1, "indexed foreign keys": 1, "intent noted": 1,
        "named constraints": 1, "primary keys": 1, "self-contained": 2, "unguarded": 1, "updated_at set": 1,
        "working downgrade": 1,
    }  # fmt: skip
    assert (found["population"] == 2).all()
    assert found.loc["indexed foreign keys", "exceptions"] == "tags.post_id (bad)"
    assert found["rate"].between(0, 1).all()


def test_a_score_card_lists_what_was_followed(read: dict[str, pd.DataFrame]) -> None:
    """Points are the practices followed, of those that there was a case for."""
    cards = score_card(read["revisions"], read["operations"], read["notes"]).set_index("revision")
    assert (cards.loc["good", "points"], cards.loc["good", "of"]) == (10, 10)
    assert cards.loc["bad", "followed"] == "self-contained"


def test_what_contradicts_a_revision_makes_it_critical(read: dict[str, pd.DataFrame]) -> None:
    """Findings weigh more than the objects made, and the reasons name both."""
    base = {"name": "n", "family": "history", "message": "m", "severity": "error"}
    findings = FINDINGS.conform(
        [{**base, "rank": 1, "fingerprint": "f1", "rule": "HIS006", "revision": "bad"},
         {**base, "rank": 2, "fingerprint": "f2", "rule": "HIS007", "revision": "good", "root": "f1"}]
    )  # fmt: skip
    found = critical(read["revisions"], read["operations"], findings)
    assert list(found["revision"]) == ["bad", "good"]
    assert found["reasons"].iloc[0] == (
        "its upgrade makes 2 columns, 1 table, 1 constraint; contradicted or questioned by HIS006"
    )


def test_nothing_is_critical_in_an_empty_history() -> None:
    """No revisions, no rows, no error."""
    from auditlib.frames.history import NOTES, OPERATIONS, REVISIONS

    assert critical(REVISIONS.empty(), OPERATIONS.empty(), FINDINGS.empty()).empty
    assert practice(REVISIONS.empty(), OPERATIONS.empty(), NOTES.empty()).empty
