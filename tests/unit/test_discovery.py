"""Where script locations, interpreter and import roots of a project are, in the habits of real projects."""

from __future__ import annotations

import sys
import venv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from auditlib.collect import probe
from auditlib.config import discovery, interpreter, settings, settings_file
from auditlib.config.settings import LocationSetting, Settings
from auditlib.config.target import ScriptLocation, Target
from auditlib.errors import InterpreterError, OutputError, ProjectError

OURS = Settings(python=sys.executable)


def _tree(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def _ini(*lines: str) -> str:
    return "\n".join(("[alembic]", *lines, ""))


def _location(folder: Path, files: Mapping[str, str], told: Settings = OURS) -> ScriptLocation:
    (location,) = discovery.discover(_tree(folder, files), told).locations
    return location


def _folders(folder: Path, files: Mapping[str, str]) -> list[str]:
    location = _location(folder, files)
    return [path.relative_to(folder.resolve()).as_posix() for path in location.version_folders]


def _remarked(target: Target) -> list[str]:
    return [remark.subject for remark in target.remarks]


def test_the_usual_project(tmp_path: Path) -> None:
    """An alembic.ini at the root with a relative script location is all that is needed."""
    files = {"alembic.ini": _ini("script_location = migrations"), "migrations/env.py": "", "migrations/versions/": ""}
    location = _location(tmp_path, files)
    assert location.name == "migrations"
    assert location.version_folders == (tmp_path.resolve() / "migrations/versions",)
    assert (location.ini, location.ini_section) == (tmp_path.resolve() / "alembic.ini", "alembic")
    assert (location.version_table, location.version_table_schema) == ("alembic_version", None)


def test_here_is_the_folder_of_the_ini(tmp_path: Path) -> None:
    """`%(here)s` is filled in as Alembic does."""
    files = {"alembic.ini": _ini("script_location = %(here)s/db/m"), "db/m/env.py": "", "db/m/versions/": ""}
    assert _location(tmp_path, files).name == "db/m"


def test_a_percent_sign_in_the_url_does_no_harm(tmp_path: Path) -> None:
    """An option that cannot be interpolated matters only where it is the script location."""
    files = {"alembic.ini": _ini("script_location = m", "sqlalchemy.url = postgresql://u:%40@h/d"), "m/env.py": ""}
    assert _location(tmp_path, files).name == "m"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["version_locations = a b, c"], ["a", "b", "c"]),
        (["version_locations = a:b", "path_separator = :"], ["a", "b"]),
        (["version_locations = a:b", "version_path_separator = os"], ["a", "b"]),
        (["version_locations = with space;b", "path_separator = ;"], ["with space", "b"]),
        (["version_locations =", "  a", "  b", "path_separator = newline"], ["a", "b"]),
        (["version_locations = %(here)s/a m:b"], ["a", "m/b"]),
    ],
    ids=["legacy", "colon", "os, old name", "semicolon", "newline", "here and package"],
)
def test_version_locations_are_split_as_alembic_does(tmp_path: Path, lines: list[str], expected: list[str]) -> None:
    """Every separator of `version_locations`, old and new, gives the folders that Alembic takes."""
    assert _folders(tmp_path, {"alembic.ini": _ini("script_location = m", *lines), "m/env.py": ""}) == expected


def test_recursive_version_locations_are_followed(tmp_path: Path) -> None:
    """With `recursive_version_locations` the subfolders hold version files too."""
    ini = _ini("script_location = m", "recursive_version_locations = true")
    files = {"alembic.ini": ini, "m/env.py": "", "m/versions/2024/": "", "m/versions/__pycache__/": ""}
    assert _folders(tmp_path, files) == ["m/versions", "m/versions/2024"]


def test_a_package_of_the_project(tmp_path: Path) -> None:
    """`package:folder` is found in the project without importing the package."""
    hostile = "raise SystemExit('imported')"
    files = {
        "alembic.ini": _ini("script_location = shop.db:migrations"),
        "src/shop/__init__.py": hostile,
        "src/shop/db/__init__.py": hostile,
        "src/shop/db/migrations/env.py": "",
        "src/shop/db/migrations/versions/": "",
    }
    assert _location(tmp_path, files).name == "src/shop/db/migrations"


def test_a_package_of_the_interpreter(tmp_path: Path) -> None:
    """`package:folder` is found in the site-packages of the project's own interpreter."""
    folder = Path(interpreter.ask(Path(sys.executable), ["alembic"]).packages["alembic"]) / "templates/generic"
    location = _location(tmp_path, {"alembic.ini": _ini("script_location = alembic:templates/generic")})
    assert (location.folder, location.name) == (folder.resolve(), "alembic:templates/generic")


def test_every_section_with_a_script_location_counts(tmp_path: Path) -> None:
    """Two sections of one ini are two script locations, each with its version table."""
    ini = "[alembic]\nscript_location = core\n[plugin]\nscript_location = plugin\n[loggers]\nkeys = root\n"
    env = "TABLE = 'plugin_version'\ncontext.configure(version_table=TABLE, version_table_schema='p')\n"
    target = discovery.discover(_tree(tmp_path, {"alembic.ini": ini, "core/env.py": "", "plugin/env.py": env}), OURS)
    found = [(each.name, each.ini_section, each.version_table, each.version_table_schema) for each in target.locations]
    assert found == [
        ("core", "alembic", "alembic_version", None),
        ("plugin", "plugin", "plugin_version", "p"),
    ]


def test_two_sections_of_one_folder_have_two_names(tmp_path: Path) -> None:
    """Script locations that share a folder are told apart by their sections."""
    ini = "[alembic]\nscript_location = m\n[eu]\nscript_location = m\nversion_locations = m/eu\n"
    target = discovery.discover(_tree(tmp_path, {"alembic.ini": ini, "m/env.py": ""}), OURS)
    assert [each.name for each in target.locations] == ["m [alembic]", "m [eu]"]


def test_pyproject_holds_the_settings_since_alembic_1_16(tmp_path: Path) -> None:
    """`[tool.alembic]` is read, with what the ini says over it."""
    files = {
        "pyproject.toml": '[project]\nname = "shop"\n[tool.alembic]\nscript_location = "%(here)s/m"\n'
        'version_locations = ["m/a", "%(here)s/m/b"]\n',
        "alembic.ini": _ini("sqlalchemy.url = x"),
        "m/env.py": "",
    }
    assert _folders(tmp_path, files) == ["m/a", "m/b"]
    assert discovery.discover(tmp_path, OURS).name == "shop"


def test_an_extension_without_script_location(tmp_path: Path) -> None:
    """A Flask extension's ini lies in the script location and names none."""
    files = {"migrations/alembic.ini": _ini("file_template = x"), "migrations/env.py": "", "migrations/versions/": ""}
    assert _location(tmp_path, files).name == "migrations"


def test_a_tree_without_an_ini(tmp_path: Path) -> None:
    """Folders with env.py and versions are script locations; those of an environment or of tests are not."""
    files = {
        "core/db/env.py": "",
        "core/db/versions/": "",
        "plug/db/env.py": "",
        "plug/db/versions/": "",
        ".venv/lib/x/env.py": "",
        ".venv/lib/x/versions/": "",
        "tests/m/env.py": "",
        "tests/m/versions/": "",
        "lonely/env.py": "",
    }
    target = discovery.discover(_tree(tmp_path, files), OURS)
    assert [each.name for each in target.locations] == ["core/db", "plug/db"]


def test_locations_named_for_another_database_are_left_aside(tmp_path: Path) -> None:
    """A folder with `sqlite` in its name is SQLite's, where PostgreSQL's is beside it; alone it is the history."""
    files = {
        "store/sqlite_zip/m/env.py": "",
        "store/sqlite_zip/m/versions/": "",
        "store/psql_dos/m/env.py": "",
        "store/psql_dos/m/versions/": "",
        "store/log/alembic.ini": _ini("script_location = sqlite"),
        "store/log/sqlite/env.py": "",
        "store/log/main/env.py": "URL = 'postgresql+psycopg://db/log'",
        "store/log/main/versions/": "",
    }
    target = discovery.discover(_tree(tmp_path / "both", files), OURS)
    assert [each.name for each in target.locations] == ["store/log/main", "store/psql_dos/m"]
    (remark,) = target.remarks
    assert "were left aside: store/log/sqlite, store/sqlite_zip/m." in remark.detail
    assert _location(tmp_path / "alone", {"sqlite/env.py": "", "sqlite/versions/": ""}).name == "sqlite"


@pytest.mark.parametrize("ini", ["alembic.ini", "db/alembic.ini"])
def test_sections_of_one_ini_for_two_databases_are_told_apart(tmp_path: Path, ini: str) -> None:
    """The script location decides, not the folder of the ini that names it."""
    sections = (
        "[sqlite]",
        "script_location = %(here)s/m/sqlite",
        "[pg]",
        "script_location = %(here)s/m/postgresql",
        "",
    )
    here = Path(ini).parent
    files = {
        ini: "\n".join(sections),
        f"{here}/m/sqlite/env.py": "",
        f"{here}/m/sqlite/versions/": "",
        f"{here}/m/postgresql/env.py": "",
        f"{here}/m/postgresql/versions/": "",
    }
    target = discovery.discover(_tree(tmp_path, files), OURS)
    assert [each.name for each in target.locations] == [(here / "m/postgresql").as_posix()]
    assert (here / "m/sqlite").as_posix() in target.remarks[0].detail


@pytest.mark.parametrize(
    ("one", "other", "url"),
    [
        ("services/price-oracle/m", "services/postgres/m", ""),
        ("services/mssql-sync/m", "services/web/m", "postgresql://db/web"),
        ("services/sqlite/m", "services/web/m", ""),
        ("services/sqlite/m", "web/pg/m", ""),
    ],
)
def test_a_word_in_the_path_leaves_no_history_aside(tmp_path: Path, one: str, other: str, url: str) -> None:
    """A word inside another name says nothing, nor does a dialect's without PostgreSQL's beside it."""
    env = {f"{one}/env.py": "", f"{one}/versions/": "", f"{other}/env.py": f"URL = {url!r}", f"{other}/versions/": ""}
    target = discovery.discover(_tree(tmp_path / "mysql", env), OURS)
    assert {each.name for each in target.locations} == {one, other}


def test_a_history_that_names_a_url_of_postgresql_is_kept(tmp_path: Path) -> None:
    """What env.py says of its database holds against the name of its folder."""
    env = "URL = 'postgresql://db/prices'"
    files = {"oracle/env.py": env, "oracle/versions/": "", "web/env.py": env, "web/versions/": ""}
    assert len(discovery.discover(_tree(tmp_path, files), OURS).locations) == 2


def test_inis_deeper_in_the_tree(tmp_path: Path) -> None:
    """Without an ini at the root, those below it count; their paths start at the project or at their own folder."""
    files = {
        "store/alembic.ini": _ini("script_location = store/m"),
        "store/m/env.py": "",
        "store/m/versions/": "",
        "auth/alembic.ini": _ini("script_location = m"),
        "auth/m/env.py": "",
        "auth/m/versions/": "",
    }
    target = discovery.discover(_tree(tmp_path, files), OURS)
    assert [each.name for each in target.locations] == ["auth/m", "store/m"]


def test_a_root_ini_hides_others_and_that_is_said(tmp_path: Path) -> None:
    """Other inis beside the project's own are named in a remark."""
    files = {"alembic.ini": _ini("script_location = m"), "m/env.py": "", "sub/alembic.ini": _ini("script_location = n")}
    target = discovery.discover(_tree(tmp_path, files), OURS)
    assert [each.name for each in target.locations] == ["m"]
    assert any("sub/alembic.ini" in remark.detail for remark in target.remarks)


def test_what_the_user_tells_goes_first(tmp_path: Path) -> None:
    """Script locations of the settings replace what would be found."""
    files = {"alembic.ini": _ini("script_location = m"), "m/env.py": "", "n/env.py": ""}
    told = replace(
        OURS, script_locations=(LocationSetting(path="n", name="core", version_table="v", version_locations=("n/x",)),)
    )
    location = _location(tmp_path, files, told)
    assert (location.name, location.version_table) == ("core", "v")
    assert location.version_folders == (tmp_path.resolve() / "n/x",)


def test_missing_env_and_versions_are_remarks(tmp_path: Path) -> None:
    """A script location without env.py or versions is audited as far as it goes."""
    target = discovery.discover(_tree(tmp_path, {"alembic.ini": _ini("script_location = m"), "m/": ""}), OURS)
    assert _remarked(target)[:2] == ["m/env.py", "version folder m/versions"]


def test_a_package_in_site_packages(tmp_path: Path) -> None:
    """A project that is an installed package brings its interpreter, and no root that would hide other modules."""
    venv.create(tmp_path / "e", symlinks=True)
    (package,) = (tmp_path / "e").glob("lib/python*/site-packages")
    _tree(
        package, {"sqlalchemy/__init__.py": "", "shop/__init__.py": "", "shop/db/env.py": "", "shop/db/versions/": ""}
    )
    target = discovery.discover(package / "shop")
    assert target.python == tmp_path / "e/bin/python"
    assert target.import_roots == ()
    assert [each.name for each in target.locations] == ["db"]


def test_import_roots(tmp_path: Path) -> None:
    """The user's roots, those that Alembic prepends, the project and its src, each once and only if they exist."""
    files = {"alembic.ini": _ini("script_location = m", "prepend_sys_path = . lib"), "m/env.py": ""}
    _tree(tmp_path, {**files, "lib/x.py": "", "src/shop/__init__.py": "", "own/": ""})
    target = discovery.discover(tmp_path, replace(OURS, import_roots=("own", "absent")))
    assert [root.relative_to(tmp_path.resolve()).as_posix() for root in target.import_roots] == [
        "own",
        ".",
        "lib",
        "src",
    ]


def test_only_named_variables_are_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The target sees the variables that the settings name; one that is not set is remarked."""
    monkeypatch.setenv("SHOP_KEY", "k")
    monkeypatch.delenv("SHOP_ABSENT", raising=False)
    _tree(tmp_path, {"alembic.ini": _ini("script_location = m"), "m/env.py": "", "m/versions/": ""})
    told = replace(OURS, environment=("SHOP_KEY", "MODE=a=b", "SHOP_ABSENT"))
    target = discovery.discover(tmp_path, told)
    assert target.environment == {"SHOP_KEY": "k", "MODE": "a=b"}
    assert "environment variable SHOP_ABSENT" in _remarked(target)
    assert "SHOP_KEY" not in repr(target)


def test_the_projects_environment_is_found(tmp_path: Path) -> None:
    """`.venv` in the project, or above it up to the repository's root, is its interpreter."""
    _tree(tmp_path, {".git/": "", ".venv/bin/python": "", "backend/": ""})
    assert interpreter.find(tmp_path / "backend") == tmp_path / ".venv/bin/python"
    assert interpreter.find(tmp_path) == tmp_path / ".venv/bin/python"


def test_an_environment_outside_the_repository_is_not_the_projects(tmp_path: Path) -> None:
    """Without a repository around it, only the project's own folder is looked into."""
    _tree(tmp_path, {".venv/bin/python": "", "backend/": ""})
    assert interpreter.find(tmp_path / "backend") == Path(sys.executable)


@pytest.mark.parametrize("given", ["own", "own/bin/python", "python3"])
def test_an_interpreter_is_named_by_environment_path_or_command(tmp_path: Path, given: str) -> None:
    """`--python` takes a virtual environment, a path, or a command."""
    _tree(tmp_path, {"own/bin/python": ""})
    found = interpreter.find(tmp_path, given)
    assert found.exists() and (given == "python3" or found == tmp_path / "own/bin/python")


def test_an_absent_interpreter_is_an_error(tmp_path: Path) -> None:
    """An interpreter that was named and is not there is an error that names the option."""
    with pytest.raises(InterpreterError, match="--python"):
        interpreter.find(tmp_path, "absent/python")


def test_an_interpreter_that_does_not_run_is_an_error(tmp_path: Path) -> None:
    """A file that is no interpreter is an error with the system's reason."""
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(InterpreterError, match="broken"):
        interpreter.ask(program)


def test_an_interpreter_without_sqlalchemy_is_an_error(tmp_path: Path) -> None:
    """An interpreter that lacks SQLAlchemy cannot be the project's own."""
    venv.create(tmp_path / "bare", symlinks=True)
    with pytest.raises(InterpreterError, match="no SQLAlchemy"):
        interpreter.ask(tmp_path / "bare/bin/python")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "neither an alembic.ini nor a folder with env.py and versions"),
        ({"alembic.ini": "[alembic\nscript_location = m\n"}, "does not parse"),
        ({"alembic.ini": "[alembic]\nscript_location = m\nscript_location = n\n"}, "does not parse"),
        ({"alembic.ini": _ini("script_location = absent")}, "there is no folder"),
        ({"alembic.ini": _ini("script_location = %(where)s/m")}, "refers to a value that the file does not set"),
        ({"alembic.ini": _ini("script_location = m", "version_locations = a", "path_separator = x"), "m/env.py": ""},
         "which Alembic does not know"),
    ],
    ids=["nothing", "broken ini", "option twice", "absent folder", "unset value", "unknown separator"],
)  # fmt: skip
def test_a_project_that_cannot_be_read_is_an_error(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    """Each way to have no script location is one sentence and a next step."""
    with pytest.raises(ProjectError, match=said) as caught:
        discovery.discover(_tree(tmp_path, files), OURS)
    assert caught.value.next_step


def test_a_project_that_is_no_folder_is_an_error(tmp_path: Path) -> None:
    """A project that does not exist, or is a file, is an error that names the option."""
    (tmp_path / "file").touch()
    for path, said in ((tmp_path / "absent", "does not exist"), (tmp_path / "file", "is not a folder")):
        with pytest.raises(ProjectError, match=said):
            discovery.discover(path)


def test_what_init_writes_gives_the_same_target(tmp_path: Path) -> None:
    """The settings file of a target leads back to that target, from the project and from elsewhere."""
    ini = "[alembic]\nscript_location = m\n[eu]\nscript_location = n\nversion_locations = n/a n/b\n"
    env = "context.configure(version_table='v', version_table_schema='s')"
    project = _tree(tmp_path / "p", {"alembic.ini": ini, "m/env.py": "", "n/env.py": env})
    target = discovery.discover(project, OURS)
    for file in (project / "auditlib.toml", tmp_path / "elsewhere/audit.toml"):
        settings_file.write(target, file)
        again = discovery.discover(project, settings.override(settings.read(project, file), python=sys.executable))
        assert again == replace(target, remarks=again.remarks)


def test_init_does_not_replace_a_file(tmp_path: Path) -> None:
    """A settings file that is there is replaced only where that is asked for."""
    project = _tree(tmp_path, {"alembic.ini": _ini("script_location = m"), "m/env.py": "", "auditlib.toml": "# mine\n"})
    target = discovery.discover(project, OURS)
    with pytest.raises(OutputError, match="--force"):
        settings_file.write(target, project / "auditlib.toml")
    assert (project / "auditlib.toml").read_text(encoding="utf-8") == "# mine\n"


def test_the_interpreter_is_asked_without_a_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking a virtual environment inside the project compiles none of its files and shows it no variable of ours."""
    monkeypatch.setenv("SHOP_DATABASE_URL", "postgresql://u:sesame@h/db")
    home = tmp_path / ".venv"
    venv.create(home, system_site_packages=True, with_pip=False)
    site = next(home.glob("lib/python*/site-packages"))
    # A line of a .pth file runs whenever the interpreter starts, as that of an editable install does.
    (site / "sqlalchemy.py").write_text("")
    (site / "hook.pth").write_text("import hook\n")
    (site / "hook.py").write_text(f"import os\nopen({str(tmp_path / 'seen')!r}, 'a').write(repr(dict(os.environ)))\n")
    python = home / "bin" / "python"
    interpreter.ask(python)
    with probe.workspace(Target("t", tmp_path, (), python)):
        assert (tmp_path / "seen").exists()
    assert "sesame" not in (tmp_path / "seen").read_text()
    assert not list(site.glob("__pycache__/hook*"))
