"""The audited application: where its files lie and how its interpreter is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Place = tuple[str, str]
DEFAULT_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True)
class Remark:
    """What discovery could not settle: a row of ``witnesses``."""

    subject: str
    status: str
    detail: str
    next_step: str = ""
    witness: str = "scripts"


@dataclass(frozen=True)
class ScriptLocation:
    """An Alembic script location: its name in the frames, its folders, its version table.

    ``computed`` are the options that settings do not tell and env.py does only when it runs; ``translations`` is the
    schema_translate_map that such a run told, as pairs.
    """

    name: str
    folder: Path
    version_folders: tuple[Path, ...]
    ini: Path | None = None
    ini_section: str = "alembic"
    version_table: str = DEFAULT_VERSION_TABLE
    version_table_schema: str | None = None
    computed: tuple[str, ...] = ()
    translations: tuple[tuple[str | None, str | None], ...] | None = None


def claims(
    places: Iterable[Place], locations: Iterable[ScriptLocation], default_schema: str | None
) -> dict[Place, list[str]]:
    """Which script locations say of a version table (schema, table) that it is theirs; by name, where any does."""
    claimed: dict[Place, list[str]] = {}
    every = list(places)
    for location in locations:
        named = [place for place in every if place[1] == location.version_table]
        wanted = location.version_table_schema or default_schema
        here = [place for place in named if place[0] == wanted]
        if not here and not location.version_table_schema and len(named) == 1:
            here = named  # env.py may set a search path of its own
        for place in here:
            claimed.setdefault(place, []).append(location.name)
    return claimed


@dataclass(frozen=True)
class Target:
    """The audited application.

    ``project`` is the folder that paths in frames are relative to. ``import_roots`` go to the front of the
    probe's ``sys.path``. ``model_packages`` are import paths whose modules are imported beside those that look
    like models; ``model_entry_points`` are groups whose entry points are loaded; ``metadata``, where there are any,
    are the only MetaData that count. ``setup`` is a ``module:function`` that runs before anything of the target's.
    ``environment`` holds the variables that the target's code may see, and nothing else does. With ``run_env`` each
    revision is replayed inside of a run of the real env.py.
    """

    name: str
    project: Path
    locations: tuple[ScriptLocation, ...]
    python: Path
    import_roots: tuple[Path, ...] = ()
    model_packages: tuple[str, ...] = ()
    model_entry_points: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    setup: str = ""
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    probe_timeout_s: float = 60.0
    run_env: bool = False
    remarks: tuple[Remark, ...] = ()
