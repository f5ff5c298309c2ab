"""Finds the script locations, the interpreter and the import roots of a project."""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditlib.config import interpreter, locations
from auditlib.config.secrets import remember_variable
from auditlib.config.settings import Settings
from auditlib.config.target import Remark, ScriptLocation, Target
from auditlib.config.tree import import_root
from auditlib.errors import ProjectError


def discover(project: Path, settings: Settings | None = None) -> Target:
    """The target in ``project``: what the user tells first, then alembic.ini or pyproject.toml, then the tree.

    Raises ``ProjectError`` where there is no project or no script location, ``InterpreterError`` where its
    interpreter does not run or lacks SQLAlchemy. What is merely odd is told in ``remarks``.
    """
    told = settings or Settings()
    folder = _project(told.project or project)
    drafts, remarks = locations.drafts(folder, told)
    python = interpreter.find(folder, told.python)
    said = interpreter.ask(python, sorted(locations.packages(drafts)))
    found, odd = locations.locations(folder, drafts, said.packages)
    environment, absent = _environment(told.environment)
    return Target(
        name=told.name or _name(folder),
        project=folder,
        locations=found,
        python=python,
        import_roots=_import_roots(folder, drafts, told),
        model_packages=told.models,
        model_entry_points=told.model_entry_points,
        metadata=told.metadata,
        setup=told.setup,
        run_env=told.run_env,
        environment=environment,
        probe_timeout_s=told.probe_timeout_s,
        remarks=(*remarks, *odd, *absent, *_borrowed(folder, python, told)),
    )


def _project(project: Path) -> Path:
    folder = project.expanduser()
    if folder.name == "alembic.ini" and folder.is_file():
        folder = folder.parent
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise ProjectError(f"The project {project} {what}.", "Name the folder of the application with --project.")
    return folder.resolve()


def _name(project: Path) -> str:
    try:
        document = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return project.name
    tables = (document.get("project", {}), document.get("tool", {}).get("poetry", {}))
    return next((table["name"] for table in tables if isinstance(table.get("name"), str)), project.name)


def _import_roots(project: Path, drafts: Sequence[locations.Draft], settings: Settings) -> tuple[Path, ...]:
    told = [project / root for root in settings.import_roots]
    prepended = [
        draft.section.file.parent / path
        for draft in drafts
        if draft.section is not None
        for path in draft.section.prepended()
    ]
    usual = [project, project / "src"]
    # A folder that is a package itself must not be a root: its modules would stand in for others of their name.
    # site-packages is on the interpreter's own path already, behind the standard library, where it belongs.
    roots = [import_root(root.resolve()) for root in (*told, *prepended, *usual) if root.is_dir()]
    return tuple(dict.fromkeys(root for root in roots if root.name not in ("site-packages", "dist-packages")))


def _environment(names: Sequence[str]) -> tuple[dict[str, str], list[Remark]]:
    values: dict[str, str] = {}
    absent = []
    for entry in names:
        name, given, value = entry.partition("=")
        if given or name in os.environ:
            values[name] = value if given else os.environ[name]
            remember_variable(name, values[name])
        else:
            absent.append(_unset(name))
    return values, absent


def _unset(name: str) -> Remark:
    return Remark(
        f"environment variable {name}",
        "not seen",
        f"The settings pass {name} to the project's code, and it is not set.",
        f"Set {name}, or take it out of `environment`.",
        "models",
    )


def _borrowed(project: Path, python: Path, settings: Settings) -> list[Remark]:
    if settings.python or str(python) != sys.executable or python.is_relative_to(project):
        return []
    return [
        Remark(
            "interpreter",
            "seen",
            "The project has no virtual environment of its own: its models are imported by auditlib's interpreter.",
            "Where the application runs with another one, name that with --python.",
            "models",
        )
    ]


def described(target: Target) -> Mapping[str, list[str]]:
    """What was found, as lines by subject, for `auditlib init` and for the terminal."""
    return {
        "script locations": [_described(location, target.project) for location in target.locations],
        "interpreter": [str(target.python)],
        "import roots": [str(root) for root in target.import_roots],
        "to know": [f"{remark.subject}: {remark.detail}" for remark in target.remarks],
    }


def _described(location: ScriptLocation, project: Path) -> str:
    table = ".".join(part for part in (location.version_table_schema, location.version_table) if part)
    ini = f", {os.path.relpath(location.ini, project)} [{location.ini_section}]" if location.ini else ""
    return f"{location.name} (version table {table}{ini})"
