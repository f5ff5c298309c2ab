"""A snapshot: the frames of one moment, in a folder of Parquet files beside a manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.errors import OutputError, SnapshotError
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import Frame

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
# Without these, whole numbers beside nulls pass through floats and lose their last digits.
_EXACT = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype(), pa.float64(): pd.Float64Dtype()}


@dataclass(frozen=True)
class Snapshot:
    """Frames by name, and a manifest: format, tool and server versions, target, moment. Never a secret."""

    manifest: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame] = field(repr=False)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.frames[name]

    def with_frames(self, frames: Mapping[str, pd.DataFrame]) -> Snapshot:
        """A new snapshot that holds these frames too."""
        return Snapshot(self.manifest, {**self.frames, **frames})


def save(snapshot: Snapshot, folder: Path) -> Path:
    """Write a snapshot as ``folder``, all of it or nothing; an older snapshot there is replaced.

    Raises ``OutputError`` where the folder cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise OutputError(
            f"The snapshot folder {folder} cannot be written: {error.strerror}.",
            "Give another folder with --output.",
        ) from error
    try:
        _write(snapshot, fresh)
        _swap(fresh, folder)
    except OSError as error:
        raise OutputError(
            f"The snapshot could not be written to {folder}: {error.strerror or error}.",
            "Free some space or give another folder with --output.",
        ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder


def load(folder: Path) -> Snapshot:
    """The snapshot in ``folder``, every frame checked against its description.

    Raises ``SnapshotError`` where there is none, it is cut off, or a newer auditlib wrote it.
    """
    manifest = _manifest(folder)
    return Snapshot(manifest, {name: _read(folder, FRAMES[name]) for name in manifest["frames"] if name in FRAMES})


def open_lazily(folder: Path) -> Snapshot:
    """As ``load``, but each frame is read and checked when it is first asked for."""
    manifest = _manifest(folder)
    return Snapshot(manifest, _FramesOnDisk(folder, tuple(name for name in manifest["frames"] if name in FRAMES)))


class _FramesOnDisk(Mapping[str, pd.DataFrame]):
    """Frames by name, each read once."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._folder = folder
        self._names = names
        self._read: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._read:
            self._read[name] = _read(self._folder, FRAMES[name])
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _write(snapshot: Snapshot, folder: Path) -> None:
    for name, frame in snapshot.frames.items():
        described = FRAMES[name]
        table = pa.Table.from_pandas(described.check(frame), schema=described.arrow_schema(), preserve_index=False)
        pq.write_table(table.replace_schema_metadata(None), folder / f"{name}.parquet")
    manifest = {**snapshot.manifest, "format": FORMAT_VERSION, "frames": sorted(snapshot.frames)}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    folder.chmod(0o755)


def _swap(fresh: Path, folder: Path) -> None:
    if not folder.exists():
        fresh.replace(folder)
        return
    aside = fresh.with_name(fresh.name + "-old")
    try:
        folder.replace(aside)
        fresh.replace(folder)
    except BaseException:
        if aside.exists() and not folder.exists():
            aside.replace(folder)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        version = int(manifest["format"])
        list(manifest["frames"])
    except FileNotFoundError as error:
        raise SnapshotError(f"There is no snapshot in {folder}.", "Make one with: auditlib collect") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(
            f"The manifest of the snapshot in {folder} cannot be read.", "Collect the snapshot again."
        ) from error
    if version > FORMAT_VERSION:
        raise SnapshotError(
            f"The snapshot in {folder} has format {version}; this auditlib reads up to {FORMAT_VERSION}.",
            "Upgrade auditlib, or collect the snapshot again.",
        )
    return dict(manifest)


def _read(folder: Path, described: Frame) -> pd.DataFrame:
    try:
        table = pq.read_table(folder / f"{described.name}.parquet")
        return described.check(table.to_pandas(types_mapper=_EXACT.get).astype(described.dtypes))
    except (OSError, ValueError, KeyError, pa.ArrowInvalid) as error:
        raise SnapshotError(
            f"{described.name}.parquet of the snapshot in {folder} is missing or cut off.",
            "Collect the snapshot again.",
        ) from error
