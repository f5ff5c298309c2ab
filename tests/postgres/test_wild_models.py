"""Models by entry points, factories, listeners and late configuration, in a schema of their own, named or recorded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from auditlib.collect import probe_program, scratch
from tests.postgres.wild import TARGETS, Frames, audited, said, witness

pytestmark = pytest.mark.extensions("pg_trgm")

BASE, SCRATCHPAD = "shop.base.Base.metadata", "shop.base.scratchpad"


@pytest.fixture(scope="module")
def frames(server: scratch.Server) -> Iterator[Frames]:
    """The audit of a project whose models come to be in every way but by a plain import."""
    yield audited(server, "wild_models")


@pytest.fixture(scope="module")
def recorded(server: scratch.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Frames]:
    """The same where the probe ran alone, as in a container, and its output was given to auditlib."""
    folder = tmp_path_factory.mktemp("container")
    (folder / "probe.py").write_text(probe_program.program("models"), encoding="utf-8")
    told = ["--output", str(folder / "models.jsonl"), "--setup", "audit_setup:prepare"]
    command = [sys.executable, str(folder / "probe.py"), *told]
    subprocess.run(command, cwd=TARGETS / "wild_container", check=True, capture_output=True)
    yield audited(server, "wild_container", models_from=folder / "models.jsonl")


def test_models_of_every_origin_are_found(frames: Frames) -> None:
    """A factory that the hook calls, an entry point, and a listener of configure_mappers; in their schema."""
    own = frames["models"].loc[frames["models"]["metadata"].eq(BASE)]
    assert sorted(own["schema"] + "." + own["table"]) == [
        *("public.alembic_version", "shop.coupons", "shop.customer_history", "shop.customers"),
    ]


def test_models_and_database_agree_but_for_what_differs(frames: Frames) -> None:
    """What listeners make, schema-qualified keys and a model of alembic_version are no difference."""
    assert set(frames["differences"]["table"]) <= {"pads", ""}
    assert set(frames["functions"]["function"]) == {"touch"}
    assert f"models:{BASE}" in set(frames["functions"]["source"]) & set(frames["triggers"]["source"])


def test_an_entry_point_that_does_not_load_is_named(frames: Frames) -> None:
    """The others are loaded; the coverage line names the one that is not."""
    status, detail = witness(frames, "modules")
    assert status == "partly" and "entry point broken of shop.models (shop.absent:register)" in detail


def test_what_env_py_does_not_import_is_a_finding(frames: Frames) -> None:
    """A tracked MetaData whose tables come to be after env.py handed it over: Alembic would drop them."""
    (message,) = said(frames, "CFG002")
    assert "2 of its 4 tables were not in it: shop.coupons and shop.customer_history" in message


def test_schemas_that_alembic_does_not_look_into_are_said(frames: Frames) -> None:
    """Without include_schemas no table of the project's own schema is seen."""
    (message,) = said(frames, "CFG006")
    assert "does not see 3 tables outside the default schema: shop.coupons, shop.customer_history" in message


def test_named_metadata_alone_count(server: scratch.Server) -> None:
    """By import path the user leaves one out, and hears of one that is not there."""
    told = ("shop.base:Base.metadata", "shop.base:absent")
    frames = audited(server, "wild_models", metadata=told)
    assert frames["metadata"]["metadata"].tolist() == [BASE]
    assert said(frames, "COV001") == []
    problems = frames["model_problems"].set_index("stage").loc["metadata", ["metadata", "message"]]
    assert problems.tolist() == ["shop.base:absent", "AttributeError: module 'shop.base' has no attribute 'absent'"]


def test_what_a_probe_in_a_container_wrote_is_read(recorded: Frames) -> None:
    """Models, hook and env.py are as if the probe had run here; the filters could not be asked, and that is said."""
    assert recorded["models"]["table"].tolist() == ["things"]
    assert witness(recorded, "setup hook")[0] == "seen"
    assert witness(recorded, "filters of env.py") == (
        *("not seen", "they were not asked about the tables of live and chain"),
    )
    assert recorded["coverage"]["hidden"].isna().all()
