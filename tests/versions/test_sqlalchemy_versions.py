"""The models probe under the SQLAlchemy and Alembic that applications have, which are not ours."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditlib.collect import models, scratch
from auditlib.config.target import ScriptLocation, Target
from tests.postgres import constructs
from tests.postgres import test_drift_no_false_alarm as false_alarm
from tests.postgres.wild import audited, said, witness

PROJECT = Path(__file__).parent.parent / "targets" / "models_collections"
CHAINS = {"1.4": ("sqlalchemy==1.4.*", "alembic==1.8.*"), "2.0": ("sqlalchemy==2.0.*", "alembic>=1.13,<2")}


@pytest.fixture(scope="module", params=CHAINS)
def python(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has that SQLAlchemy and no database driver."""
    return installed(tmp_path_factory.mktemp("versions") / request.param, *CHAINS[request.param])


def installed(folder: Path, *wanted: str) -> Path:
    """The interpreter of a new environment in ``folder`` that has what is wanted and nothing more."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    install = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", *wanted]
    subprocess.run(install, check=True)
    return folder / "bin" / "python"


@pytest.mark.slow
def test_every_version_gives_the_same_frames(server: scratch.Server, python: Path) -> None:
    """What is found, built, refused and read back does not depend on the application's SQLAlchemy.

    Only the place of a mixin's columns does: 1.4 puts them before the others.
    """
    location = ScriptLocation("migrations", PROJECT / "migrations", (), ini=PROJECT / "alembic.ini")
    ours = Target("shop", PROJECT, (location,), Path(sys.executable), (PROJECT,))
    theirs = Target("shop", PROJECT, (location,), python, (PROJECT,))
    here, there = models.read(ours, server), models.read(theirs, server)
    for name in ("metadata", "models", "tables", "columns", "constraints", "indexes", "types", "comments", "functions"):
        told = [
            frame.drop(columns=["owner", "position"], errors="ignore").to_csv() for frame in (here[name], there[name])
        ]
        assert told[0] == told[1], name
    assert here["model_problems"]["sqlstate"].tolist() == there["model_problems"]["sqlstate"].tolist()


@pytest.mark.slow
def test_no_version_gives_a_false_alarm(server: scratch.Server, python: Path, tmp_path: Path) -> None:
    """The constructs that every SQLAlchemy has, declared under an old one, are what a new one's create_all made."""
    declared = false_alarm.declared(server, tmp_path, python=str(python), old=True)
    assert declared["model_problems"].empty, declared["model_problems"][["table", "message"]].to_string()
    assert len(declared["models"]) == len(constructs.names(old=True)) >= false_alarm.ENOUGH
    found, _ = false_alarm.compared(declared, false_alarm.created(server, "live", old=True))
    assert found.empty, found[false_alarm.TOLD].to_string()


@pytest.mark.slow
def test_env_py_and_its_filters_are_read_under_every_version(server: scratch.Server, python: Path) -> None:
    """What env.py hides, and what it gives online alone, is the same under the application's Alembic."""
    here, there = (audited(server, "wild_hidden", python=given) for given in (sys.executable, str(python)))
    assert here["hidden"].to_csv() == there["hidden"].to_csv()
    assert here["options"].to_csv() == there["options"].to_csv()
    assert len(said(there, "CFG003")) == int(there["environments"]["alembic"].str.startswith("1.8").any())


@pytest.mark.slow
def test_psycopg2_alone_serves_an_address_that_means_psycopg(server: scratch.Server, tmp_path: Path) -> None:
    """SQLAlchemy 2.1 takes psycopg for `postgresql://` and the application has psycopg2: nothing stays unseen."""
    python = installed(tmp_path / "psycopg2", "sqlalchemy==2.1.*", "alembic>=1.13,<2", "psycopg2-binary")
    for run_env in (False, True):
        frames = audited(server, "psycopg2_alone", python=str(python), run_env=run_env)
        assert frames["steps"]["status"].tolist() == ["done", "done"]
        assert frames["differences"].empty
        assert set(frames["witnesses"]["status"]) == {"seen"}
        env = "1 MetaData handed to Alembic, known by context.configure"
        assert witness(frames, "env.py of migrations") == ("seen", env)
        ran = frames["witnesses"].query("subject == 'env.py'")["detail"]
        assert ran.str.startswith("Each revision ran inside of the real env.py").any() == run_env
