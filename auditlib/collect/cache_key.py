"""Everything that a stage which runs the target's code in scratch could depend on, as one text (ADR 0018).

Too much is named rather than too little: a stage that runs anew costs seconds, one that should have and did not
costs a wrong audit.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import psycopg

from auditlib import __version__
from auditlib.collect.probe_copy import LARGE_BYTES, LEFT_OUT
from auditlib.collect.probe_isolation import isolation
from auditlib.collect.scratch import Server
from auditlib.config.interpreter import environment
from auditlib.config.target import Target
from auditlib.frames.all import FRAMES
from auditlib.frames.spec import LIVE_ONLY
from auditlib.snapshot import MANIFEST

# What live holds now and nothing in scratch asks for: a stage is not given it.
NOT_LENT = ("sizes",)
_OURS = Path(__file__).resolve().parent.parent
_NOT_USED = frozenset({"report", "charts", "demo", "rules", "cli", "notebooks"})
_ASKED = "import json, sys; print(json.dumps([sys.version, sys.path[1:]]))"
_TIMEOUT_S = 30
_STANDARD = re.compile(r"python\d[\d.]*t?|lib-dynload")


def lent(collected: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The frames that a cached stage may read: all that its key names, and no other."""
    return {name: frame.iloc[:0] if name in NOT_LENT else _asked(name, frame) for name, frame in collected.items()}


def _asked(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Without what moves with the rows that live holds, such as their estimated number."""
    moving = [each.name for each in FRAMES[name].columns if each.sources == LIVE_ONLY] if name in FRAMES else []
    return frame.assign(**{each: pd.Series(pd.NA, index=frame.index, dtype=frame[each].dtype) for each in moving})


def key(target: Target, server: Server, frames: Mapping[str, pd.DataFrame]) -> str:
    """A name for all that target code run in scratch can depend on; ``frames`` are those of ``lent``."""
    parts = {
        "auditlib": [__version__, _own_code()],
        "machine": [platform.machine(), platform.system(), os.geteuid(), repr(isolation(target.python))],
        "target": _told(target),
        "files": _files(target.project),
        "distributions": _distributions(target),
        "server": [server.version, server.origin, sorted(server.stand_ins), _extensions(server)],
        "frames": fingerprint({name: frame for name, frame in frames.items() if name != "witnesses"}),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def fingerprint(frames: Mapping[str, pd.DataFrame]) -> str:
    """A digest of the names, columns and values of these frames."""
    digest = hashlib.sha256()
    for name in sorted(frames):
        frame = frames[name]
        digest.update(f"{name} {list(frame.columns)} {len(frame)}\n".encode())
        for column in frame.columns if len(frame) else ():
            digest.update(repr(frame[column].tolist()).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()


def _told(target: Target) -> str:
    """What the settings say of the target, wherever the project lies; variables are in it and leave it as a digest."""
    own = {name: value for name, value in vars(target).items() if name not in ("name", "remarks", "project")}
    own["environment"] = sorted(target.environment.items())
    text = repr(sorted(own.items()))
    for place in sorted({str(target.project.resolve()), str(target.project.absolute())}, key=len, reverse=True):
        text = text.replace(place, "<project>")
    return text


@lru_cache(maxsize=1)
def _own_code() -> str:
    digest = hashlib.sha256()
    for file in sorted(_OURS.rglob("*")):
        inside = file.relative_to(_OURS)
        if file.is_file() and file.suffix != ".pyc" and inside.parts[0] not in _NOT_USED:
            digest.update(str(inside).encode() + file.read_bytes())
    return digest.hexdigest()


def _files(project: Path) -> str:
    """Every file that the working copy has: a revision may read any of them, and import any at any time."""
    digest = hashlib.sha256()
    for path in _walked(project):
        digest.update(f"{path.relative_to(project)}\0".encode("utf-8", "surrogateescape"))
        digest.update(_content(path))
    return digest.hexdigest()


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGE_BYTES and path.suffix != ".py":
            return f"{size} bytes, not copied".encode()
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError as error:
        return type(error).__name__.encode()


def _walked(folder: Path) -> Iterator[Path]:
    """The files below, in one order, without environments, caches and the reports that we wrote ourselves."""
    seen: set[str] = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        here, real = Path(place), os.path.realpath(place)
        if real in seen:
            folders.clear()
            continue
        seen.add(real)
        folders[:] = sorted(name for name in folders if not _left_out(here / name))
        yield from (here / name for name in sorted(files) if (here / name).is_file())


def _left_out(folder: Path) -> bool:
    if folder.name in LEFT_OUT or (folder / "pyvenv.cfg").exists():
        return True
    written = (folder, folder / "snapshot")
    return any((each / MANIFEST).is_file() and (each / "tables.parquet").is_file() for each in written)


def _distributions(target: Target) -> list[Any]:
    """Python, each distribution with the moment it was installed, and the files of those that lie in a source tree."""
    version, paths = _interpreter(target.python)
    own = target.project.resolve()
    found: list[Any] = [version]
    trees: set[Path] = set()
    for folder in (Path(path) for path in (*paths, *_python_path(target))):
        infos = sorted(each for pattern in ("*.dist-info", "*.egg-info", "*.pth") for each in folder.glob(pattern))
        found += [(each.name, each.stat().st_mtime_ns) for each in infos]
        trees |= {tree for each in infos if (tree := _editable(each))}
        if not infos and folder.is_dir() and not _STANDARD.fullmatch(folder.name):
            trees.add(folder)
    return [*found, *(_sources(tree) for tree in sorted(trees) if tree.resolve() != own)]


@lru_cache(maxsize=16)
def _interpreter(python: Path) -> tuple[str, tuple[str, ...]]:
    argv = [str(python.absolute()), "-I", "-B", "-c", _ASKED]
    try:
        done = subprocess.run(
            argv, stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=_TIMEOUT_S, env=environment()
        )
        version, paths = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError):
        return "", ()  # the stage will say so
    return version, tuple(paths)


def _python_path(target: Target) -> list[str]:
    return [part for part in target.environment.get("PYTHONPATH", "").split(os.pathsep) if part]


def _editable(info: Path) -> Path | None:
    """The source tree of a distribution that is installed from one, to be edited there."""
    try:
        told = json.loads((info / "direct_url.json").read_text(encoding="utf-8"))
        if told["dir_info"]["editable"]:
            return Path(unquote(urlsplit(told["url"]).path))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return None


def _sources(tree: Path) -> list[Any]:
    files = [path for path in _walked(tree) if path.suffix == ".py"]
    return [(str(path), (told := path.stat()).st_size, told.st_mtime_ns) for path in files]


def _extensions(server: Server) -> list[Any]:
    query = "select name, default_version from pg_catalog.pg_available_extensions order by 1"
    with psycopg.connect(server.conninfo(server.address.name), autocommit=True) as connection:
        return [list(row) for row in connection.execute(query.encode())]
