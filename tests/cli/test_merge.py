"""Witnesses read in different places: `collect --only`, `collect --live-from`, `merge`."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from auditlib import snapshot
from auditlib.__main__ import outcome
from tests.cli.conftest import Collected
from tests.cli.shop import write_shop


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory, live: str, scratch_url: str, collected: Collected) -> Path:
    """Folders `live` (no project there), `rest` (no database there), `later` (the rest, told what is live), `all`."""
    folder = tmp_path_factory.mktemp("parts")
    shop = ("--project", write_shop(folder / "shop"), "--python", sys.executable, "--scratch-url", scratch_url)
    commands = {
        "live": ("--only", "live", "--project", folder, "--database", live),
        "rest": (*shop, "--no-database"),
        "later": (*shop, "--live-from", folder / "live"),
        "replay": (*shop, "--only", "replay", "--live-from", folder / "live"),
    }
    for name, told in commands.items():
        arguments = ("--quiet", "collect", *told, "--output", folder / name)
        assert outcome([str(each) for each in arguments]) == 0, name
    (folder / "all").symlink_to(collected.folder)
    return folder


def _findings(command, folder: Path) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    found = command("--quiet", "check", "--snapshot", folder / "snapshot", "--format", "json")
    return [(each["rule"], each["object"]) for each in found.document["findings"]]


def test_live_alone_needs_no_project(parts: Path) -> None:
    """`--only live` reads the database and its version table, and says that the rest was not asked for."""
    alone = snapshot.load(parts / "live/snapshot")
    assert snapshot.holds(alone) == {"live"}
    assert list(alone["applied_revisions"]["version_num"]) == ["add_email"]
    unasked = alone["witnesses"].loc[lambda rows: rows["detail"].eq("It was not asked for."), "witness"]
    assert sorted(unasked) == ["models", "replay", "scripts"]


def test_live_told_from_elsewhere_is_a_whole_audit(command, parts: Path) -> None:
    """What is collected with --live-from says what an audit at the database says, position and drift included."""
    assert snapshot.holds(snapshot.load(parts / "later/snapshot")) == {"live", "scripts", "models", "replay"}
    assert _findings(command, parts / "later") == _findings(command, parts / "all")


def test_merged_snapshots_are_judged(command, parts: Path) -> None:
    """Parts put together name the database's position; what the chain was at that position is not made up."""
    said = command("merge", parts / "live", parts / "rest", "--output", parts / "merged")
    assert (said.code, said.out) == (0, f"Snapshot: {parts}/merged/snapshot\n"), said.err
    merged = snapshot.load(parts / "merged/snapshot")
    assert snapshot.holds(merged) == {"live", "scripts", "models", "replay"}
    assert list(merged["version_tables"]["script_location"]) == ["migrations"]
    assert [each["witnesses"] for each in merged.manifest["parts"]] == [["live"], ["models", "replay", "scripts"]]
    document = command("--quiet", "check", "--snapshot", parts / "merged/snapshot", "--format", "json").document
    assert document["state"][0]["position"] == ["add_email"]
    assert document["state"][0]["pending"] == ["add_city"]
    assert "HIS007" in {rule for rule, _ in _findings(command, parts / "merged")}


def test_what_the_replay_needs_is_read_for_it(parts: Path) -> None:
    """`--only replay` runs the scripts from what another snapshot tells of live, and keeps neither."""
    alone = snapshot.load(parts / "replay/snapshot")
    assert snapshot.holds(alone) == {"replay"}
    assert alone["steps"]["status"].tolist() == ["done"] * len(snapshot.load(parts / "all/snapshot")["revisions"])
    assert set(alone["tables"]["source"]) == {"replay", "replay:head"}


def test_one_witness_comes_from_one_snapshot(command, parts: Path, tmp_path: Path) -> None:
    """Two snapshots of the same witness are refused, and nothing is written."""
    said = command("merge", parts / "live", parts / "all", "--output", tmp_path / "out")
    assert (said.code, said.out) == (16, "")
    assert said.err.splitlines()[0] == "2 of the snapshots hold live."
    assert not (tmp_path / "out").exists()


def test_snapshots_of_other_projects_are_refused(parts: Path) -> None:
    """Scripts of one project and models of another are no audit."""
    one, rest = snapshot.load(parts / "live/snapshot"), snapshot.load(parts / "rest/snapshot")
    stranger = snapshot.Snapshot({**one.manifest, "target": "store"}, one.frames)
    with pytest.raises(snapshot.SnapshotError, match="different projects: shop, store"):
        rest.merge(stranger)


def test_a_snapshot_without_a_live_database_tells_nothing_live(command, parts: Path, tmp_path: Path) -> None:
    """`--live-from` refuses a snapshot in which nothing live was seen."""
    given = ("--project", parts / "shop", "--live-from", parts / "rest", "--output", tmp_path / "out")
    said = command("--quiet", "collect", *given)
    assert said.code == 16
    assert "The snapshot holds no live database." in said.err
