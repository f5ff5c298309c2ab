"""env.py of every habit: each is run in offline mode or over a deaf connection, and what it gives is known."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditlib.collect import models, scratch
from auditlib.collect.environment_told import with_what_it_tells
from auditlib.config.discovery import discover
from auditlib.config.settings import Settings
from auditlib.config.target import ScriptLocation, Target
from tests.postgres.wild import TARGETS, Frames, line, witness

PROJECT = TARGETS / "wild_environments"
HABITS = sorted(each.name for each in PROJECT.iterdir() if each.is_dir() and each.name not in ("shop", "__pycache__"))


def read(server: scratch.Server, *habits: str, **told: Any) -> Frames:
    """What the models witness sees of these script locations."""
    locations = tuple(ScriptLocation(name, PROJECT / name, (PROJECT / name / "versions",)) for name in habits)
    return models.read(Target("shop", PROJECT, locations, Path(sys.executable), (PROJECT,), **told), server)


@pytest.fixture(scope="module")
def frames(server: scratch.Server) -> Iterator[Frames]:
    """Every habit in one run of the probe, with the setup hook and the variable that some need."""
    yield read(server, *HABITS, setup="audit_setup:prepare", environment={"SHOP_MODE": "audit"})


@pytest.mark.parametrize("habit", [each for each in HABITS if each != "no_environment"])
def test_what_env_py_hands_over_is_known(frames: Frames, habit: str) -> None:
    """Whatever it needs or does, it comes to context.configure, and its MetaData are known."""
    row = frames["environments"].set_index("script_location").loc[habit]
    assert row[["known", "known_by"]].tolist() == [True, "context.configure"]
    handed = 2 if habit == "list_with_a_class" else 1
    assert row["handed"] == handed
    said = f"{handed} MetaData handed to Alembic, known by context.configure"
    assert witness(frames, f"env.py of {habit}") == ("seen", said)


@pytest.mark.parametrize("habit", ["advisory_lock", "connection_attribute", "refuses_both", "translated_schemas"])
def test_without_an_offline_mode_it_is_run_over_a_deaf_connection(frames: Frames, habit: str) -> None:
    """It ends, raises or connects in offline mode; online it gets a connection that answers nothing."""
    row = frames["environments"].set_index("script_location").loc[habit]
    assert row[["offline", "online"]].tolist() == [False, True]


@pytest.mark.parametrize(
    ("habit", "option", "value", "place"),
    [
        ("application", "compare_type", "False", "context.configure(connection"),
        ("asynchronous", "compare_server_default", "True", "context.configure(connection"),
        ("driver_not_installed", "compare_type", "True", "context.configure(connection"),
        ("own_attribute", "version_table", "'versions_of_left'", "context.configure"),
        ("own_compare", "compare_type", "compare_type", "def compare_type"),
        ("own_compare", "compare_server_default", "Defaults", "def __call__"),
        ("replaced_classes", "render_as_batch", "True", "return configure("),
        ("translated_schemas", "version_table_schema", "'tenant'", "context.configure"),
        ("translated_schemas", "schema_translate_map", "{None: 'tenant'}", "context.configure"),
        ("worker_thread", "render_as_batch", "True", "context.configure"),
    ],
)
def test_options_are_known_with_their_lines(frames: Frames, habit: str, option: str, value: str, place: str) -> None:
    """Options given online alone, by `**`, by a thread, by asyncio or by a class that env.py replaced."""
    row = frames["options"].set_index(["script_location", "option"]).loc[(habit, option)]
    assert row["value"] == value
    assert f"{row['file']}:{row['line']}" == line(f"wild_environments/{habit}/env.py", place)


@pytest.mark.parametrize(
    ("habit", "given", "unread"),
    [
        ("offline_differs", {}, ""),
        ("offline_fails", {"render_as_batch": ("True", "online")}, ""),
        ("online_fails", {"compare_type": ("False", "offline"), "render_as_batch": ("False", "text")}, "compare_type"),
    ],
)
def test_what_offline_mode_alone_gives_is_not_autogenerates(
    frames: Frames, habit: str, given: dict[str, tuple[str, str]], unread: str
) -> None:
    """Where online mode was heard it alone counts, by its text too; where it was not, the option is unknown."""
    rows = frames["options"].loc[frames["options"]["script_location"].eq(habit)]
    assert {row["option"]: (row["value"], row["mode"]) for _, row in rows.iterrows()} == given
    assert frames["environments"].set_index("script_location")["unread"].fillna("")[habit] == unread


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("version_table of own_attribute", "env.py gives versions_of_left when it runs; alembic_version was read"),
        ("version_table_schema of translated_schemas", "env.py gives tenant when it runs; none was read"),
        ("schema_translate_map of translated_schemas", "env.py renames schemas when it runs: {None: 'tenant'}"),
        ("version_locations of locations_by_dialect", "locations_by_dialect/versions/postgresql when it runs"),
        ("filters of filters_out_of_reach", "what env.py gives in ** could not be told"),
    ],
)
def test_what_is_chosen_at_run_time_is_said(frames: Frames, subject: str, words: str) -> None:
    """Where the text was read otherwise, or an option could not be told, a coverage line says so."""
    status, detail = witness(frames, subject)
    assert status == "partly" and words in detail


def test_without_env_py_the_line_says_what_to_set(frames: Frames) -> None:
    """Where an extension builds the environment, the hook may say what it hands over."""
    rows = frames["witnesses"].set_index("subject").loc["env.py of no_environment"]
    assert rows["detail"] == "what it hands to Alembic could not be told: there is no env.py"
    assert "`setup` hook return its Alembic Config" in rows["next_step"]


def test_the_hook_is_a_coverage_line(frames: Frames) -> None:
    """That it ran is said."""
    assert witness(frames, "setup hook") == ("seen", "audit_setup:prepare ran before the project's code")


@pytest.mark.parametrize(
    ("setup", "status", "words"),
    [
        ("audit_setup:config", "seen", "ran before the project's code"),
        ("audit_setup:attributes", "seen", "ran before the project's code"),
        ("audit_setup:broken", "not seen", "ZeroDivisionError: division by zero (audit_setup.py:"),
        (
            "audit_setup:number",
            "not seen",
            "it returned int, and not a context manager, an Alembic Config or a mapping",
        ),
        ("audit_setup:missing", "not seen", "has no attribute 'missing'"),
        ("absent:prepare", "not seen", "No module named 'absent'"),
        ("audit_setup:dies", "not seen", "It ended the process with exit code 4."),
    ],
)
def test_a_hook_may_give_a_config_or_fail(server: scratch.Server, setup: str, status: str, words: str) -> None:
    """A Config and a mapping tell what no env.py tells; a hook that fails is one line, and the rest is read."""
    frames = read(server, "no_environment", setup=setup)
    seen, detail = witness(frames, "setup hook")
    assert (seen, words in detail) == (status, True), detail
    handed = frames["environments"]["known_by"].fillna("").tolist()
    assert handed == [{"config": "context.configure", "attributes": "the setup hook"}.get(setup.partition(":")[2], "")]
    assert sorted(frames["models"]["table"]) == ["logs", "things"]


@pytest.mark.parametrize(
    ("variable", "schema", "words"),
    [((), None, "env.py computes it: none when it ran here"), (("SHOP_SCHEMA=tenant",), "tenant", ": tenant when")],
)
def test_no_schema_is_an_answer_of_env_py(
    tmp_path: Path, variable: tuple[str, ...], schema: str | None, words: str
) -> None:
    """Where a variable that is not set leaves the version table in the default schema, the run of env.py told that."""
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (tmp_path / "migrations" / "env.py").write_text(
        "import os\nfrom alembic import context\nfrom sqlalchemy import MetaData\n"
        "schema = os.environ.get('SHOP_SCHEMA') or None\n"
        "context.configure(url='postgresql://', target_metadata=MetaData(), version_table_schema=schema)\n"
    )
    told = with_what_it_tells(discover(tmp_path, Settings(python=sys.executable, environment=variable)))

    assert told.locations[0].version_table_schema == schema
    said = [each for each in told.remarks if each.subject == "version_table_schema that migrations computes"]
    assert [each.status for each in said] == ["seen"] and words in said[0].detail
