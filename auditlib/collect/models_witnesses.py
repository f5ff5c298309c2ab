"""What was seen of the models, and what was not: rows of ``witnesses``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditlib.collect.models_build import Building
from auditlib.collect.models_hearing import Hearing, Row
from auditlib.collect.probe import Workspace
from auditlib.frames.quoted import of_repr
from auditlib.frames.unimported import UNFINISHED
from auditlib.wording import agreed, counted

SHOWN = 5
SEEN, PARTLY, NOT_SEEN = "seen", "partly", "not seen"


def witnesses(place: Workspace | None, hearing: Hearing, building: Building) -> list[Row]:
    """Rows on the walls, each env.py, the modules, the MetaData and the extensions."""
    rows = [*_setup(hearing), *_environments(hearing), *_filters(hearing), _modules(hearing), _metadata(hearing)]
    if place:
        rows = [_isolation(place), *_left_out(place, hearing), *rows, *_chosen_late(place, hearing)]
    if building.created:
        names = ", ".join(sorted(building.created))
        rows.append(_row("extensions", SEEN, f"models need {names}; created in scratch for them"))
    if building.collations:
        names = ", ".join(sorted(building.collations))
        detail = f"stand-ins sorting by bytes took the place of collations that scratch lacks: {names}"
        rows.append(_row("collations", PARTLY, detail, "Give a PostgreSQL that has them with --scratch-url."))
    if hearing.addresses:
        rows.append(
            _row("connections", SEEN, f"refused: {_listed(sorted(hearing.addresses))}", "Connect on first use instead.")
        )
    return rows


def _row(subject: str, status: str, detail: str, next_step: str | None = None) -> Row:
    return {"witness": "models", "subject": subject, "status": status, "detail": detail, "next_step": next_step}


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _isolation(place: Workspace) -> Row:
    walls = place.isolation
    variables = counted(len(place.target.environment), "variable")
    held = ("a process group of its own", "a time limit", "a working copy", f"{variables} of the target's")
    detail = f"model code ran in {', '.join((*held, *walls.held))}"
    if walls.missing:
        return _row("isolation", PARTLY, f"{detail}; without {'; without '.join(walls.missing)}", "Run in a container.")
    return _row("isolation", SEEN, detail)


def _left_out(place: Workspace, hearing: Hearing) -> Iterator[Row]:
    """What the working copy has not: a large file counts only where the models opened it, as assets never are."""
    large = [place.inside_name(path) for path in place.copied.large]
    lost = [name for name in large if name in hearing.missed]
    lost += [place.inside_name(path) for path in place.copied.left_out]
    copied = f"{counted(place.copied.files, 'file')} copied"
    if lost:
        detail = f"{copied}; left out because large or unreadable: {_listed(lost)}"
        yield _row("working copy", PARTLY, detail, "Move what models read when imported into smaller files.")
    elif large:
        yield _row("working copy", SEEN, f"{copied}; large, opened by no model and not copied: {_listed(large)}")


def _chosen_late(place: Workspace, hearing: Hearing) -> Iterator[Row]:
    """What env.py chooses when it runs, where the scripts were read otherwise."""
    told = {(row["script_location"], row["option"]): str(row["value"]) for row in hearing.options}
    locations = {location.name: location for location in place.target.locations}
    for each in hearing.environments:
        location = locations[each["location"]]
        for name in ("version_table", "version_table_schema"):
            value = of_repr(told.get((location.name, name), "None"))
            read = getattr(location, name)
            if value not in ("None", "", read):
                detail = f"env.py gives {value} when it runs; {read or 'none'} was read"
                yield _row(f"{name} of {location.name}", PARTLY, detail, f"Set {name} in script_locations to {value}.")
        translated = told.get((location.name, "schema_translate_map"))
        if translated:
            detail = (
                f"env.py renames schemas when it runs: {translated}; models are compared under the names they declare"
            )
            yield _row(
                f"schema_translate_map of {location.name}", PARTLY, detail, "Read differences with that in mind."
            )
        if each.get("version_locations"):
            detail = f"env.py sets version_locations to {each['version_locations']} when it runs"
            step = "Name them in version_locations of that script location, where others were read."
            yield _row(f"version_locations of {location.name}", PARTLY, detail, step)


def _setup(hearing: Hearing) -> Iterator[Row]:
    """What came of the setup hook, where there is one."""
    failed = [row for row in hearing.problems if row.get("stage") == "setup"]
    if failed:
        where = f" ({failed[0]['file']}:{failed[0]['line']})" if failed[0].get("file") else ""
        detail = f"{failed[0].get('module')} failed: {failed[0]['message']}{where}"
        yield _row("setup hook", NOT_SEEN, detail, _SETUP_STEP)
    elif hearing.setup:
        yield _row("setup hook", SEEN, f"{hearing.setup.get('setup')} ran before the project's code")


_SETUP_STEP = "Mend the function that `setup` names, or pass what it needs under `environment`."


def _filters(hearing: Hearing) -> Iterator[Row]:
    """What env.py's own functions choose, and why that may be unknown."""
    unknown = [each for each in hearing.environments if each.get("filters") == "unknown" and each["known"]]
    for each in unknown:
        named = ", ".join(each.get("unread") or ()) or "include_object or include_name"
        why = f": {each['missed']}" if each.get("missed") else ""
        detail = f"what env.py gives in {named} could not be told, so neither what it hides{why}"
        yield _row(f"filters of {each['location']}", PARTLY, detail, _ENVIRONMENT_STEP)
    if unknown or not any(each.get("filters") == "asked" for each in hearing.environments):
        return
    subject, failed = "filters of env.py", [row for row in hearing.hidden if row["hidden"] is None]
    if not hearing.judged:
        others = {each.get("filters") for each in hearing.environments} - {"asked"}
        if not others:
            step = "Run the audit where the application runs, or name what it hides in the settings."
            yield _row(subject, NOT_SEEN, "they were not asked about the tables of live and chain", step)
        return
    hidden = sum(1 for row in hearing.hidden if row["hidden"])
    if failed:
        known = counted(hidden, "object is", "objects are")
        detail = f"{known} hidden by them; of {len(failed)} they could not say: {failed[0]['reason']}"
        yield _row(subject, PARTLY, detail, "Let them bear with every object, or set `setup` to what they need.")
    else:
        tables = counted(hearing.judged["tables"], "table")
        yield _row(
            subject, SEEN, f"asked about every object of {tables}; {hidden} {agreed(hidden, 'is', 'are')} hidden"
        )


def _environments(hearing: Hearing) -> Iterator[Row]:
    lost = {row["file"]: row["message"] for row in hearing.problems if row.get("stage") == "env.py"}
    for each in hearing.environments:
        subject, said = f"env.py of {each['location']}", each.get("message") or lost.get(each["file"])
        if not each["known"] and not each.get("message"):
            yield _row(subject, PARTLY, f"only its text was read: {said}", _ENVIRONMENT_STEP)
        elif not each["known"]:
            step = _NO_ENVIRONMENT_STEP if said == "there is no env.py" else _ENVIRONMENT_STEP
            yield _row(subject, NOT_SEEN, f"what it hands to Alembic could not be told: {_first(said)}", step)
        elif said and each["by"] != "context.configure":
            yield _row(subject, PARTLY, f"known by {each['by']}; it failed: {_first(said)}", _ENVIRONMENT_STEP)
        else:
            yield _row(subject, SEEN, f"{each['handed']} MetaData handed to Alembic, known by {each['by']}")


def _first(said: Any) -> str:
    """The first paragraph of an error's words, on one line: frameworks add advice of their own below it."""
    return " ".join(str(said).strip().partition("\n\n")[0].split())


_ENVIRONMENT_STEP = (
    "Set the variables that it reads under `environment` in the settings; where it needs more, such as an initialised "
    "application or attributes on the config, write a `setup` hook."
)
_NO_ENVIRONMENT_STEP = (
    "Where an extension builds the environment, let a `setup` hook return its Alembic Config, or a mapping with "
    "target_metadata."
)


def _modules(hearing: Hearing) -> Row:
    failed = sorted(
        {str(row["module"]) for row in hearing.problems if row.get("stage") == "import" and row.get("module")}
    )
    versions = f"SQLAlchemy {hearing.versions.get('sqlalchemy')}, Python {hearing.versions.get('python')}"
    if hearing.imported is None:
        return _row("modules", NOT_SEEN, f"the probe did not come to its end ({versions})", "See model_problems.")
    if failed:
        detail = f"{counted(hearing.imported, 'module')} read, not imported: {_listed(failed)} ({versions})"
        return _row("modules", PARTLY, detail, "Mend the import, or set what it reads under `environment`.")
    return _row("modules", SEEN, f"{counted(hearing.imported, 'module')} read ({versions})")


def _metadata(hearing: Hearing) -> Row:
    own = [row for row in hearing.metadata.values() if not row["library"]]
    tables = sum(row["tables"] for row in own)
    ended = [row["message"] for row in hearing.problems if row.get("stage") == UNFINISHED]
    if ended:
        told = f"; {len(own)} MetaData with {counted(tables, 'table')} before that" if tables else ""
        detail = f"the probe ended before it had told all models: {ended[0]}{told}"
        return _row("metadata", PARTLY if tables else NOT_SEEN, detail, "See model_problems.")
    if not tables:
        step = "Name the packages that hold models with `model_packages` in the settings."
        return _row("metadata", NOT_SEEN, "no MetaData of the project's with tables was found", step)
    return _row("metadata", SEEN, f"{len(own)} MetaData with {counted(tables, 'table')}")
