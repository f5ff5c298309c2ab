"""Options that several commands share, and how they become a target, a database and settings."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from auditlib.config.address import Address
    from auditlib.config.database import Database
    from auditlib.config.settings import Settings
    from auditlib.config.target import Target
    from auditlib.snapshot import Snapshot

Command = TypeVar("Command", bound=Callable[..., Any])

_PROJECT = (
    click.option("--project", type=click.Path(path_type=Path), default=Path(), help="Folder of the application."),
    click.option("--settings", "settings_file", type=click.Path(path_type=Path), help="Settings file."),
    click.option("--python", default="", help="The project's own interpreter, or its virtual environment."),
    click.option("--models", multiple=True, help="Package or module to import for its models; may be repeated."),
    click.option(
        "--models-from", type=click.Path(path_type=Path), help="What `auditlib probe models` wrote elsewhere."
    ),
    click.option("--import-root", "import_roots", multiple=True, help="Folder for sys.path; may be repeated."),
    click.option("--setup", default="", metavar="MODULE:FUNCTION", help="Called before anything of the project's."),
    click.option("--run-env", is_flag=True, help="Replay revisions inside of the real env.py, led to scratch."),
    click.option("--env", "environment", multiple=True, help="NAME or NAME=value for the project's code."),
    click.option("--probe-timeout", "probe_timeout_s", type=float, help="Seconds that its code may take."),
)
_DATABASE = (
    click.option("--database", "url", default="", help="URL of the audited database."),
    click.option("--database-env", default="", metavar="NAME", help="Environment variable that holds the URL."),
    click.option("--service", default="", help="libpq service of the audited database."),
    click.option("--no-database", is_flag=True, help="Audit the files alone: nothing live is seen."),
    click.option("--scratch-url", default="", help="An empty PostgreSQL to build in, where none can be started."),
    click.option("--pg-bin", type=click.Path(path_type=Path), help="Folder of PostgreSQL's own programs."),
    click.option("--no-cache", is_flag=True, help="Replay anew, and keep nothing of it for the next run."),
)
_PARTS = (
    click.option(
        "--only",
        multiple=True,
        type=click.Choice(["live", "scripts", "models", "replay"]),
        help="Witness to read here; may be repeated. `auditlib merge` puts parts together. `live` needs no project.",
    ),
    click.option(
        "--live-from", type=click.Path(path_type=Path), help="Snapshot of the live database, which is not reached here."
    ),
)
_JUDGE = (
    click.option("--fail-on", default="", help="error, warning, note or never: least severity that gives exit code 1."),
    click.option("--ignore", multiple=True, help="Rule to leave out, by code or name; may be repeated."),
)


@dataclass(frozen=True)
class Given:
    """What the options of a command come to."""

    target: Target
    database: Database | None
    settings: Settings


def project_options(command: Command) -> Command:
    """Options that say where the application is and how it runs."""
    return _all(_PROJECT, command)


def database_options(command: Command) -> Command:
    """Options that say where the live and the scratch database are."""
    return _all(_DATABASE, command)


def part_options(command: Command) -> Command:
    """Options that say what is read here and what was read elsewhere."""
    return _all(_PARTS, command)


def parts(told: dict[str, Any]) -> tuple[frozenset[str], Snapshot | None]:
    """The witnesses to read (none: all), and the snapshot that tells what is live; both leave ``told``."""
    from auditlib.config.address import snapshot_in
    from auditlib.snapshot import load

    only, live_from = frozenset(told.pop("only")), told.pop("live_from")
    if live_from is None:
        told["no_database"] = told["no_database"] or (bool(only) and "live" not in only)
        return only, None
    told["no_database"] = True
    return only, load(snapshot_in(live_from))


def judge_options(command: Command) -> Command:
    """Options that say what counts."""
    return _all(_JUDGE, command)


def settings_options(command: Command) -> Command:
    """The option that names the settings file."""
    return _all(_PROJECT[1:2], command)


def judging(told: dict[str, Any]) -> dict[str, Any]:
    """The options that say what counts, of all that a command was given."""
    return {name: told[name] for name in ("fail_on", "ignore")}


def settings_for_demo(**told: Any) -> Settings:
    """Settings for the demo, which reads none of the current folder's."""
    from auditlib.config import settings

    return _checked(settings.override(settings.Settings(), **told))


def settings_of(project: Path, settings_file: Path | None, **given: Any) -> Settings:
    """The project's settings with the options of the command line over them."""
    from auditlib.config import settings

    return _checked(settings.override(settings.read(project, settings_file), **given))


def _checked(told: Settings) -> Settings:
    from auditlib.config.settings import FAIL_ON

    if told.fail_on not in FAIL_ON:
        raise click.BadParameter(f"{told.fail_on!r} is none of {', '.join(FAIL_ON)}", param_hint="--fail-on")
    return told


def given(**options: Any) -> Given:
    """Target, database and settings of a command's options; the target comes first, for it is cheaper to mend."""
    from auditlib.config.discovery import discover
    from auditlib.config.target import Target

    options = dict(options)
    needs_project = options.pop("needs_project", True)
    project: Path = options.pop("project")
    url, no_database = options.pop("url"), options.pop("no_database")
    options["run_env"] = options.get("run_env") or None  # not given is no answer
    options["cache"] = "off" if options.pop("no_cache") else ""
    settings = settings_of(project, options.pop("settings_file"), **options)
    target = discover(project, settings) if needs_project else Target(settings.name, project, (), Path(sys.executable))
    return Given(target, None if no_database else _database(url, options, settings), settings)


def _database(url: str, options: dict[str, Any], settings: Settings) -> Database:
    from auditlib.config.database import Database

    if url:
        database = Database.parse(url)
        if database.parameters.get("password"):
            warn_of_password("--database", "--database-env NAME")
        return database
    # A source given as an option goes before one that the settings name.
    named = options if options.get("database_env") or options.get("service") else vars(settings)
    if named["database_env"]:
        return Database.from_environment(named["database_env"])
    if named["service"]:
        return Database.from_service(named["service"])
    return Database.from_pg_environment()


def sides(a: str, b: str) -> tuple[Address, Address]:
    """The two sides of a comparison; a password in either is warned of."""
    from auditlib.config.address import address

    one = address(a)
    other = address(b, beside=one)
    for letter, each in (("A", one), ("B", other)):
        if each.shows_password:
            warn_of_password(letter, "env:NAME")
    return one, other


def writable(folder: Path) -> Path:
    """The output folder, if it can be written: better known before a long reading than after it.

    Raises ``OutputError`` where it cannot.
    """
    from auditlib.errors import OutputError

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder if folder.is_dir() else folder.parent):
            return folder
    except OSError as error:
        raise OutputError(
            f"The output folder {folder} cannot be written: {error.strerror}.", "Give another folder with --output."
        ) from error


def warn_of_password(place: str, instead: str) -> None:
    """Say that a password was given where others can read it."""
    click.echo(f"A password in {place} stands in the list of processes; {instead} avoids it.", err=True)


def _all(options: tuple[Callable[[Command], Command], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def newest_snapshot() -> Path:
    """The snapshot that was written last below ``reports``.

    Raises ``SnapshotError`` where there is none.
    """
    from auditlib.errors import SnapshotError
    from auditlib.snapshot import MANIFEST

    found = sorted(Path("reports").glob(f"*/snapshot/{MANIFEST}"), key=lambda file: file.stat().st_mtime)
    if not found:
        raise SnapshotError("There is no snapshot below reports.", "Name one with --snapshot, or run an audit first.")
    return found[-1].parent
