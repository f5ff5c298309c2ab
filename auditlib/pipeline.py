"""The use cases, and the only module that knows the order of the stages.

scripts  ─────────────────────────┐
live catalog ── scratch server ───┼─ models ─┐
                                  ├─ replay ─┼─► snapshot ─► audit ─► report
                 scratch server ──┴ rehearsal ┘
"""

from __future__ import annotations

import functools
import sys
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from auditlib.chain import Another
from auditlib.chain import run as chain_run
from auditlib.collect import together
from auditlib.config.database import Database
from auditlib.config.settings import SEVERITIES, Settings
from auditlib.config.target import Target
from auditlib.errors import ScratchError
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.history import WITNESSES
from auditlib.frames.masking import without_secrets
from auditlib.frames.normalise import across
from auditlib.frames.spec import combine
from auditlib.frames.witnessed import saw_live, unasked, unseen
from auditlib.manifest import described
from auditlib.snapshot import Snapshot, live_part
from auditlib.stages import EVERY_WITNESS, Progress, Run, silent, timed

if TYPE_CHECKING:
    from auditlib.collect.scratch import Server
    from auditlib.collect.scratch_ahead import Opens
    from auditlib.report.run import Kernels

Frames = dict[str, pd.DataFrame]

_FAILS = {"never": 0, "error": 1, "warning": 2, "note": 3}  # how many of the severities fail a run


def collect(
    target: Target,
    database: Database | Snapshot | None,
    *,
    settings: Settings | None = None,
    only: Collection[str] = EVERY_WITNESS,
    progress: Progress = silent,
) -> Snapshot:
    """Every witness as frames: scripts, live catalog, models, replay. Without a database nothing live is seen.

    A snapshot in the database's place tells what was live where that could be read. ``only`` names the witnesses to
    read here; ``snapshot.merge`` puts them together with those read elsewhere. What one of them needs of the others
    is read for it, and not kept.

    Raises ``DatabaseError`` and ``ScratchError`` where what the user named cannot be used.
    """
    from auditlib.collect.environment_told import with_what_it_tells
    from auditlib.rules import registry

    if {"models", "replay"} & set(only):  # others ask for nothing that runs the project's code
        target = with_what_it_tells(target)
    run_ = Run(target, settings or Settings(), progress, only=frozenset(only))
    registry.refuse_unknown((*run_.settings.ignore, *run_.settings.severities))
    started = datetime.now(UTC)
    with _scratch_ahead(run_) as opens:
        scripts, live = together.both(lambda: _scripts(run_), lambda: _live(run_, database))
        built = _in_scratch(run_, combine((scripts, live), COLLECTED_FRAMES), opens)
    asked = [part if name in only else unasked(name) for name, part in (("scripts", scripts), ("live", live))]
    read = combine((*asked, *built, {"witnesses": _discovered(target)}), COLLECTED_FRAMES)
    frames = without_secrets(combine((read, {"witnesses": across(read).witnesses()}), COLLECTED_FRAMES))
    return Snapshot(_manifest(run_, database, started), frames)


def audit(snapshot: Snapshot, settings: Settings | None = None, *, progress: Progress = silent) -> Snapshot:
    """The snapshot with what follows from it: state, coverage, differences, good practice, findings.

    Raises ``ProjectError`` where the settings name a rule that is not in the book.
    """
    from auditlib.reconcile.critical import critical
    from auditlib.rules import registry

    told = settings or Settings()
    registry.refuse_unknown((*told.ignore, *told.severities))
    with timed("audit", progress):
        concluded = snapshot.with_frames(_reconciled(snapshot.frames))
        findings = registry.findings(concluded.frames, severities=told.severities, ignore=told.ignore)
        decisive = critical(concluded["revisions"], concluded["operations"], findings)
        return concluded.with_frames({"findings": findings, "critical": decisive})


def report(audited: Snapshot, output: Path, *, progress: Progress = silent, kernels: Kernels | None = None) -> Path:
    """Write the snapshot and its report into ``output``, all of it or nothing; gives the page to open first."""
    from auditlib.report.run import write

    with timed("report", progress):
        return write(audited, output, kernels=kernels)


def judged(
    collected: Snapshot, output: Path, *, settings: Settings | None = None, progress: Progress = silent
) -> tuple[Snapshot, Path]:
    """Audit and report; the notebooks' kernels start while the rules are at work."""
    with together.opened_ahead(_kernels) as kernels:
        return _judged(collected, output, settings=settings, progress=progress, kernels=kernels)


def run(
    target: Target,
    database: Database | None,
    output: Path,
    *,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> tuple[Snapshot, Path]:
    """Collect, audit and report; gives the audited snapshot and the page to open first."""
    with together.opened_ahead(_kernels) as kernels:
        collected = collect(target, database, settings=settings, progress=progress)
        return _judged(collected, output, settings=settings, progress=progress, kernels=kernels)


def demo(output: Path, *, settings: Settings, progress: Progress = silent) -> tuple[Snapshot, Path]:
    """Audit the example application and its live database, both made for the time of the call."""
    from auditlib.collect import scratch
    from auditlib.config.discovery import discover
    from auditlib.demo import live, project

    with (
        together.opened_ahead(_kernels) as kernels,
        tempfile.TemporaryDirectory(prefix="auditlib-demo-") as folder,
        scratch.server() as server,
    ):
        progress("demo application", "starts")
        application = project.copy_to(Path(folder) / "demo")
        database = Database.parse(live.build(server))
        told = replace(settings, name="demo", python=sys.executable, cache="off")
        target = discover(application, told)
        progress("demo application", "stands, with its live database")
        collected = collect(target, database, settings=told, progress=progress)
        return _judged(collected, output, settings=told, progress=progress, kernels=kernels)


def exit_code(audited: Snapshot, fail_on: str) -> int:
    """1 where a finding is at or over ``fail_on``, else 0."""
    return int(audited["findings"]["severity"].isin(SEVERITIES[: _FAILS[fail_on]]).any())


def _judged(
    collected: Snapshot, output: Path, *, settings: Settings | None, progress: Progress, kernels: Callable[[], Kernels]
) -> tuple[Snapshot, Path]:
    audited = audit(collected, settings, progress=progress)
    return audited, report(audited, output, progress=progress, kernels=kernels())


def _kernels() -> Kernels:
    from auditlib.report.run import Kernels

    return Kernels()


def _reconciled(frames: Mapping[str, pd.DataFrame]) -> Frames:
    """The frames that follow from those collected, each fed with what came before it."""
    from auditlib.reconcile.coverage import coverage
    from auditlib.reconcile.differences import differences
    from auditlib.reconcile.made import lineage
    from auditlib.reconcile.practice import practice, score_card
    from auditlib.reconcile.state import state

    history = {name: frames[name] for name in ("revisions", "revision_edges", "version_tables", "applied_revisions")}
    written = {name: frames[name] for name in ("revisions", "operations", "notes")}
    concluded = {"state": state(**history, live=saw_live(frames))}
    concluded |= {"lineage": lineage({**frames, **concluded})}
    concluded |= {"coverage": coverage({**frames, "lineage": concluded["lineage"]})}
    concluded |= {"practice": practice(**written), "score_card": score_card(**written)}
    return {**concluded, "differences": differences({**frames, **concluded})}


def _scripts(run_: Run) -> Frames:
    from auditlib.collect import scripts

    if not run_.only & {"scripts", "replay"}:  # the replay runs them
        return unasked("scripts")
    with run_.stage("scripts"):
        return scripts.read(run_.target)


def _live(run_: Run, database: Database | Snapshot | None) -> Frames:
    from auditlib.collect import connection, live

    if isinstance(database, Snapshot):
        run_.live = connection.recorded(database.manifest)
        return live_part(database, run_.target.locations)
    if "live" not in run_.only:
        return unasked("live")
    if database is None:
        return unseen("live", "database", "No database was named.", "Name one with --database-env.")
    with run_.stage("live catalog"):
        run_.live, frames = live.read(database, run_.target.locations)
    return frames


def _scratch_ahead(run_: Run) -> AbstractContextManager[Opens | None]:
    if not run_.only & {"models", "replay"}:
        return nullcontext()
    from auditlib.collect import scratch_ahead

    return scratch_ahead.started(run_.settings.pg_bin, run_.settings.scratch_url or None)


def _in_scratch(run_: Run, collected: Frames, opens: Opens | None) -> list[Frames]:
    """What models and replay give, built in a scratch server of the live one's major version."""
    from auditlib.collect import scratch

    if opens is None:
        return [unasked("models"), unasked("replay")]
    pg_bin, major, wanted = run_.settings.pg_bin, run_.live.major if run_.live else None, _extensions(collected)
    another = functools.partial(scratch.server, pg_bin=pg_bin, want_major=major, extensions=wanted)
    try:
        with opens(major, wanted) as server:
            if run_.live:
                server.refuse_if_same(run_.live.system_identifier)
            run_.scratch = f"{server.version} ({server.origin})"
            return _built(run_, server, another, collected)
    except ScratchError as error:
        return _without(run_, error, "models", "replay", "rehearsal")


def _without(run_: Run, error: ScratchError, *witnesses: str) -> list[Frames]:
    """That these were not seen; raises where the scratch server is one that the user named."""
    if run_.settings.scratch_url or run_.settings.pg_bin:
        raise error
    return [unseen(witness, "scratch server", error.what, error.next_step) for witness in witnesses]


def _built(run_: Run, server: Server, another: Another, collected: Frames) -> list[Frames]:
    from auditlib.collect import models

    target, chain = run_.target, together.Awaited[Frames]()

    def modelled() -> Frames:
        if "models" not in run_.only:
            return unasked("models")
        schema = (run_.live.default_schema if run_.live else None) or "public"
        given: dict[str, Any] = {"extensions": list(collected["extensions"]["extension"]), "default_schema": schema}
        recorded = run_.settings.models_from
        try:
            with run_.stage("models"):
                if recorded:
                    return models.read_recorded(recorded, server, **given)
                given["others"] = lambda: combine((collected, *chain.wait()), COLLECTED_FRAMES)
                return models.read(target, server, **given)
        except ScratchError as error:  # what the chain did in its own databases is evidence all the same
            return _without(run_, error, "models")[0]

    def replayed() -> list[Frames]:
        if "replay" not in run_.only:
            return [chain.keep(lambda: unasked("replay"))]
        return chain_run(run_, server, another, collected, chain)

    run_of_chain, built = together.both(replayed, modelled)
    return [*run_of_chain, built]


def _extensions(collected: Frames) -> set[str]:
    """Extensions that are installed live or that the scripts name."""
    operations = collected["operations"]
    named = operations.loc[operations["object_kind"] == "extension", "name"].dropna()
    return {*named, *collected["extensions"]["extension"]}


def _discovered(target: Target) -> pd.DataFrame:
    return WITNESSES.conform({remark.subject: vars(remark) for remark in target.remarks}.values())


def _manifest(run_: Run, database: Database | Snapshot | None, moment: datetime) -> dict[str, Any]:
    known = str(database.manifest.get("database", "")) if isinstance(database, Snapshot) else ""
    return described(
        run_.target,
        run_.live,
        database=database.label if isinstance(database, Database) else known,
        scratch=run_.scratch,
        moment=moment.isoformat(timespec="seconds"),
        durations_ms=run_.durations_ms,
        cached=run_.cached,
    )
