"""The target's interpreter: which one, and what it says of itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditlib.errors import InterpreterError

_PROGRAM = Path(__file__).parent.parent / "probes" / "interpreter.py"
_ENVIRONMENTS = (".venv", "venv", "env", ".env")
_TIMEOUT_S = 30


@dataclass(frozen=True)
class Interpreter:
    """An interpreter's own words: its version, the packages asked for, and where they lie."""

    python: Path
    version: str
    versions: Mapping[str, str]
    packages: Mapping[str, Path]


def find(project: Path, given: str = "") -> Path:
    """The interpreter given, else the project's virtual environment, else the running one.

    Raises ``InterpreterError`` where the one that was given does not exist.
    """
    if given:
        return _given(project, given)
    own = (_python_of(folder / name) for folder in _homes(project) for name in _ENVIRONMENTS)
    return next((python for python in own if python), None) or _around(project) or Path(sys.executable)


def ask(python: Path, packages: Sequence[str] = ()) -> Interpreter:
    """What the interpreter says of itself and of where ``packages`` lie; nothing of the target is imported.

    Raises ``InterpreterError`` where it does not run, or has no SQLAlchemy.
    """
    said = _said(python, ("sqlalchemy", *packages))
    if "sqlalchemy" not in said["packages"]:
        raise InterpreterError(
            f"The interpreter {python} has no SQLAlchemy, so it is not the project's own.",
            "Name the interpreter that runs the application with --python.",
        )
    located = {name: Path(place) for name, place in said["packages"].items()}
    return Interpreter(python, said["version"], said["versions"], located)


def environment() -> dict[str, str]:
    """The few variables with which the target's interpreter starts: what it holds may run code at once."""
    return {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}


def _given(project: Path, given: str) -> Path:
    path = Path(given).expanduser()
    for candidate in (path, project / path):
        if candidate.is_dir() and (inside := _python_of(candidate)):
            return inside
        if candidate.is_file():
            # Not resolved: the link's own place is what makes it a virtual environment's interpreter.
            return candidate.absolute()
    found = shutil.which(given)
    if found:
        return Path(found)
    folder = path.is_dir() or (project / path).is_dir()
    raise InterpreterError(
        f"The folder {given} holds no bin/python." if folder else f"There is no interpreter {given}.",
        "Name the project's python, or its virtual environment, with --python.",
    )


def _homes(project: Path) -> list[Path]:
    """The project and the folders around it, up to the repository's root."""
    homes = [project]
    for folder in project.parents:
        if (homes[-1] / ".git").exists():
            return homes
        homes.append(folder)
    # Without a repository nothing says where the project ends.
    return [project]


def _around(project: Path) -> Path | None:
    """The interpreter of the environment in whose site-packages the project lies."""
    for folder in (project, *project.parents):
        if folder.name in ("site-packages", "dist-packages"):
            return _python_of(folder.parents[2])
    return None


def _python_of(environment: Path) -> Path | None:
    for inside in ("bin/python", "bin/python3", "Scripts/python.exe"):
        if (environment / inside).exists():
            return (environment / inside).absolute()
    return None


def _said(python: Path, packages: Sequence[str]) -> dict[str, Any]:
    try:
        done = subprocess.run(
            # -I closes its eyes to PYTHONDONTWRITEBYTECODE too, and it may lie inside the project.
            [str(python), "-I", "-B", str(_PROGRAM), *packages],
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=True,
            env=environment(),
            stdin=subprocess.DEVNULL,
        )
        return dict(json.loads(done.stdout.splitlines()[-1]))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise InterpreterError(
            f"The interpreter {python} does not run: {_reason(error)}.",
            "Name the interpreter that runs the application with --python.",
        ) from error


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with exit code {error.returncode}"
    if isinstance(error, subprocess.TimeoutExpired):
        return f"no answer in {_TIMEOUT_S} s"
    if isinstance(error, OSError):
        return error.strerror or str(error)
    return "its answer cannot be read"
