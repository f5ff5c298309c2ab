"""The models as a witness: a probe in the target's own interpreter finds every MetaData, scratch builds each."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg

from auditlib.collect import connection_tries, stood_in
from auditlib.collect.models_build import Building
from auditlib.collect.models_hearing import Hearing, Row
from auditlib.collect.models_reflected import reflected
from auditlib.collect.models_witnesses import witnesses
from auditlib.collect.probe import NEXT_STEP, Ending, Workspace, converse, workspace
from auditlib.collect.probe_program import program
from auditlib.collect.probe_shapes import fault
from auditlib.collect.scratch import Server
from auditlib.config.secrets import redact
from auditlib.config.target import ScriptLocation, Target
from auditlib.errors import DatabaseError, InterpreterError, ProjectError, ScratchError
from auditlib.frames.all import COLLECTED_FRAMES
from auditlib.frames.history import (
    ENVIRONMENTS,
    HIDDEN,
    METADATA,
    MODEL_COLUMNS,
    MODEL_PROBLEMS,
    MODELS,
    OPTIONS,
    WITNESSES,
)
from auditlib.frames.spec import combine

MOST_RESTARTS = 12
Frames = dict[str, pd.DataFrame]


def read(
    target: Target,
    server: Server,
    *,
    extensions: Collection[str] = (),
    default_schema: str = "public",
    others: Callable[[], Mapping[str, pd.DataFrame]] | None = None,
) -> Frames:
    """Frames ``metadata``, ``models``, ``model_columns``, ``model_problems``, ``environments``, ``options``,
    ``hidden``, ``witnesses``, and the object frames of each MetaData built in a scratch database of its own, with
    source ``models:<import path>``.

    ``extensions`` are those of the live database; ``default_schema`` is where tables without a schema go; ``others``
    gives the frames of live and replay, when env.py has functions that choose among their objects.

    Raises ``InterpreterError`` where the target's Python does not start or has no SQLAlchemy, and ``ScratchError``
    where the scratch server fails.
    """
    with _building(server, extensions, default_schema) as building:
        with workspace(target) as place:
            hearing = _heard(place, building, default_schema, others)
            rows = witnesses(place, hearing, building)
        return _frames(hearing, building, rows)


def read_recorded(
    file: Path, server: Server, *, extensions: Collection[str] = (), default_schema: str = "public"
) -> Frames:
    """The same frames from what the probe wrote where it ran alone.

    Raises ``ProjectError`` for another kind of file, and ``ScratchError`` where the scratch server fails.
    """
    with _building(server, extensions, default_schema) as building:
        hearing = Hearing(building, default_schema)
        for message in _recorded(file):
            hearing.answer(message)
        hearing.end_of_current()
        return _frames(hearing, building, witnesses(None, hearing, building))


@contextmanager
def _building(server: Server, extensions: Collection[str], default_schema: str) -> Iterator[Building]:
    """Databases to build in, gone afterwards; what the server itself does not survive is a ``ScratchError``."""
    try:
        building = Building(server, extensions, default_schema)
        try:
            yield building
        finally:
            building.close()
    except (psycopg.Error, DatabaseError) as error:
        words = redact(str(error)).splitlines()[0]
        raise ScratchError(f"The scratch server failed while models were built: {words}", "Run it again.") from error


def _recorded(file: Path) -> list[dict[str, Any]]:
    what = f"The file {file} was not written by auditlib's models probe, or is cut off."
    step = "Make the probe with `auditlib probe models > probe.py` and run `python probe.py --output FILE`."
    try:
        messages = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError) as error:
        raise ProjectError(what, step) from error
    if not messages or not all(isinstance(each, dict) and isinstance(each.get("kind"), str) for each in messages):
        raise ProjectError(what, step)
    if messages[-1]["kind"] != "done":
        raise ProjectError(what, step)
    for number, message in enumerate(messages, 1):
        if wrong := fault(message):
            raise ProjectError(f"Line {number} of {file} is no line of auditlib's models probe: {wrong}.", step)
    return messages


def _heard(
    place: Workspace, building: Building, schema: str, others: Callable[[], Mapping[str, pd.DataFrame]] | None
) -> Hearing:
    """A run of the probe to its end, without the modules that hang or end the process; their problems are kept."""
    skipped: dict[str, Any] = {"skip_modules": [], "skip_environments": []}
    asked = (lambda: reflected(others(), schema)) if others else None
    lost: list[Row] = []
    tries: list[Row] = []
    for _ in range(MOST_RESTARTS):
        hearing = Hearing(building, schema, lost, tries, asked)
        ending = converse(place, program("models"), {**arguments(place), **skipped}, hearing.answer)
        if hearing.missing:
            raise InterpreterError(f"The interpreter {place.target.python} has no SQLAlchemy.", NEXT_STEP)
        if ending.how == "done":
            break
        under_way = dict(hearing.current)
        hearing.broke_off(_why(ending, place.target.probe_timeout_s))
        if under_way.get("kind") not in ("prepares", "imports", "runs"):
            break
        lost.append(hearing.problems[-1])
        tries = hearing.tries
        _skip(skipped, under_way)
    return hearing


def _skip(skipped: dict[str, Any], under_way: Mapping[str, Any]) -> None:
    """Leave out what came to no end."""
    if under_way["kind"] == "prepares":
        skipped["setup"] = ""
    elif under_way["kind"] == "imports":
        skipped["skip_modules"].append(under_way["module"])
    else:
        skipped["skip_environments"].append(under_way["location"])


def _why(ending: Ending, limit_s: float) -> str:
    if ending.how == "timeout":
        return f"It did not come to an end within {limit_s:g} s and was stopped."
    if ending.how == "broke":
        return f"The probe broke off: {ending.last.get('error')}"
    if ending.code is not None and ending.code < 0:
        return f"The process was ended by signal {-ending.code}."
    return f"It ended the process with exit code {ending.code}."


def arguments(place: Workspace) -> dict[str, Any]:
    """What the probe must know of the target, with paths as it sees them."""
    target = place.target
    return {
        "original": str(target.project.resolve()),
        "import_roots": [place.inside(root) for root in target.import_roots],
        "setup": target.setup,
        "metadata": list(target.metadata),
        "model_packages": list(target.model_packages),
        "model_entry_points": list(target.model_entry_points),
        "locations": [_location(place, location) for location in target.locations],
        "not_copied": [place.inside_name(path) for path in place.copied.large],
    }


def _location(place: Workspace, location: ScriptLocation) -> dict[str, Any]:
    return {
        "name": location.name,
        "folder": place.inside(location.folder),
        "ini": place.inside(location.ini) if location.ini else None,
        "ini_section": location.ini_section,
        "version_folders": [place.inside(folder) for folder in location.version_folders],
    }


def _environment(told: Mapping[str, Any], hearing: Hearing) -> Row:
    """A row of ``environments``; which modes it came to configure in is unknown where it was not run."""
    reached, run = set(told.get("reached") or ()), told.get("reached") is not None
    filters = told.get("filters")
    return {
        "script_location": told["location"],
        "default_schema": hearing.default_schema,
        **{name: told.get(name) for name in ("file", "known", "handed", "message", "line")},
        "known_by": told.get("by"),
        "offline": ("offline" in reached) if run and reached else None,
        "online": True if "online" in reached else None,
        "filters": "unknown" if filters == "asked" and not hearing.judged else filters,
        "unread": ", ".join(told.get("unread") or ()) or None,
        **{name: hearing.versions.get(name) for name in ("alembic", "sqlalchemy")},
    }


def _frames(hearing: Hearing, building: Building, seen: list[Row]) -> Frames:
    problems = (*hearing.problems, *building.problems)
    unique = list({json.dumps(row, sort_keys=True, default=str): row for row in problems}.values())
    told = {
        "metadata": METADATA.conform(hearing.metadata.values()),
        "models": MODELS.conform(hearing.models.values()),
        "model_columns": MODEL_COLUMNS.conform(hearing.columns.values()),
        "model_problems": MODEL_PROBLEMS.conform({**row, "problem": n} for n, row in enumerate(unique, 1)),
        "connection_tries": connection_tries.frame("models", hearing.tries),
        "stand_ins": stood_in.frame("models", extensions=building.stand_ins, collations=building.collations),
        "environments": ENVIRONMENTS.conform(_environment(each, hearing) for each in hearing.environments),
        "options": OPTIONS.conform(hearing.options),
        "hidden": HIDDEN.conform(hearing.hidden),
        "witnesses": WITNESSES.conform(seen),
    }
    return combine([told, *building.frames()], COLLECTED_FRAMES)
