"""A probe as one file: the sources of ``probes/`` bundled into a program that runs alone with ``python probe.py``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import auditlib.probes

FOLDER = Path(auditlib.probes.__file__).parent

# Each after what it imports.
COMMON = ("wire", "session", "driver_errors", "driver", "engine", "clients", "guards", "start")
_REVISIONS = (
    *("syntax", "found", "deaf", "options", "environment_text", "environment"),
    *("redirected", "online", "real", "prepare", "place", "demands", "made"),
)
MODULES: dict[str, tuple[str, ...]] = {
    "models": (
        "files",
        "syntax",
        "found",
        "origins",
        "declared",
        "uses",
        "deaf",
        "options",
        "environment_text",
        "environment",
        "missed",
        "prepare",
        "modules",
        "schema",
        "filters",
        "hidden",
        "keys",
        "build",
        "chosen",
    ),
    "upgrade": _REVISIONS,
    "pending": (*_REVISIONS, "upgrade"),
}

_HEAD = '''"""A probe of auditlib: reads {what} of an application, with the application's own interpreter.

Run it where the application runs, in its project folder:

    python probe.py --output models.jsonl

(--help tells of projects whose alembic.ini or packages lie elsewhere.)

It opens no connection, writes nothing but that file, and prints nothing. Give the file to auditlib with --models-from.
"""
import linecache
import sys
import types

PACKAGE = "auditlib_probe"
ARGUMENTS = r"""{arguments}"""
SOURCES = {{}}
'''

_TAIL = '''

def load(name, source):
    """One of the sources as a module, whose lines a traceback can show."""
    file = "<auditlib/probes/%s.py>" % name
    linecache.cache[file] = (len(source), None, source.splitlines(True), file)
    module = types.ModuleType(PACKAGE + "." + name)
    module.__package__, module.__file__ = PACKAGE, file
    sys.modules[module.__name__] = module
    setattr(sys.modules[PACKAGE], name, module)
    exec(compile(source, file, "exec"), module.__dict__)
    return module


if __name__ == "__main__":
    package = types.ModuleType(PACKAGE)
    package.__path__ = []
    sys.modules[PACKAGE] = package
    loaded = {name: load(name, source) for name, source in SOURCES.items()}
    loaded["start"].start(loaded[PROBE], ARGUMENTS)
'''


def program(probe: str, arguments: Mapping[str, Any] | None = None) -> str:
    """The text of a probe. ``arguments`` are written into it, for a run without auditlib at the other end."""
    names = (*COMMON, *MODULES.get(probe, ()), probe)
    given = json.dumps(arguments or {}, indent=1)
    parts = [_HEAD.format(what=probe, arguments=given)]
    parts += [f"SOURCES[{name!r}] = r'''{_source(name)}'''\n" for name in names]
    parts.append(f"PROBE = {probe!r}\n")
    return "\n".join(parts) + _TAIL


def _source(name: str) -> str:
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")
