"""Settings of alembic.ini, pyproject.toml and env.py, with their lines."""

from __future__ import annotations

import sys
from pathlib import Path

from auditlib.collect import scripts
from auditlib.config.target import ScriptLocation, Target

ENV = """from alembic import context
from app.models import Base, other as second
from app import settings
target_metadata = [Base.metadata, second]

def run_migrations_offline():
    context.configure(url="postgresql://u:geheim@h/d", target_metadata=target_metadata, compare_type=False)

def run_migrations_online():
    context.configure(connection=connection, target_metadata=target_metadata, compare_type=True, **extra)
"""

Read = dict[str, tuple[str, int]]


def settings(
    folder: Path, env: str, ini: str | None = None, pyproject: str | None = None
) -> dict[str, tuple[str, int]]:
    """Value and line by setting."""
    (folder / "alembic" / "versions").mkdir(parents=True)
    (folder / "alembic" / "env.py").write_text(env)
    if ini is not None:
        (folder / "alembic.ini").write_text(ini)
    if pyproject is not None:
        (folder / "pyproject.toml").write_text(pyproject)
    place = folder / "alembic"
    location = ScriptLocation("alembic", place, (place / "versions",), folder / "alembic.ini" if ini else None)
    frame = scripts.read(Target("t", folder, (location,), Path(sys.executable)))["settings"]
    return {row.setting: (row.value, row.line) for row in frame.itertuples()}


def test_every_line_that_decides_target_metadata_is_named(tmp_path: Path) -> None:
    """Imports, the assignment and both configure calls; imports of other things are not."""
    found = settings(tmp_path, ENV)
    lines = sorted(line for name, (_, line) in found.items() if name.startswith("env.target_metadata"))
    assert lines == [2, 4, 7, 10]


def test_arguments_of_both_modes_are_kept_apart(tmp_path: Path) -> None:
    """The same argument offline and online has a row each; `**` is shown; the password is not."""
    found = settings(tmp_path, ENV)
    assert found["env.compare_type"] == ("False", 7)
    assert found["env.compare_type#2"] == ("True", 10)
    assert found["env.**"] == ("extra", 10)
    assert found["env.url"] == ("'postgresql://u:***@h/d'", 7)


def test_metadata_from_a_function_and_grown_lists(tmp_path: Path) -> None:
    """A function that returns it and a list that is appended to are followed."""
    env = (
        "from alembic import context\nfrom app.db import db\n\ndef get_metadata():\n    return db.metadata\n\n"
        "wanted = []\nwanted.append(get_metadata())\ncontext.configure(target_metadata=wanted)\n"
    )
    found = settings(tmp_path, env)
    assert sorted(line for name, (_, line) in found.items() if "target_metadata" in name) == [2, 5, 7, 8, 9]


def test_ini_options_have_their_lines_and_no_password(tmp_path: Path) -> None:
    """Only the section of the script location is read."""
    ini = "[alembic]\nscript_location = alembic\nsqlalchemy.url = postgresql://u:geheim@h/d\n[loggers]\nkeys = root\n"
    found = settings(tmp_path, "", ini)
    assert found["script_location"] == ("alembic", 2)
    assert found["sqlalchemy.url"] == ("postgresql://u:***@h/d", 3)
    assert "keys" not in found


def test_a_setting_whose_name_says_secret_shows_none(tmp_path: Path) -> None:
    """A value that is nothing but the password is known by the name of its setting."""
    ini = "[alembic]\nscript_location = alembic\ndb_password = geheim ist es\nhost = h\n"
    env = "context.configure(target_metadata=None, password='geheim', url=URL.create('postgresql', password='geheim'))"
    found = settings(tmp_path, env, ini)
    assert found["host"] == ("h", 4)
    assert found["db_password"] == ("***", 3)
    assert found["env.password"][0] == "***"
    assert "geheim" not in str(found)


def test_pyproject_options(tmp_path: Path) -> None:
    """`[tool.alembic]` counts where there is no ini."""
    found = settings(tmp_path, "", pyproject='[tool.alembic]\nscript_location = "alembic"\nprepend_sys_path = ["."]\n')
    assert found["script_location"] == ("alembic", 2)


def test_a_broken_env_is_said(tmp_path: Path) -> None:
    """An env.py that does not parse leaves no rows and a line of the witness."""
    assert settings(tmp_path, "def run(:\n") == {}
