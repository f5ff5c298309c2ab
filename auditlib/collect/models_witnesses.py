"""What was seen of the models, and what was not: rows of ``witnesses``."""

from __future__ import annotations

from collections.abc import Iterator

from auditlib.collect.models_build import Building
from auditlib.collect.models_hearing import Hearing, Row
from auditlib.collect.probe import Workspace

SHOWN = 5
SEEN, PARTLY, NOT_SEEN = "seen", "partly", "not seen"


def witnesses(place: Workspace | None, hearing: Hearing, building: Building) -> list[Row]:
    """Rows on the walls, each env.py, the modules, the MetaData and the extensions."""
    rows = [*_environments(hearing), _modules(hearing), _metadata(hearing)]
    if place:
        rows = [_isolation(place), *_left_out(place), *rows]
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
    variables = len(place.target.environment)
    held = ("a process group of its own", "a time limit", "a working copy", f"{variables} variables of the target's")
    detail = f"model code ran in {', '.join((*held, *walls.held))}"
    if walls.missing:
        return _row("isolation", PARTLY, f"{detail}; without {'; without '.join(walls.missing)}", "Run in a container.")
    return _row("isolation", SEEN, detail)


def _left_out(place: Workspace) -> Iterator[Row]:
    left_out = place.copied.left_out
    if left_out:
        names = [place.inside_name(path) for path in left_out]
        detail = f"{place.copied.files} files copied; left out because large or unreadable: {_listed(names)}"
        yield _row("working copy", PARTLY, detail, "Move what models read when imported into smaller files.")


def _environments(hearing: Hearing) -> Iterator[Row]:
    lost = {row["file"]: row["message"] for row in hearing.problems if row.get("stage") == "env.py"}
    for each in hearing.environments:
        subject, said = f"env.py of {each['location']}", each.get("message") or lost.get(each["file"])
        if not each["known"] and not each.get("message"):
            yield _row(subject, PARTLY, f"only its text was read: {said}", _ENVIRONMENT_STEP)
        elif not each["known"]:
            yield _row(subject, NOT_SEEN, f"what it hands to Alembic could not be told: {said}", _ENVIRONMENT_STEP)
        elif said and each["by"] != "context.configure":
            yield _row(subject, PARTLY, f"known by {each['by']}; it failed: {said}", _ENVIRONMENT_STEP)
        else:
            yield _row(subject, SEEN, f"{each['handed']} MetaData handed to Alembic, known by {each['by']}")


_ENVIRONMENT_STEP = "Set the variables that it reads under `environment` in the settings."


def _modules(hearing: Hearing) -> Row:
    failed = sorted(
        {str(row["module"]) for row in hearing.problems if row.get("stage") == "import" and row.get("module")}
    )
    versions = f"SQLAlchemy {hearing.versions.get('sqlalchemy')}, Python {hearing.versions.get('python')}"
    if hearing.imported is None:
        return _row("modules", NOT_SEEN, f"the probe did not come to its end ({versions})", "See model_problems.")
    if failed:
        detail = f"{hearing.imported} modules read, not imported: {_listed(failed)} ({versions})"
        return _row("modules", PARTLY, detail, "Mend the import, or set what it reads under `environment`.")
    return _row("modules", SEEN, f"{hearing.imported} modules read ({versions})")


def _metadata(hearing: Hearing) -> Row:
    own = [row for row in hearing.metadata.values() if not row["library"]]
    tables = sum(row["tables"] for row in own)
    if not tables:
        step = "Name the packages that hold models with `model_packages` in the settings."
        return _row("metadata", NOT_SEEN, "no MetaData of the project's with tables was found", step)
    return _row("metadata", SEEN, f"{len(own)} MetaData with {tables} tables")
