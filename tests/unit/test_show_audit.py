"""An audit opened from its snapshot, and the verdict over it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import auditlib
from auditlib.audit import Audit
from auditlib.errors import SnapshotError
from auditlib.frames.history import WITNESSES
from auditlib.frames.results import FINDINGS
from auditlib.report.verdict import verdict
from auditlib.snapshot import save
from tests.fixtures import sample_snapshots


@pytest.fixture(scope="module")
def audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """The ordinary sample, opened from disk. Tests only read it."""
    return auditlib.open(save(sample_snapshots.ordinary(), tmp_path_factory.mktemp("saved") / "snapshot"))


def test_frames_are_attributes(audit: Audit) -> None:
    """Every frame is an attribute, equal to what was saved."""
    pd.testing.assert_frame_equal(audit.revisions, sample_snapshots.ordinary()["revisions"])
    assert set(audit.frames["frame"]) <= set(dir(audit))
    assert int(audit.frames.set_index("frame").loc["revisions", "rows"]) == 15


def test_a_misspelt_frame_is_told(audit: Audit) -> None:
    """A frame that does not exist is an error that names those that do."""
    with pytest.raises(AttributeError, match=r"no frame 'revision_s'; it has .*revisions"):
        _ = audit.revision_s


def test_repr_answers_first(audit: Audit) -> None:
    """The repr says whose audit it is and what it found."""
    assert repr(audit).startswith("<Audit of shop: No. 5 errors, 2 of which stop the next deploy; 8 warnings beside.")


def test_a_finding_by_the_start_of_its_fingerprint(audit: Audit) -> None:
    """A fingerprint, or enough of it, gives the finding; an ambiguous one does not."""
    assert audit.finding(f"{7:012x}")["rank"] == 7
    with pytest.raises(KeyError):
        audit.finding("0000")


def test_everything_about_a_table_and_a_revision(audit: Audit) -> None:
    """A table's page shows its coverage, differences and findings; a revision's its operations and state."""
    assert "Every table any witness knows" in audit.table("public.table_1").markdown
    assert "Findings about table_1" in audit.table("table_1").markdown
    assert "What each revision's text does" in audit.revision("20250201_step_2").markdown
    with pytest.raises(KeyError):
        audit.table("no_such_table")


@pytest.mark.parametrize("name", ["price.list", "old.shop.price.list"])
def test_a_table_with_a_dot_in_its_name(audit: Audit, name: str) -> None:
    """It is found, with its schema before it or not, though that has a dot too."""
    renamed = audit.coverage.head(1).assign(schema="old.shop", table="price.list")
    assert (
        "Every table any witness knows" in Audit(audit.snapshot.with_frames({"coverage": renamed})).table(name).markdown
    )


def test_the_moment_after_a_revision(audit: Audit) -> None:
    """`at` gives the objects that stood then, and names those that had run before on another branch."""
    moment = audit.at("20250501_step_5")
    assert (moment.step, moment.siblings) == (5, [])
    assert moment.tables["table"].tolist() == ["offers", "table_1", "table_2", "table_4"]
    types = moment.columns.set_index(["table", "column"])["type"]
    assert types["table_4", "name"] == "character varying(50)"
    aside = audit.revision_edges.assign(
        parent=lambda rows: rows["parent"].replace("20250401_step_4", "step_3_20250301")
    )
    branched = Audit(audit.snapshot.with_frames({"revision_edges": aside}))
    assert branched.at("20250501_step_5").siblings == ["20250401_step_4"]
    with pytest.raises(SnapshotError, match="no replay of a revision '20250501_step_55'") as unknown:
        audit.at("20250501_step_55")
    assert "20250501_step_5" in str(unknown.value.next_step)


def test_two_moments_of_one_chain(audit: Audit) -> None:
    """`diff` of two revisions, by their bare ids or marked: what the steps between them did."""
    found = audit.diff("20250401_step_4", "20250501_step_5").roots
    assert found[["object_kind", "name", "attribute", "a", "b"]].values.tolist() == [
        ["column", "name", "type", "text", "character varying(50)"]
    ]
    assert audit.diff("@20250401_step_4", "20250401_step_4").differences.empty


def test_no_snapshot_is_told_at_once(tmp_path: Path) -> None:
    """Opening a folder without a snapshot is an error with its next step."""
    with pytest.raises(SnapshotError, match="There is no snapshot"):
        auditlib.open(tmp_path)


def _verdict(severities: dict[str, int], statuses: dict[str, str], **more: object) -> str:
    rows = [
        {"rank": rank, "fingerprint": str(rank), "rule": "X", "name": "x", "family": "history", "severity": severity}
        | {"message": "m", "stops": "", "root": "", **more}
        for rank, severity in enumerate([name for name, count in severities.items() for _ in range(count)], 1)
    ]
    witnesses = [{"witness": name, "subject": "all", "status": status} for name, status in statuses.items()]
    return verdict(FINDINGS.conform(rows), WITNESSES.conform(witnesses)).word


ALL_SEEN = {"live": "seen", "models": "seen", "scripts": "seen", "replay": "seen"}


@pytest.mark.parametrize(
    ("severities", "statuses", "expected"),
    [
        ({}, ALL_SEEN, "clean"),
        ({"note": 3}, ALL_SEEN, "clean"),
        ({"warning": 1}, ALL_SEEN, "attention"),
        ({"error": 1}, ALL_SEEN, "broken"),
        ({}, {}, "unknown"),
        ({}, {**ALL_SEEN, "replay": "not seen"}, "attention"),
        ({}, {**ALL_SEEN, "live": "partly"}, "attention"),
        ({}, {**ALL_SEEN, "live": "not seen"}, "unknown"),
        ({"warning": 1}, {**ALL_SEEN, "scripts": "not seen"}, "unknown"),
        ({"error": 1}, {**ALL_SEEN, "live": "not seen"}, "broken"),
    ],
)
def test_verdict_never_calls_the_unseen_sound(
    severities: dict[str, int], statuses: dict[str, str], expected: str
) -> None:
    """Clean wants every witness; without database or files nothing is called sound; an error is an error."""
    assert _verdict(severities, statuses) == expected


def test_dependents_do_not_count() -> None:
    """A finding that folds under another does not add to the verdict."""
    assert _verdict({"error": 1}, ALL_SEEN, root="other") == "clean"
