"""A tiny Alembic project written out, read by the scripts witness and fed to the rules."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pandas as pd
import pytest

from auditlib.collect import scripts
from auditlib.config.target import ScriptLocation, Target
from auditlib.frames.all import FRAMES
from auditlib.frames.history import APPLIED_REVISIONS, VERSION_TABLES, WITNESSES
from auditlib.frames.spec import combine
from auditlib.reconcile.state import state
from auditlib.rules import registry

Frames = dict[str, pd.DataFrame]


def written(folder: Path, files: Mapping[str, str]) -> Target:
    """A target whose script location ``alembic`` holds ``files``, by path below it."""
    for name, text in files.items():
        path = folder / "alembic" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "alembic" / "versions").mkdir(parents=True, exist_ok=True)
    location = ScriptLocation("alembic", folder / "alembic", (folder / "alembic" / "versions",))
    return Target("case", folder, (location,), Path(sys.executable), import_roots=(folder,))


def with_position(read: Frames, rows: Sequence[str] | None, capacity: int | None = 32) -> Frames:
    """Every frame of an audit of scripts alone; ``rows`` are those of the version table, its heads by default."""
    revisions = read["revisions"]
    here = list(rows) if rows is not None else list(revisions.loc[revisions["is_head"].astype(bool), "revision"])
    table = {"schema": "public", "table": "alembic_version"}
    known = {**table, "script_location": "alembic", "readable": True, "configured": True}
    tables = VERSION_TABLES.conform([{**known, "rows": len(here), "id_capacity": capacity}])
    applied = APPLIED_REVISIONS.conform([{**table, "version_num": row} for row in here])
    live = WITNESSES.conform([{"witness": "live", "subject": "database", "status": "seen"}])
    frames = combine([read, {"version_tables": tables, "applied_revisions": applied, "witnesses": live}], FRAMES)
    frames["state"] = state(revisions, read["revision_edges"], tables, applied)
    return frames


@pytest.fixture
def frames_of(tmp_path: Path) -> Callable[..., Frames]:
    """Frames of a project written from a mapping of paths to texts, and rows of its version table."""

    def make(files: Mapping[str, str], rows: Sequence[str] | None = None, capacity: int | None = 32) -> Frames:
        return with_position(scripts.read(written(tmp_path, files)), rows, capacity)

    return make


@pytest.fixture
def findings_of(frames_of: Callable[..., Frames]) -> Callable[..., pd.DataFrame]:
    """The findings of one rule on such a project."""

    def make(code: str, files: Mapping[str, str], rows: Sequence[str] | None = None, **more: int) -> pd.DataFrame:
        others = [each.code for each in registry.rules() if each.code != code]
        return registry.findings(frames_of(files, rows, **more), ignore=others)

    return make
