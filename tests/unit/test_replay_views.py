"""The tables of the report about what the replay was lent."""

from __future__ import annotations

from auditlib.frames.history import ASSUMED, ASSUMED_OBJECTS
from auditlib.report.views import history, replay

ROW = {"schema": "public", "table": "note", "column": "", "revision": "c", "message": "no note"}


def test_what_was_lent_names_the_revision_that_would_have_made_it() -> None:
    """A column for the maker that did not run stands where there is one, and nothing is said never to be made."""
    none, some = ASSUMED.conform([ROW]), ASSUMED.conform([{**ROW, "failed_maker": "rev_b"}])
    objects = ASSUMED_OBJECTS.conform(
        [{"object_kind": "type", "schema": "public", "name": "mood", "failed_maker": "rev_b"}]
    )
    for plain in (history.assumed(none), replay.assumptions(none, ASSUMED_OBJECTS.empty())):
        assert "Would be made by" not in plain.plain
        assert "never" not in plain.plain
    for told in (history.assumed(some), replay.assumptions(none, objects), replay.assumptions(some, objects)):
        assert "Would be made by" in told.plain
        assert "rev_b" in told.plain
