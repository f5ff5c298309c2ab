"""What the user tells: settings read from TOML, all errors at once, options over them."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from auditlib.config import settings
from auditlib.config.settings import LocationSetting, Settings
from auditlib.errors import ProjectError


def _file(folder: Path, text: str, name: str = "auditlib.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _refusal(folder: Path, text: str) -> str:
    _file(folder, text)
    with pytest.raises(ProjectError) as caught:
        settings.read(folder)
    return caught.value.what


def test_a_project_without_settings_has_the_defaults(tmp_path: Path) -> None:
    """Nothing needs to be told."""
    assert settings.read(tmp_path) == Settings()


def test_pyproject_is_read(tmp_path: Path) -> None:
    """`[tool.auditlib]` of pyproject.toml is read."""
    _file(tmp_path, '[tool.auditlib]\nname = "shop"\nignore = ["HIS012"]\n', "pyproject.toml")
    assert settings.read(tmp_path) == Settings(name="shop", ignore=("HIS012",))


def test_auditlib_toml_goes_before_pyproject(tmp_path: Path) -> None:
    """An auditlib.toml is the whole of the settings where both are there."""
    _file(tmp_path, '[tool.auditlib]\nname = "shop"\nfail_on = "note"\n', "pyproject.toml")
    _file(tmp_path, 'name = "store"\n')
    assert settings.read(tmp_path) == Settings(name="store")


def test_every_setting_is_read(tmp_path: Path) -> None:
    """The example of each setting is a value that it accepts."""
    text = "\n".join(f"{each.name} = {each.metadata['example']}" for each in fields(Settings))
    read = settings.read(tmp_path, _file(tmp_path, text))
    assert [each.name for each in fields(Settings) if getattr(read, each.name) in (None, "", (), {})] == []


def test_every_setting_of_a_script_location_is_read(tmp_path: Path) -> None:
    """The example of each setting of a script location is a value that it accepts."""
    examples = {each.name: each.metadata["example"] for each in fields(LocationSetting)}
    text = "[[script_locations]]\n" + "\n".join(f"{name} = {example}" for name, example in examples.items())
    (location,) = settings.read(tmp_path, _file(tmp_path, text)).script_locations
    expected = {name: tomllib.loads(f"value = {example}")["value"] for name, example in examples.items()}
    assert vars(location) == {**expected, "version_locations": tuple(expected["version_locations"])}


def test_paths_are_relative_to_the_settings_file(tmp_path: Path) -> None:
    """`project`, `pg_bin` and `output` start at the settings file's own folder."""
    file = _file(tmp_path, 'project = "app"\noutput = "out"\npg_bin = "/usr/bin"\n')
    read = settings.read(Path("elsewhere"), file)
    assert (read.project, read.output, read.pg_bin) == (tmp_path / "app", tmp_path / "out", Path("/usr/bin"))


def test_all_bad_settings_are_reported_at_once(tmp_path: Path) -> None:
    """Each bad setting has a line of its own, with the nearest name that would do."""
    said = _refusal(
        tmp_path,
        'pyton = "x"\nfail_on = "eror"\nseverities = { HIS001 = "fatal" }\nignore = 3\nprobe_timeout_s = -1\n'
        'script_locations = [{ pat = "x" }]\n',
    )
    assert said.splitlines()[1:] == [
        "  pyton: no such setting; did you mean python?",
        "  ignore: 3 is not a list of texts",
        "  script_locations[1].pat: no such setting; did you mean path?",
        "  script_locations[1].path: is missing",
        "  fail_on: 'eror' is none of error, warning, note, never; did you mean error?",
        "  severities.HIS001: 'fatal' is none of error, warning, note",
        "  probe_timeout_s: -1 is not over 0",
    ]


def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path) -> None:
    """A settings file that does not parse is an error that names the line."""
    assert "line 2" in _refusal(tmp_path, 'name = "shop"\nignore = oops\n')


def test_a_settings_file_that_is_named_must_exist(tmp_path: Path) -> None:
    """`--settings` with a file that is not there is an error, not the defaults."""
    with pytest.raises(ProjectError, match="cannot be read"):
        settings.read(tmp_path, tmp_path / "absent.toml")


def test_options_go_before_settings() -> None:
    """An option that was given replaces the setting; one that was not leaves it."""
    told = settings.override(Settings(name="shop", models=("a",)), name="store", models=(), python=None)
    assert told == Settings(name="store", models=("a",))
