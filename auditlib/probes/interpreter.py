"""Says which Python this is, which versions it holds, and where packages lie. Imports none of them.

Called as ``python -I interpreter.py PACKAGE …``; the last line of standard output is one JSON object:
``version``, ``versions`` (distribution to version) and ``packages`` (name to folder or file).
"""

import importlib.util
import json
import os
import platform
import sys

try:
    from importlib import metadata
except ImportError:  # Python 3.7 and older
    metadata = None

DISTRIBUTIONS = (
    "sqlalchemy",
    "alembic",
    "sqlmodel",
    "flask-sqlalchemy",
    "psycopg",
    "psycopg2",
    "psycopg2-binary",
    "asyncpg",
)


def versions():
    """Versions of the distributions that matter here, where they are installed."""
    found = {}
    for name in DISTRIBUTIONS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def place(name):
    """Folder or file of a top-level package, without importing it; None where there is none."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None:
        return None
    if spec.submodule_search_locations:
        return os.path.abspath(next(iter(spec.submodule_search_locations)))
    return spec.origin


def main(names):
    """Print the answer."""
    packages = {name: place(name) for name in names}
    said = {
        "version": platform.python_version(),
        "versions": versions(),
        "packages": {name: found for name, found in packages.items() if found},
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main(sys.argv[1:])
