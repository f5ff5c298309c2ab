"""What the replay gave is taken again while nothing that it depends on changes, and never after."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import cache, cache_key, catalog, replay, scripts
from auditlib.collect.scratch import Server
from auditlib.config.secrets import remember
from auditlib.config.target import Target
from auditlib.frames.history import WITNESSES
from tests.postgres.chains import Chain, execute, stamp

USES_HELPER = "from helping import width\nop.add_column('lent', sa.Column('more', sa.String(width())))"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, server: Server) -> tuple[Target, str]:
    """A project whose revision imports a helper and needs a table that only the live database has."""
    project = tmp_path_factory.mktemp("cached")
    chain = Chain(project)
    chain.add("first", USES_HELPER)
    (project / "helping.py").write_text("import os\n\ndef width():\n    return int(os.environ.get('WIDTH', '20'))\n")
    live = server.create_database("cached_live")
    execute(live, "create table lent (id int primary key, more varchar(20))")
    stamp(live, "first")
    target = Target("tiny", project, (chain.script_location,), Path(sys.executable), import_roots=(project,))
    return target, live


def _collected(target: Target, live: str) -> dict[str, pd.DataFrame]:
    return cache_key.lent({**scripts.read(target), **catalog.read(live, "live", version_tables=target.locations)})


def _key(target: Target, live: str, server: Server) -> str:
    return cache_key.key(target, server, _collected(target, live))


def _replayed(folder: Path | None, made: tuple[Target, str], server: Server) -> cache.Kept:
    target, live = made
    frames = _collected(target, live)
    return cache.kept(
        folder, "replay", lambda: cache_key.key(target, server, frames), lambda: replay.read(target, server, frames)
    )


def test_the_frames_of_an_unchanged_chain_are_those_of_the_run_that_made_them(
    made: tuple[Target, str], server: Server, tmp_path: Path
) -> None:
    """Nothing is run; one line says so and since when. What is damaged is made again; what is off keeps nothing."""
    fresh = _replayed(tmp_path, made, server)
    assert fresh.moment == "" and list(fresh.frames["steps"]["status"]) == ["done"]
    again = _replayed(tmp_path, made, server)
    lines = again.frames.pop("witnesses")
    told = lines["subject"].eq("cache")
    assert again.moment and again.moment in lines.loc[told, "detail"].item()
    pd.testing.assert_frame_equal(lines[~told].reset_index(drop=True), fresh.frames.pop("witnesses"))
    assert again.frames.keys() == fresh.frames.keys()
    for name, frame in fresh.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame)
    (entry,) = (tmp_path / "replay").iterdir()
    steps = entry / "steps.parquet"
    steps.write_bytes(steps.read_bytes()[:-20])
    assert _replayed(tmp_path, made, server).moment == ""
    assert _replayed(tmp_path, made, server).moment
    assert _replayed(None, made, server).moment == ""


Change = Callable[[Target, str], Target]


def _revision(target: Target, _live: str) -> Target:
    file = target.project / "migrations" / "versions" / "first.py"
    file.write_text(file.read_text() + "# one line more\n")
    return target


def _helper(target: Target, _live: str) -> Target:
    file = target.project / "helping.py"
    file.write_text(file.read_text() + "# one line more\n")
    return target


def _data(target: Target, _live: str) -> Target:
    (target.project / "rows.json").write_text("[]")
    return target


def _variable(target: Target, _live: str) -> Target:
    return replace(target, environment={"WIDTH": "30"})


def _schema(target: Target, live: str) -> Target:
    execute(live, "alter table lent add column other int")
    return target


def _row(target: Target, live: str) -> Target:
    execute(live, "insert into alembic_version values ('other')")
    return target


@pytest.mark.parametrize("change", [_revision, _helper, _data, _variable, _schema, _row])
def test_what_the_replay_depends_on_changes_its_key(change: Change, made: tuple[Target, str], server: Server) -> None:
    """A revision, a module that it imports, a file beside it, a variable, the schema that is lent, the position."""
    target, live = made
    before = _key(target, live, server)
    assert _key(target, live, server) == before
    assert _key(change(target, live), live, server) != before


def test_rows_that_come_and_go_change_nothing(made: tuple[Target, str], server: Server) -> None:
    """The number of live rows is no matter of the chain's: autovacuum corrects it at any time."""
    target, live = made
    before = _key(target, live, server)
    execute(live, "insert into lent select each from generate_series(900, 999) each")
    execute(live, "analyze lent")
    assert catalog.read(live, "live", sizes=False)["tables"].set_index("table").at["lent", "rows_estimate"] == 100
    assert _key(target, live, server) == before


def test_versions_change_the_key(
    made: tuple[Target, str], server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """auditlib's own code, a distribution of the project's, the server."""
    target, live = made
    (tmp_path / "shop-1.0.dist-info").mkdir()
    target = replace(target, environment={"PYTHONPATH": str(tmp_path)})
    keys = [_key(target, live, server)]
    (tmp_path / "shop-1.0.dist-info").rename(tmp_path / "shop-1.1.dist-info")
    keys.append(_key(target, live, server))
    monkeypatch.setattr(cache_key, "_own_code", lambda: "another")
    keys.append(_key(target, live, server))
    monkeypatch.setattr(server, "version", "18.99")
    keys.append(_key(target, live, server))
    assert len(set(keys)) == len(keys)


def test_a_report_of_ours_in_the_project_changes_nothing(made: tuple[Target, str]) -> None:
    """Its numbers change with every run: they would make every run a new one."""
    project = made[0].project
    before = cache_key._files(project)
    snapshot = project / "reports" / "tiny" / "snapshot"
    snapshot.mkdir(parents=True)
    for name in ("manifest.json", "tables.parquet"):
        (snapshot / name).touch()
    assert cache_key._files(project) == before


def test_what_chance_ended_is_not_kept_and_secrets_are_masked(tmp_path: Path) -> None:
    """A step without an answer of PostgreSQL's may have lacked time; a password in a text is kept by nobody."""
    line = {"witness": "replay", "subject": "chain", "status": "partly", "detail": "hunter2-secret"}
    remember("hunter2-secret")
    frames = {"witnesses": WITNESSES.conform([line])}
    cache.kept(tmp_path, "replay", lambda: "certain", lambda: frames)
    assert "hunter2-secret" not in cache.kept(tmp_path, "replay", lambda: "certain", dict).frames["witnesses"].to_csv()
    steps = pd.DataFrame({"status": ["failed"], "sqlstate": pd.Series([None], dtype="str")})
    cache.kept(tmp_path, "replay", lambda: "chance", lambda: {**frames, "steps": steps})
    assert [each.name for each in (tmp_path / "replay").iterdir()] == ["certain"]


def test_the_cache_is_bounded_and_a_folder_that_takes_nothing_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was not used for longest goes; a file in the folder's place costs nothing but the cache."""
    monkeypatch.setattr(cache, "MOST_ENTRIES", 2)
    frames = {"witnesses": WITNESSES.empty()}
    for name in ("one", "two", "three"):
        cache.kept(tmp_path, "replay", lambda name=name: name, lambda: frames)
    assert len(list((tmp_path / "replay").iterdir())) == 2
    (tmp_path / "file").touch()
    assert cache.kept(tmp_path / "file", "replay", lambda: "key", lambda: frames).moment == ""


def test_where_the_cache_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting goes before the variable, and that before the user's own folder; `off` is none."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    monkeypatch.setenv("AUDITLIB_CACHE", "/elsewhere")
    assert cache.folder("/told") == Path("/told")
    assert cache.folder() == Path("/elsewhere")
    assert cache.folder("off") is None
    monkeypatch.delenv("AUDITLIB_CACHE")
    assert cache.folder() == Path("/somewhere/auditlib")
