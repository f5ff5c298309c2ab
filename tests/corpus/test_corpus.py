"""What auditlib says of real applications, against Alembic's and SQLAlchemy's own word and against our reading."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd

from auditlib import comparing, snapshot
from auditlib.collect.scratch import Server
from auditlib.config import discovery, settings
from tests.fixtures import minimal
from tests.fixtures.rebuilding import again, told

# What makes a row of `differences` the same statement; places and reasons may be worded anew.
STATEMENT = ["object_kind", "schema", "table", "name", "attribute", "declarer", "change", "wrong"]


def _by(frame: pd.DataFrame, group: str, value: str) -> dict[str, list[str]]:
    return {str(name): sorted(rows[value]) for name, rows in frame.groupby(group)}


def _tables(frame: pd.DataFrame) -> pd.Series:
    return frame["schema"] + "." + frame["table"]


def test_revisions_are_those_that_alembic_walks(audited: Any, truth: dict[str, Any]) -> None:
    """Every script location has the revisions that `walk_revisions` gives, no more and no less."""
    assert _by(audited.audit.revisions, "script_location", "revision") == truth["revisions"]


def test_heads_are_alembics(audited: Any, truth: dict[str, Any]) -> None:
    """The heads of each script location are those of its ScriptDirectory."""
    revisions = audited.audit.revisions
    assert _by(revisions[revisions["is_head"]], "script_location", "revision") == truth["heads"]


def test_position_is_what_the_version_tables_hold(audited: Any, truth: dict[str, Any]) -> None:
    """The applied revisions are those that a MigrationContext reads from each version table."""
    assert _by(audited.audit.applied_revisions, "table", "version_num") == truth["applied"]


def test_nothing_is_pending_at_head(audited: Any) -> None:
    """A database that the application's own command brought to head has every revision applied."""
    assert set(audited.audit.state["status"]) == {"applied"}


def test_tables_of_each_metadata_are_sqlalchemys(audited: Any, truth: dict[str, Any]) -> None:
    """Each MetaData holds the tables that SQLAlchemy lists once its modules are imported; none is overlooked."""
    models = audited.audit.models
    found = _by(models.assign(qualified=_tables(models)), "metadata", "qualified")
    assert found == truth["metadata"]


def test_live_tables_are_those_of_the_information_schema(audited: Any, truth: dict[str, Any]) -> None:
    """The live tables are those that information_schema lists."""
    tables = audited.audit.tables
    assert sorted(_tables(tables[tables["source"] == "live"])) == truth["live"]


def test_every_step_replays(audited: Any, truth: dict[str, Any]) -> None:
    """Each revision of each script location runs to its end in scratch."""
    steps = audited.audit.steps
    assert set(steps["status"]) == {"done"}
    assert _by(steps, "script_location", "revision") == truth["revisions"]


def test_the_chain_assumes_what_was_checked_by_hand(audited: Any) -> None:
    """Columns by table, with the table's other parts, as application.toml has them: no more is named, and no less."""
    assumed, objects = audited.audit.assumed, audited.audit.assumed_objects
    columns = {name: found[1:] for name, found in _by(assumed.fillna(""), "table", "column").items()}
    stated = audited.application.facts.get("assumes", {})
    assert (columns, sorted(objects["name"])) == (stated.get("columns", {}), stated.get("objects", []))


def test_without_any_part_of_it_a_step_fails(audited: Any, server: Server) -> None:
    """What was assumed and cannot be lent: the revision that asked for it fails, in the words that asked."""
    application, seen = audited.application, snapshot.load(audited.report / "snapshot").frames
    given = settings.read(application.project, application.folder / "auditlib.toml")
    target, bare = discovery.discover(application.project, given), minimal.bare(seen)

    passes = minimal.check(server, target, bare, seen)

    assert (passes > 0) == bool(minimal.parts(seen, bare))


def test_the_chain_makes_what_its_own_command_made(audited: Any) -> None:
    """Replayed, the catalog is the one that the application's command left; of what was lent it is no witness."""
    found = comparing.diff(str(audited.report), f"{audited.report}:replay")
    assert found.differences.empty, found.differences.to_string()
    told = found.witnesses["detail"].str.contains("the chain was lent them").any()
    assert told == (len(audited.audit.assumed) > 0)


def test_differences_are_the_ones_that_were_checked_by_hand(audited: Any, expected: pd.DataFrame) -> None:
    """Every difference stands in expected.csv with the reason why it is true, and nothing else is claimed."""
    stated = audited.audit.differences[STATEMENT].fillna("").astype("str")
    rows = {tuple(row) for row in stated.itertuples(index=False)}
    checked = {tuple(row) for row in expected[STATEMENT].itertuples(index=False)}
    assert (sorted(rows - checked), sorted(checked - rows)) == ([], [])


def test_every_expected_difference_says_why_it_is_true(expected: pd.DataFrame) -> None:
    """No row of expected.csv stands without its reason."""
    assert list(expected.loc[expected["why"].str.strip() == "", "name"]) == []


def test_settings_are_at_most_three(application: Any) -> None:
    """What discovery finds is enough, but for three settings at most."""
    told = tomllib.loads((application.folder / "auditlib.toml").read_text(encoding="utf-8"))
    assert len(told) <= 3


def test_report_has_its_pages(audited: Any) -> None:
    """The run leaves a report as HTML and as Markdown."""
    written = {path.suffix for path in audited.report.rglob("*")}
    assert {".html", ".md"} <= written


def test_the_live_schema_is_made_again(audited: Any, server: Server) -> None:
    """What the snapshot holds of the live schema is enough to make it again: nothing is refused, nothing differs."""
    read = snapshot.load(audited.report / "snapshot").frames

    found, result = again(read, server)

    lost = told(read, found)
    assert lost.empty, lost.to_string()
    assert result.refused == []
    assert result.ran >= len(read["tables"].loc[read["tables"]["source"].eq("live")])
