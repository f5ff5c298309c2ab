"""The demo's chain in scratch: what its description says of nineteen revisions, seen by running them."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import catalog, replay, scratch, scripts
from auditlib.config.target import ScriptLocation, Target
from auditlib.demo import live, project
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.spec import combine
from auditlib.reconcile.blame import blame
from tests.fixtures import minimal

pytestmark = pytest.mark.extensions("vector", "unaccent", "pg_trgm")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demo application."""
    return project.copy_to(tmp_path_factory.mktemp("demo") / "app")


@pytest.fixture(scope="module")
def target(folder: Path) -> Target:
    """The demo as a target."""
    location = ScriptLocation("alembic", folder / "alembic", (folder / "alembic" / "versions",), folder / "alembic.ini")
    return Target("demo", folder, (location,), Path(sys.executable), import_roots=(folder,))


@pytest.fixture(scope="module")
def frames(server: scratch.Server, folder: Path, target: Target) -> dict[str, pd.DataFrame]:
    """What was read of scripts and live database, and the frames of the replay."""
    conninfo = live.build(server, project=folder)
    collected = scripts.read(target) | catalog.read(conninfo, "live", version_tables=target.locations)
    return combine([collected, replay.read(target, server, collected)], COLLECTED_FRAMES)


@pytest.fixture(scope="module")
def replayed(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same, for tests that look at the replay's part."""
    return frames


def _rows(frame: pd.DataFrame, source: str = "replay") -> pd.DataFrame:
    return frame[frame["source"].eq(source)]


def test_the_chain_assumes_three_tables(replayed: dict[str, pd.DataFrame]) -> None:
    """They are needed and never created, with the very columns that statements need, each told with what needs it."""
    assumed = replayed["assumed"]
    tables = assumed.query("column == ''").set_index("table")

    assert dict(assumed.groupby("table")["column"].agg(" ".join)) == {
        "knowledge_chunks": " chunk_text document_title",
        "knowledge_items": " content id subcategory title",
        "user": " hashed_password id",
    }
    assert assumed[["revision", "file", "line"]].notna().all(axis=None)
    assert dict(tables["revision"]) == {
        "knowledge_items": "add_postgresql_fts_20250804",
        "user": "20250805_gdpr_deletion",
        "knowledge_chunks": "fts_unaccent_weights_20251103",
    }
    assert replayed["assumed_objects"].empty


def test_without_any_table_or_column_of_these_a_step_fails(
    server: scratch.Server, target: Target, replayed: dict[str, pd.DataFrame]
) -> None:
    """What was assumed and cannot be lent: the revision that asked for it fails, in the words that asked."""
    passes = minimal.check(server, target, minimal.bare(replayed), replayed)

    assert passes <= 7  # so few that the law costs no more than they do


def test_two_of_nineteen_steps_fail(replayed: dict[str, pd.DataFrame]) -> None:
    """Revision 17 needs a table that is not there, revision 18 adds a column that is; the last one runs."""
    steps = replayed["steps"].set_index("revision")
    failed = steps[steps["status"].ne("done")]

    assert len(steps) == 19
    assert dict(failed["message"]) == {
        "20251126_faq_candidates_embedding": 'relation "faq_candidates" does not exist',
        "20251126_expert_faq_embedding": (
            'column "question_embedding" of relation "expert_faq_candidates" already exists'
        ),
    }
    assert set(failed["status"]) == {"failed"}
    assert failed["line"].tolist() == [18, 20]


def test_what_the_chain_makes_of_assumed_tables_is_its_own(replayed: dict[str, pd.DataFrame]) -> None:
    """Columns that IF NOT EXISTS adds are the chain's; those that only stood there are not told as the chain's."""
    columns = _rows(replayed["columns"])
    by_table = columns.groupby("table")["column"].agg(set)

    assert by_table["user"] == {"name", "avatar_url", "provider", "provider_id", "role"}
    assert by_table["knowledge_items"] == {
        "search_vector",
        "extraction_method",
        "text_quality",
        "ocr_pages",
        "publication_date",
    }
    role = columns[columns["table"].eq("user") & columns["column"].eq("role")]["type"].item()
    assert role == "character varying(50)"


def test_guarded_indexes_are_made(replayed: dict[str, pd.DataFrame]) -> None:
    """The vector indexes that a DO block makes only where the column exists are there, as they are live."""
    indexes = set(_rows(replayed["indexes"])["index"])

    assert {"idx_knowledge_items_embedding_hnsw", "idx_knowledge_chunks_embedding_hnsw"} <= indexes


def test_the_head_has_one_column_more(replayed: dict[str, pd.DataFrame]) -> None:
    """Of the three pending revisions only the last changes anything."""
    keys = ["table", "column"]
    before, after = (
        set(_rows(replayed["columns"], source)[keys].itertuples(index=False, name=None))
        for source in ("replay", "replay:head")
    )

    assert after - before == {("expert_faq_candidates", "query_signature")}


def test_the_stand_in_is_told(replayed: dict[str, pd.DataFrame]) -> None:
    """pgcrypto was replaced: the frame marks it and the coverage line names it."""
    extensions = _rows(replayed["extensions"]).set_index("extension")["stand_in"]

    assert extensions[extensions].index.tolist() == ["pgcrypto"]
    assert replayed["stand_ins"].to_numpy().tolist() == [["replay", "extension", "pgcrypto"]]
    assert "pgcrypto" in replayed["witnesses"].set_index("subject").loc["stand-ins", "detail"]


def test_blame_goes_down_to_the_line_in_the_sql(frames: dict[str, pd.DataFrame], folder: Path) -> None:
    """The revision of a column, the line of the call that made it, and the column's own line in the raw SQL."""
    [log] = blame(frames, "expert_profiles.user_id")
    [made] = log.rows
    text = (folder / made["file"]).read_text(encoding="utf-8").splitlines()

    assert (made["revision"], log.made, log.live) == ("20251121_expert_feedback", True, True)
    assert text[made["call_line"] - 1].strip().startswith("op.execute(")
    assert text[made["line"] - 1].strip().startswith("user_id INTEGER NOT NULL")


def test_blame_of_what_no_revision_made(frames: dict[str, pd.DataFrame]) -> None:
    """A table of `create_all` is live and in no step; what was lent to the chain is not said to be its own."""
    [subscriptions], [lent] = blame(frames, "subscriptions"), blame(frames, "knowledge_items.title")

    assert (subscriptions.rows, subscriptions.made, subscriptions.live) == ([], False, True)
    assert ([row["action"] for row in lent.rows], lent.made, lent.live) == (["lent"], False, True)
