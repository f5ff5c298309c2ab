"""What the commands print: progress, outcome, errors. Names and messages of the target are hostile text."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditlib.config.secrets import redact
from auditlib.report.markup import one_line, terminal_text

if TYPE_CHECKING:
    from auditlib.errors import AuditError
    from auditlib.snapshot import Snapshot
    from auditlib.stages import Progress

# What runners take for a command: `::set-output …` where a line begins, `##[group]` and `##vso[…]` anywhere.
_COMMAND = re.compile(r"(?m)(^\s*:|##\w*)([:\[])")


def plain(text: object) -> str:
    """Text of the target without a secret, with unseen characters spelt out, and nothing that a CI's log obeys."""
    return _COMMAND.sub(r"\1 \2", redact(terminal_text(text)))


@contextmanager
def progress(quiet: bool) -> Iterator[Progress]:
    """Reports the stages on standard error: a moving line on a terminal, a line a stage elsewhere."""
    if quiet:
        yield lambda stage, state: None
    elif sys.stderr.isatty():
        with _moving() as moving:
            yield moving
    else:
        yield lambda stage, state: click.echo(f"{stage}: {state}", err=True)


@contextmanager
def _moving() -> Iterator[Progress]:
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import Progress as Bars
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks = {}

        def moving(stage: str, state: str) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(escape(plain(stage)), total=1)
            if state != "starts":
                bars.update(tasks[stage], completed=1, description=escape(plain(f"{stage}: {state}")))

        yield moving


def print_outcome(audited: Snapshot, report: Path) -> None:
    """The verdict, the three findings that matter, and where the report is."""
    from auditlib.report.formats import as_text

    click.echo(plain(as_text.summary(audited)))
    click.echo(f"\nReport: {plain(report)}")


def print_witnesses(collected: Snapshot) -> None:
    """What was seen, and what was not."""
    for row in collected["witnesses"].itertuples():
        if row.status != "seen":
            click.echo(plain(one_line(f"{row.witness}, {row.subject}: {row.status}. {row.detail}")), err=True)


def print_error(error: AuditError) -> None:
    """One sentence and the next step."""
    click.echo(plain(f"{error.what}\n{error.next_step}"), err=True)


def nearest(name: str, choices: list[str]) -> str:
    """A question that names the nearest choice; empty where none is near."""
    folded = {choice.casefold(): choice for choice in choices}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.5)
    return f"; did you mean {folded[near[0]]}?" if near else ""


def document(audited: Snapshot, form: str, fail_on: str) -> str:
    """The findings in one of the forms of ``auditlib.report.formats``."""
    from auditlib.report import formats

    said = formats.document(audited, form, fail_on)
    return plain(said) if form == "text" else said
