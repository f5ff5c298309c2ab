"""What alembic.ini and ``[tool.alembic]`` of pyproject.toml say about a script location, read as Alembic reads them."""

from __future__ import annotations

import configparser
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditlib.errors import ProjectError

_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_LEGACY_LOCATIONS = re.compile(r", *|(?: +)")
_LEGACY_PATHS = re.compile(r", *|(?: +)|\:")
_NO_DEFAULTS = "\0"


@dataclass(frozen=True)
class Section:
    """A section that configures Alembic: its file, its name, and its options with ``%(here)s`` filled in."""

    file: Path
    name: str
    options: Mapping[str, Any] = field(repr=False)

    @property
    def script_location(self) -> str:
        """The script location as written; empty where the section has none."""
        return str(self.options.get("script_location") or "").strip()

    @property
    def recursive(self) -> bool:
        """Version files lie in subfolders too."""
        return str(self.options.get("recursive_version_locations", "")).lower() == "true"

    def version_locations(self) -> list[str]:
        """Folders of version files as written; empty where the default holds."""
        return self._listed("version_locations", ("path_separator", "version_path_separator"), _LEGACY_LOCATIONS)

    def prepended(self) -> list[str]:
        """Folders that Alembic puts at the front of sys.path, as written."""
        return self._listed("prepend_sys_path", ("path_separator",), _LEGACY_PATHS)

    def _listed(self, name: str, separators: tuple[str, ...], legacy: re.Pattern[str]) -> list[str]:
        value = self.options.get(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        if not value:
            return []
        named = next((str(self.options[each]).strip() for each in separators if self.options.get(each)), None)
        if named is None:
            pieces = legacy.split(value)
        elif named in _SEPARATORS:
            pieces = value.split(_SEPARATORS[named])
        else:
            raise ProjectError(
                f"{self.file} has the path_separator {named!r}, which Alembic does not know.",
                "Write one of: os, space, newline, : or ;.",
            )
        return [piece.strip() for piece in pieces if piece.strip()]


def sections(file: Path) -> tuple[Section, ...]:
    """The sections of an ini file that configure Alembic: `alembic`, and every other that has a script_location.

    Raises ``ProjectError`` where the file does not parse.
    """
    parser = configparser.ConfigParser({"here": _escaped(file)})
    raw = configparser.RawConfigParser(default_section=_NO_DEFAULTS)
    text = _text(file)
    for each in (parser, raw):
        _parse(each, text, file)
    names = [name for name in raw.sections() if name == "alembic" or raw.has_option(name, "script_location")]
    names = [name for name in names if name != "DEFAULT"]
    return tuple(Section(file, name, _options(parser, name, file)) for name in names)


def toml_section(file: Path) -> Section | None:
    """``[tool.alembic]`` of a pyproject.toml, where it has one; a file that does not parse has none."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))["tool"]["alembic"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    here = file.parent.absolute().as_posix()
    return Section(file, "tool.alembic", {name: _filled(value, here) for name, value in table.items()})


def _filled(value: Any, here: str) -> Any:
    if isinstance(value, list):
        return [_filled(each, here) for each in value]
    return value.replace("%(here)s", here).replace("%%", "%") if isinstance(value, str) else value


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ProjectError(
            f"{file} cannot be read: {error.strerror}.",
            "Let it be read, or name the script locations in auditlib.toml.",
        ) from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Old files hold comments in the author's own encoding; the options themselves are ASCII.
        return data.decode("latin-1")


def _parse(parser: configparser.RawConfigParser, text: str, file: Path) -> None:
    try:
        parser.read_string(text, source=file.name)
    except configparser.Error as error:
        first = " ".join(str(error).split())
        raise ProjectError(
            f"{file} does not parse: {first}.", "Mend that line, or name the script locations in auditlib.toml."
        ) from error


def _options(parser: configparser.ConfigParser, section: str, file: Path) -> dict[str, str]:
    options = {}
    for name in parser.options(section):
        try:
            options[name] = parser.get(section, name)
        except configparser.InterpolationError:
            # A URL with a bare % is common and of no matter here; a location that cannot be read is.
            if name == "script_location":
                raise ProjectError(
                    f"script_location in {file} refers to a value that the file does not set: "
                    f"{parser.get(section, name, raw=True)}.",
                    "Name the script location in auditlib.toml.",
                ) from None
            options[name] = parser.get(section, name, raw=True)
    return options


def _escaped(file: Path) -> str:
    return file.parent.absolute().as_posix().replace("%", "%%")
