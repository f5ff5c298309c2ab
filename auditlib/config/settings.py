"""What the user tells: ``[tool.auditlib]`` in pyproject.toml, or auditlib.toml; every bad setting reported at once."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from auditlib.errors import ProjectError
from auditlib.wording import counted

FILE_NAME = "auditlib.toml"
SEVERITIES = ("error", "warning", "note")
FAIL_ON = (*SEVERITIES, "never")


def _setting(meaning: str, example: str, default: Any) -> Any:
    """A field of the record below: its meaning and an example in TOML; docs/settings.md is made from them."""
    metadata = {"meaning": meaning, "example": example}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class LocationSetting:
    """A table of ``script_locations``: one Alembic script location that the user names."""

    path: str = _setting("folder of env.py, relative to the project, or `package:folder`", '"app/migrations"', "")
    name: str = _setting("its name in the report, where the path will not do", '"core"', "")
    ini: str = _setting("the ini file that belongs to it, relative to the project", '"app/alembic.ini"', "")
    ini_section: str = _setting("the section of that file", '"alembic"', "alembic")
    version_table: str = _setting("its version table", '"alembic_version_core"', "")
    version_table_schema: str = _setting("schema of its version table", '"audit"', "")
    version_locations: tuple[str, ...] = _setting(
        "folders of its version files, relative to the project", '["app/migrations/versions"]', ()
    )


@dataclass(frozen=True)
class Settings:
    """Every setting, with its meaning. Relative paths are relative to the project unless said otherwise."""

    project: Path | None = _setting(
        "folder of the audited project, relative to the settings file, where that lies elsewhere",
        '"../application"',
        None,
    )
    name: str = _setting("name of the project in the report", '"shop"', "")
    script_locations: tuple[LocationSetting, ...] = _setting(
        "the Alembic script locations, where alembic.ini does not tell them all",
        '[{ path = "app/migrations" }]',
        (),
    )
    python: str = _setting("the project's own interpreter, or its virtual environment", '".venv/bin/python"', "")
    models: tuple[str, ...] = _setting(
        "packages and modules to import beside those that look like models", '["app.models"]', ()
    )
    model_entry_points: tuple[str, ...] = _setting(
        "groups of entry points that register models; each is loaded", '["shop.models"]', ()
    )
    metadata: tuple[str, ...] = _setting(
        "the MetaData that count, where not all that are found do, or not all are found: `module:name`, "
        "a class with one, or a function that gives one",
        '["app.db:Base.metadata"]',
        (),
    )
    setup: str = _setting(
        "`module:function` of the project's or beside it, called in each probe before anything else of the project's: "
        "it may set what the code needs, and return a context manager (an application's context, which is entered), "
        "an Alembic Config, or a mapping that becomes `config.attributes`",
        '"audit_setup:prepare"',
        "",
    )
    run_env: bool = _setting(
        "replay each revision inside of a run of the real env.py, its engines led to scratch: where more counts of it "
        "than its plug-ins, naming convention, search_path and isolation level, which are taken from it anyhow",
        "true",
        False,
    )
    models_from: Path | None = _setting(
        "what the models probe wrote where the application runs (`auditlib probe models`), instead of running it here",
        '"models.jsonl"',
        None,
    )
    import_roots: tuple[str, ...] = _setting("folders put on sys.path before the models are imported", '["src"]', ())
    environment: tuple[str, ...] = _setting(
        "environment variables that the project's code may see: `NAME` is passed on, `NAME=value` is set",
        '["APP_SETTINGS", "APP_MODE=test"]',
        (),
    )
    database_env: str = _setting(
        "environment variable that holds the URL of the audited database", '"DATABASE_URL"', ""
    )
    service: str = _setting("libpq service of the audited database", '"shop-readonly"', "")
    probe_timeout_s: float = _setting("seconds that the project's code may take in a probe", "60", 60.0)
    reversibility_s: float = _setting(
        "seconds to spend on taking each applied revision down and up again in scratch; 0: it is not tried", "60", 0.0
    )
    scratch_url: str = _setting(
        "an empty PostgreSQL server to build in, where none can be started", '"postgresql:///?host=/run/scratch"', ""
    )
    cache: str = _setting(
        "folder that keeps what the replay gave until something it depends on changes, instead of the user's cache "
        "folder (`AUDITLIB_CACHE` names one too); `off` keeps and takes nothing",
        '"off"',
        "",
    )
    pg_bin: Path | None = _setting("folder of PostgreSQL's own programs", '"/usr/lib/postgresql/16/bin"', None)
    fail_on: str = _setting(
        "least severity that gives exit code 1: `error`, `warning`, `note` or `never`", '"error"', "error"
    )
    ignore: tuple[str, ...] = _setting("rules to leave out, by code or name", '["HIS012", "stray-version-file"]', ())
    severities: Mapping[str, str] = _setting("severity of a rule, by code or name", '{ HIS007 = "note" }', {})
    output: Path | None = _setting("folder that reports go to, relative to the settings file", '"reports/audit"', None)


def read(project: Path, file: Path | None = None) -> Settings:
    """Settings of a project: ``file``, else auditlib.toml, else ``[tool.auditlib]`` of pyproject.toml, else none.

    Raises ``ProjectError`` that names every bad setting, with the nearest name that would do.
    """
    found = file or _settings_file(project)
    if found is None:
        return Settings()
    return _settings(_table(found), found)


def override(settings: Settings, **given: Any) -> Settings:
    """Settings with the options of a command line over them; an option that was not given is None or empty."""
    return replace(settings, **{name: value for name, value in given.items() if value not in (None, "", ())})


def _settings_file(project: Path) -> Path | None:
    own = project / FILE_NAME
    if own.is_file():
        return own
    shared = project / "pyproject.toml"
    return shared if shared.is_file() else None


def _table(file: Path) -> Mapping[str, Any]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProjectError(
            f"The settings in {file} cannot be read: {error.strerror}.", "Name a file that exists with --settings."
        ) from error
    except ValueError as error:
        raise ProjectError(f"{file} is not valid TOML: {error}.", "Mend that line and run again.") from error
    if file.name != "pyproject.toml":
        return document
    tool = document.get("tool", {})
    return tool.get("auditlib", {}) if isinstance(tool, dict) else {}


def _settings(table: Mapping[str, Any], file: Path) -> Settings:
    problems: list[str] = []
    values = _values(Settings, table, "", problems)
    _check_choices(values, problems)
    if problems:
        listed = "\n".join(f"  {problem}" for problem in problems)
        raise ProjectError(
            f"{file} has {counted(len(problems), 'setting')} that cannot be used:\n{listed}",
            "Mend them all, then run again; docs/settings.md lists every setting.",
        )
    for name in ("project", "models_from", "pg_bin", "output"):
        if values.get(name):
            values[name] = (file.parent / values[name]).resolve()
    return Settings(**values)


def _values(record: type, table: Mapping[str, Any], prefix: str, problems: list[str]) -> dict[str, Any]:
    known = {each.name: each for each in fields(record)}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            problems.append(f"{prefix}{name}: no such setting{_nearest(name, list(known))}")
            continue
        values[name] = _value(f"{prefix}{name}", str(known[name].type), value, problems)
    return values


def _value(name: str, kind: str, value: Any, problems: list[str]) -> Any:
    if kind.startswith("tuple[LocationSetting"):
        return _locations(name, value, problems)
    expected, made = _KINDS[kind]
    try:
        return made(value)
    except TypeError:
        problems.append(f"{name}: {value!r} is not {expected}")
        return None


def _locations(name: str, value: Any, problems: list[str]) -> tuple[LocationSetting, ...]:
    listed = value if isinstance(value, list) else [value]
    made = []
    for number, each in enumerate(listed, 1):
        table = {"path": each} if isinstance(each, str) else each
        if not isinstance(table, dict):
            problems.append(f"{name}[{number}]: {each!r} is not a table with a path")
            continue
        values = _values(LocationSetting, table, f"{name}[{number}].", problems)
        if not values.get("path") and "path" not in table:
            problems.append(f"{name}[{number}].path: is missing")
        made.append(LocationSetting(**values))
    return tuple(made)


def _check_choices(values: Mapping[str, Any], problems: list[str]) -> None:
    for name, value, choices in _chosen(values):
        if value not in choices:
            problems.append(f"{name}: {value!r} is none of {', '.join(choices)}{_nearest(value, choices)}")
    timeout = values.get("probe_timeout_s")
    if timeout is not None and timeout <= 0:
        problems.append(f"probe_timeout_s: {timeout:g} is not over 0")


def _chosen(values: Mapping[str, Any]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if values.get("fail_on") is not None:
        yield "fail_on", values["fail_on"], FAIL_ON
    for rule, severity in (values.get("severities") or {}).items():
        yield f"severities.{rule}", severity, SEVERITIES


def _nearest(name: str, choices: tuple[str, ...] | list[str]) -> str:
    near = difflib.get_close_matches(name, choices, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return (_text(value),)
    return tuple(_text(each) for each in value)


def _seconds(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _mapping(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise TypeError
    return {name: _text(each) for name, each in value.items()}


_KINDS: Mapping[str, tuple[str, Any]] = {
    "str": ("a text", _text),
    "Path | None": ("a path", _text),
    "tuple[str, ...]": ("a list of texts", _texts),
    "float": ("a number", _seconds),
    "bool": ("true or false", _truth),
    "Mapping[str, str]": ("a table of texts", _mapping),
}
