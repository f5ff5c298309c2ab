"""Writes the auditlib.toml that `auditlib init` gives: what was found, and every other setting as a comment."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import Field, fields
from pathlib import Path

from auditlib.config.discovery import described
from auditlib.config.settings import LocationSetting, Settings
from auditlib.config.target import DEFAULT_VERSION_TABLE, ScriptLocation, Target
from auditlib.errors import OutputError

_HEADING = (
    "# What `auditlib init` found. Lines that start with # show the other settings; docs/settings.md explains them."
)


def write(target: Target, file: Path, *, force: bool = False) -> Path:
    """Write the settings file of a target.

    Raises ``OutputError`` where one is there already, or it cannot be written.
    """
    if file.exists() and not force:
        raise OutputError(f"{file} is there already.", "Give --force to replace it, or --output for another file.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text(target, file.parent.resolve()), encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"{file} cannot be written: {error.strerror}.", "Name a file that can be written with --output."
        ) from error
    return file


def text(target: Target, beside: Path) -> str:
    """The settings file of a target, to be kept in the folder ``beside``."""
    found = dict(_found(target, beside))
    lines = [_HEADING, ""]
    for setting in fields(Settings):
        if setting.name != "script_locations":
            lines += [f"# {setting.metadata['meaning']}", found.get(setting.name) or _shown(setting), ""]
    for location in target.locations:
        lines += _location(location, target.project)
    return "\n".join(lines)


def summary(target: Target) -> str:
    """What was found, a line a subject."""
    return "\n".join(f"{subject}: {line}" for subject, lines in described(target).items() for line in lines)


def _found(target: Target, beside: Path) -> Iterator[tuple[str, str]]:
    yield "name", f"name = {_toml(target.name)}"
    if str(target.python) != sys.executable:
        yield "python", f"python = {_toml(_relative(target.python, target.project))}"
    if beside != target.project:
        yield "project", f"project = {_toml(str(target.project))}"


def _shown(setting: Field[object]) -> str:
    return f"# {setting.name} = {setting.metadata['example']}"


def _location(location: ScriptLocation, project: Path) -> list[str]:
    lines = ["[[script_locations]]", f"path = {_toml(_relative(location.folder, project))}"]
    if location.ini:
        lines += [f"ini = {_toml(_relative(location.ini, project))}", f"ini_section = {_toml(location.ini_section)}"]
    if location.version_table != DEFAULT_VERSION_TABLE:
        lines.append(f"version_table = {_toml(location.version_table)}")
    if location.version_table_schema:
        lines.append(f"version_table_schema = {_toml(location.version_table_schema)}")
    if location.version_folders != (location.folder / "versions",):
        folders = ", ".join(_toml(_relative(folder, project)) for folder in location.version_folders)
        lines.append(f"version_locations = [{folders}]")
    shown = {line.partition(" ")[0] for line in lines}
    others = [each for each in fields(LocationSetting) if each.name not in shown]
    return [*lines, *(f"{_shown(each)}  # {each.metadata['meaning']}" for each in others), ""]


def _relative(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)


def _toml(value: str) -> str:
    # A basic string of TOML has JSON's escapes.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
