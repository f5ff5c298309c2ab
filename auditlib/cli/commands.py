"""The commands themselves. Nothing heavy is imported before a command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditlib import __version__
from auditlib.cli import options
from auditlib.report.formats import FORMS

if TYPE_CHECKING:
    from auditlib.config.settings import Settings
    from auditlib.snapshot import Snapshot

_OUTPUT = click.option("--output", type=click.Path(path_type=Path), help="Folder to write to.")
_SNAPSHOT = click.argument("snapshot", type=click.Path(path_type=Path))


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="auditlib")
@click.option("--debug", is_flag=True, help="Show the traceback of a bug instead of writing it to a file.")
@click.option("--quiet", is_flag=True, help="Print no progress.")
@click.pass_context
def group(context: click.Context, debug: bool, quiet: bool) -> None:
    """Can I trust my database's history? Audits models, Alembic revisions and a live PostgreSQL against each other."""
    context.obj = {"debug": debug, "quiet": quiet}


@group.command()
@_OUTPUT
@options.judge_options
@click.pass_context
def demo(context: click.Context, output: Path | None, **told: Any) -> int:
    """Audit the demo application: a real history on a real database, made for the purpose."""
    from auditlib import pipeline
    from auditlib.cli import terminal

    settings = options.settings_for_demo(**told)
    folder = options.writable(output or Path("reports/demo"))
    with terminal.progress(context.obj["quiet"]) as progress:
        audited, report = pipeline.demo(folder, settings=settings, progress=progress)
    terminal.print_outcome(audited, report)
    return 0


@group.command()
@options.project_options
@options.database_options
@options.judge_options
@_OUTPUT
@click.pass_context
def run(context: click.Context, output: Path | None, **told: Any) -> int:
    """Audit a project and write its report as HTML and Markdown."""
    from auditlib import pipeline
    from auditlib.cli import terminal

    given = options.given(**told)
    folder = _output(output, given)
    with terminal.progress(context.obj["quiet"]) as progress:
        audited, report = pipeline.run(given.target, given.database, folder, settings=given.settings, progress=progress)
    terminal.print_outcome(audited, report)
    return pipeline.exit_code(audited, given.settings.fail_on)


@group.command()
@options.project_options
@options.database_options
@options.part_options
@_OUTPUT
@click.pass_context
def collect(context: click.Context, output: Path | None, **told: Any) -> int:
    """Read every witness into a snapshot; no report is written and nothing is judged."""
    from auditlib import pipeline, snapshot, stages
    from auditlib.cli import terminal

    only, live = options.parts(told)
    given = options.given(**told, needs_project=only != {"live"})
    folder = _output(output, given)
    asked: dict[str, Any] = {"settings": given.settings, "only": only or stages.EVERY_WITNESS}
    with terminal.progress(context.obj["quiet"]) as progress:
        collected = pipeline.collect(given.target, live or given.database, **asked, progress=progress)
    click.echo(f"Snapshot: {snapshot.save(collected, folder / 'snapshot')}")
    terminal.print_witnesses(collected)
    return 0


@group.command()
@click.argument("snapshots", nargs=-1, required=True, type=click.Path(path_type=Path))
@_OUTPUT
def merge(snapshots: tuple[Path, ...], output: Path | None) -> int:
    """Put SNAPSHOTS of one project, each of other witnesses, together as one that `report` and `check` can judge."""
    from auditlib import snapshot as stored
    from auditlib.cli import terminal
    from auditlib.config.address import snapshot_in

    folder = options.writable(output or Path("reports/merged"))
    merged = stored.merge([stored.load(snapshot_in(each)) for each in snapshots])
    click.echo(f"Snapshot: {stored.save(merged, folder / 'snapshot')}")
    terminal.print_witnesses(merged)
    return 0


@group.command()
@_SNAPSHOT
@_OUTPUT
@options.settings_options
@options.judge_options
@click.pass_context
def report(context: click.Context, snapshot: Path, output: Path | None, **told: Any) -> int:
    """Judge a SNAPSHOT and write its report; needs neither the project nor the database."""
    from auditlib import pipeline
    from auditlib import snapshot as snapshots
    from auditlib.cli import terminal
    from auditlib.config.address import snapshot_in

    settings = options.settings_of(Path(), **told)
    with terminal.progress(context.obj["quiet"]) as progress:
        folder = snapshot_in(snapshot)
        loaded = snapshots.load(folder)
        place = options.writable(output or folder.parent)
        audited, written = pipeline.judged(loaded, place, settings=settings, progress=progress)
    terminal.print_outcome(audited, written)
    return pipeline.exit_code(audited, settings.fail_on)


@group.command()
@options.project_options
@options.database_options
@options.judge_options
@click.option("--snapshot", type=click.Path(path_type=Path), help="Judge this snapshot instead of a project.")
@click.option("--format", "form", type=click.Choice(FORMS), default="text", help="Form of the answer.")
@click.pass_context
def check(context: click.Context, snapshot: Path | None, form: str, **told: Any) -> int:
    """Audit and print the findings, without a report: for a pipeline that must stop."""
    from auditlib import pipeline
    from auditlib.cli import terminal

    with terminal.progress(context.obj["quiet"]) as progress:
        audited, settings = _judged(snapshot, told, progress)
    click.echo(terminal.document(audited, form, settings.fail_on))
    return pipeline.exit_code(audited, settings.fail_on)


@group.command()
@click.argument("a")
@click.argument("b")
@click.option("--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="Form.")
@click.option("--ignore", multiple=True, help="Kind or attribute to leave out: comment, owner, column.default; repeat.")
@_OUTPUT
@click.pass_context
def diff(context: click.Context, a: str, b: str, output: Path | None, **told: Any) -> int:
    """Say what two sides say differently; exit code 1 where they do.

    A and B are each the folder of a snapshot or report (its live database), FOLDER:SOURCE (live, replay, replay:head,
    models, models:PATH, or @REVISION, what the chain alone had made when that revision had run), :SOURCE (another
    source of A's folder), env:NAME (a variable that holds a URL), service:NAME, or a URL.
    """
    from auditlib import comparing
    from auditlib.cli import diff_answer, terminal

    sides = options.sides(a, b)
    folder = None if output is None else options.writable(output)
    with terminal.progress(context.obj["quiet"]) as progress:
        found = comparing.diff(*sides, progress=progress).without(told["ignore"])
        report = comparing.report(found, folder) if folder else None
    forms = {"json": diff_answer.document, "markdown": diff_answer.markdown, "text": diff_answer.text}
    said = forms[told["form"]](found)
    click.echo(said if told["form"] == "json" else terminal.plain(said))
    if report is not None:
        click.echo(f"Report: {terminal.plain(report)}", err=told["form"] != "text")
    return int(len(found.differences) > 0)


@group.command()
@click.argument("object_", metavar="OBJECT")
@click.option(
    "--snapshot", type=click.Path(path_type=Path), help="Folder of a snapshot or report; else the newest one."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Form of the answer.")
def blame(object_: str, snapshot: Path | None, form: str) -> int:
    """Say which revisions made and changed an OBJECT, with file and line, newest first, like `git log`.

    OBJECT is TABLE, TABLE.COLUMN, TABLE/INDEX (or a constraint, trigger or policy), or the name of a view, type,
    sequence, function or schema; with its schema before it where there are several.
    """
    from auditlib import audit
    from auditlib.cli import terminal
    from auditlib.config.address import snapshot_in

    found = audit.open(snapshot_in(snapshot) if snapshot else options.newest_snapshot()).blame(object_)
    click.echo(found.json if form == "json" else terminal.plain(found.text))
    return 0


@group.command()
@click.argument("rule")
def explain(rule: str) -> int:
    """Print the page of a RULE, by code or name."""
    from auditlib.cli import terminal
    from auditlib.rules import registry

    try:
        found = registry.rule(rule)
    except KeyError:
        near = terminal.nearest(rule, [name for each in registry.rules() for name in (each.code, each.name)])
        raise click.BadParameter(f"There is no rule {rule!r}{near}.", param_hint="RULE") from None
    click.echo(f"{found.code} {found.name} ({found.severity})\n\n{found.page}")
    return 0


@group.command()
@click.option("--project", type=click.Path(path_type=Path), default=Path(), help="Folder of the application.")
@click.option("--python", default="", help="The project's own interpreter.")
@click.option("--force", is_flag=True, help="Replace the file that is there.")
@click.option("--output", type=click.Path(path_type=Path), help="File to write, instead of one in the project.")
def init(project: Path, python: str, force: bool, output: Path | None) -> int:
    """Write an auditlib.toml with what is found, ready to be corrected."""
    from auditlib.config import discovery, settings, settings_file

    target = discovery.discover(project, settings.override(settings.read(project), python=python))
    file = settings_file.write(target, output or target.project / settings.FILE_NAME, force=force)
    click.echo(settings_file.summary(target))
    click.echo(f"Settings: {file}")
    return 0


@group.command()
@click.argument("name", type=click.Choice(["models"]))
def probe(name: str) -> int:
    """Print the stand-alone program that reads models, for a machine where auditlib is not installed."""
    from auditlib.collect import probe_program

    click.echo(probe_program.program(name), nl=False)
    return 0


def _judged(snapshot: Path | None, told: dict[str, Any], progress: Any) -> tuple[Snapshot, Settings]:
    from auditlib import pipeline
    from auditlib import snapshot as snapshots
    from auditlib.config.address import snapshot_in

    if snapshot is not None:
        settings = options.settings_of(told["project"], told["settings_file"], **options.judging(told))
        return pipeline.audit(snapshots.load(snapshot_in(snapshot)), settings, progress=progress), settings
    given = options.given(**told)
    collected = pipeline.collect(given.target, given.database, settings=given.settings, progress=progress)
    return pipeline.audit(collected, given.settings, progress=progress), given.settings


def _output(output: Path | None, given: options.Given) -> Path:
    safe = "".join(each if each.isalnum() or each in "-_." else "-" for each in given.target.name)
    folder = output or given.settings.output or Path("reports") / (safe.strip(".-") or "audit")
    return options.writable(folder)
