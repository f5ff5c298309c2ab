"""A snapshot: the frames of one moment, in a folder of Parquet files beside a manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.config.target import ScriptLocation, claims
from auditlib.errors import OutputError, SnapshotError
from auditlib.frames.all import COLLECTED_FRAMES, FRAMES
from auditlib.frames.history import VERSION_TABLES
from auditlib.frames.history import WITNESSES as WITNESS_LINES
from auditlib.frames.objects import OBJECT_FRAMES
from auditlib.frames.spec import Frame, combine

FORMAT_VERSION = 1
WITNESSES = ("live", "scripts", "models", "replay")
# Frames of a witness beside its objects: a row in one of them says that it was read.
_TELLING = {
    "scripts": ("version_files", "revisions", "settings"),
    "models": ("metadata", "model_problems"),
    "replay": ("steps",),
}
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

    def merge(self, *others: Snapshot) -> Snapshot:
        """This snapshot and others of the same project as one: see ``merge``."""
        return merge((self, *others))

    def with_frames(self, frames: Mapping[str, pd.DataFrame]) -> Snapshot:
        """A new snapshot that holds these frames too."""
        return Snapshot(self.manifest, {**self.frames, **frames})


def holds(snapshot: Snapshot) -> set[str]:
    """The witnesses that a snapshot holds something of: live, scripts, models, replay."""
    frames = snapshot.frames
    sources = {source for name in OBJECT_FRAMES if name in frames for source in frames[name]["source"].unique()}
    found = {witness for witness, names in _TELLING.items() if any(len(frames.get(name, ())) for name in names)}
    return found | {source.partition(":")[0] for source in sources} & set(WITNESSES)


def merge(snapshots: Sequence[Snapshot]) -> Snapshot:
    """One snapshot of what several hold, each witness from one of them; what follows from them is left out.

    For witnesses that are read in different places: the database where it can be reached, models in a container.
    Version tables belong to the script locations of whichever snapshot read the scripts.

    Raises ``SnapshotError`` where two hold the same witness or source, or are of different projects.
    """
    held = [holds(snapshot) for snapshot in snapshots]
    _refuse_twice(snapshots, held)
    _refuse_strangers(snapshots)
    own = [_own(each, mine, held) for each, mine in zip(snapshots, held, strict=True)]
    said = pd.concat([part.pop("witnesses") for part in own], ignore_index=True).drop_duplicates(WITNESS_LINES.key)
    frames = combine([*own, {"witnesses": said}], COLLECTED_FRAMES)
    manifest = _merged(snapshots, held)
    locations = [ScriptLocation(folder=Path(), version_folders=(), **each) for each in manifest.get("locations", ())]
    tables = _claimed(frames["version_tables"], locations, manifest["default_schema"] or None)
    return Snapshot(manifest, {**frames, "version_tables": tables})


def live_part(snapshot: Snapshot, locations: Iterable[ScriptLocation] = ()) -> dict[str, pd.DataFrame]:
    """What a snapshot holds of its live database, the version tables claimed by ``locations``.

    Raises ``SnapshotError`` where it holds nothing live.
    """
    if "live" not in holds(snapshot):
        raise SnapshotError("The snapshot holds no live database.", "Collect it with: auditlib collect --only live")
    frames = snapshot.frames
    own = {name: frames[name].loc[frames[name]["source"].eq("live")] for name in OBJECT_FRAMES if name in frames}
    lines = frames["witnesses"]
    own["witnesses"] = lines.loc[lines["witness"].eq("live")]
    claimed = _claimed(frames["version_tables"], list(locations), snapshot.manifest.get("default_schema") or None)
    return {**own, "version_tables": claimed, "applied_revisions": frames["applied_revisions"]}


def _refuse_twice(snapshots: Sequence[Snapshot], held: Sequence[set[str]]) -> None:
    for witness in WITNESSES:
        having = [each for each, mine in zip(snapshots, held, strict=True) if witness in mine]
        sources = [set(each["metadata"]["metadata"]) for each in having] if witness == "models" else []
        if len(having) > 1 and not (sources and len(set.union(*sources)) == sum(map(len, sources))):
            raise SnapshotError(
                f"{len(having)} of the snapshots hold {witness}.",
                "Leave one out, or collect parts with --only: each witness comes from one snapshot.",
            )


def _refuse_strangers(snapshots: Sequence[Snapshot]) -> None:
    targets = sorted({str(each.manifest.get("target")) for each in snapshots if each.manifest.get("target")})
    if len(targets) > 1:
        raise SnapshotError(f"The snapshots are of different projects: {', '.join(targets)}.", "Merge those of one.")


def _own(snapshot: Snapshot, mine: set[str], held: Sequence[set[str]]) -> dict[str, pd.DataFrame]:
    """What was collected; without the lines that say that it did not see what another of them saw."""
    own = {name: frame for name, frame in snapshot.frames.items() if name in COLLECTED_FRAMES}
    others = set.union(*held) - mine
    rows = own["witnesses"]
    return {**own, "witnesses": rows.loc[~rows["witness"].isin(others)]}


def _merged(snapshots: Sequence[Snapshot], held: Sequence[set[str]]) -> dict[str, Any]:
    manifests = [each.manifest for each in snapshots]
    by = {name: each for mine, each in zip(held, manifests, strict=True) for name in mine}
    files, live = by.get("scripts", by.get("models", manifests[0])), by.get("live", {})
    own = {name: live.get(name, "") for name in ("database", "server", "default_schema", "system_identifier")}
    told = ("witnesses", "moment", "auditlib", "server", "scratch")
    return {
        **files,
        **own,
        "scratch": ", ".join(sorted({str(each.get("scratch") or "") for each in manifests} - {""})),
        "moment": min(str(each.get("moment", "")) for each in manifests),
        "durations_ms": {name: ms for each in manifests for name, ms in each.get("durations_ms", {}).items()},
        "parts": [
            {name: each.get(name, "") for name in told} | {"witnesses": sorted(mine)}
            for mine, each in zip(held, manifests, strict=True)
        ],
    }


def _claimed(tables: pd.DataFrame, locations: list[ScriptLocation], default_schema: str | None) -> pd.DataFrame:
    """``version_tables`` with the script locations whose tables they are, where any is known."""
    if not locations:
        return tables
    places = list(zip(tables["schema"], tables["table"], strict=True))
    of = claims(places, locations, default_schema)
    names = pd.Series([", ".join(of.get(place, ())) or None for place in places], index=tables.index, dtype="str")
    return VERSION_TABLES.conform(tables.assign(script_location=names, configured=names.notna().astype("boolean")))


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
        # Not read_table: it looks for a whole data set, which takes ten times as long as our small files do.
        with pq.ParquetFile(folder / f"{described.name}.parquet") as file:
            table = file.read()
        if lacking := [name for name in described.column_names if name not in table.column_names]:
            raise SnapshotError(
                f"{described.name}.parquet of the snapshot in {folder} has no {', '.join(lacking)}:"
                " another version of auditlib wrote it.",
                "Collect the snapshot again.",
            )
        if not table.num_rows and table.column_names == described.column_names:
            return described.empty()
        return described.check(table.to_pandas(types_mapper=_EXACT.get).astype(described.dtypes))
    except (OSError, ValueError, KeyError, pa.ArrowInvalid) as error:
        raise SnapshotError(
            f"{described.name}.parquet of the snapshot in {folder} is missing or cut off.",
            "Collect the snapshot again.",
        ) from error
